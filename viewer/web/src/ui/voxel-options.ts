/** Options of the voxel model: which field, which classes, which part of the block. */
import { html } from "lit";
import type { TemplateResult } from "lit";
import { softened } from "../core/palette";
import { store } from "../core/state";
import type { State } from "../core/state";
import { label, maybe, number, t } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { swatch } from "./icons";

type Cut = State["voxels"]["cut"];

function change(part: Partial<State["voxels"]>): void {
  store.set({ voxels: { ...store.state.voxels, ...part } });
}

/** The part of the block that is left when it is opened at the front. */
const OPENED: Cut = [0, 1, 0.42, 1, 0, 1];

/** Show or hide the block; a whole block shows only its sides, so it opens at the front. */
export function toggleVoxels(): void {
  const { on, cut } = store.state.voxels;
  const whole = cut.every((c, i) => c === i % 2);
  change({ on: !on, cut: !on && whole ? OPENED : cut });
  if (!on) context().director.goToCut();
}

export function voxelOptions(): TemplateResult {
  const model = context().world.voxels!;
  const { field, hidden, cut } = store.state.voxels;
  const names = Object.keys(model.file.fields);
  const shown = names.includes(field) ? field : names[0]!;
  const classes = model.file.fields[shown]?.classes ?? [];
  const valueOf = (entry: (typeof classes)[number]): number => entry.value ?? entry.code ?? 0;
  const flip = (value: number): void =>
    change({ hidden: hidden.includes(value) ? hidden.filter((v) => v !== value) : [...hidden, value] });
  const { dx, dy } = model.file.grid;
  return html`
    <p class="legend-title">${number(dx)} × ${number(dy)} × ${number(model.file.dz, 1)} m</p>
    <span class="segments small" role="group" aria-label=${t("voxels")}>
      ${names.map(
        (name) => html`<button aria-pressed=${name === shown} @click=${() => change({ field: name, hidden: [] })}>${maybe(name)}</button>`,
      )}
    </span>
    <ul class="legend checks">
      ${classes.map(
        (entry) => html`<li><label><input type="checkbox" .checked=${!hidden.includes(valueOf(entry))} @change=${() => flip(valueOf(entry))} />
          ${swatch(softened(entry.color))} ${label(entry)}</label></li>`,
      )}
    </ul>
    <div class="inline">
      <button class="quiet" @click=${() => change({ hidden: [] })}>${t("allClasses")}</button>
      <button class="quiet" @click=${() => change({ hidden: classes.map(valueOf) })}>${t("noClasses")}</button>
      <button class="quiet" @click=${() => change({ cut: OPENED })}>${t("cutCorner")}</button>
      <button class="quiet" @click=${() => change({ cut: [0, 1, 0, 1, 0, 1] })}>${t("cutReset")}</button>
    </div>
    ${range("cutWE", 0, cut)}${range("cutSN", 2, cut)}${range("cutZ", 4, cut)}
  `;
}

/** Two sliders for the ends of one axis; they cannot pass each other. */
function range(key: Key, at: 0 | 2 | 4, cut: Cut): TemplateResult {
  const set = (i: number, value: number): void => {
    const next = [...cut] as Cut;
    next[i] = i === at ? Math.min(value, cut[at + 1]! - 0.01) : Math.max(value, cut[at]! + 0.01);
    change({ cut: next });
  };
  const slider = (i: number, word: Key): TemplateResult => html`<input
    type="range" min="0" max="100" step="1" .value=${String(Math.round(cut[i]! * 100))}
    aria-label="${t(key)} ${t(word)}"
    @input=${(e: Event) => set(i, Number((e.target as HTMLInputElement).value) / 100)} />`;
  return html`<div class="slide double"><span>${t(key)}</span>
    <span class="pair">${slider(at, "cutFrom")}${slider(at + 1, "cutTo")}</span>
    <output>${number(cut[at]! * 100)}–${number(cut[at + 1]! * 100)}%</output></div>`;
}
