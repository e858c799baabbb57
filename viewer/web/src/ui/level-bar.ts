/** The moment for which polders are shown: year and month, with or without the measure, and how it is drawn. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import type { LevelsChoice, LevelsView, State } from "../core/state";
import { CASES } from "../core/water-levels";
import type { CaseSeries, Step, WaterLevels } from "../core/water-levels";
import { stepsOf } from "../scene/polders";
import { number, signed, t } from "../i18n";
import type { Key } from "../i18n";
import { chart } from "./chart";
import { icon, swatch } from "./icons";
import { areaNow, closeLevels, shownLevels } from "./levels";
import { areaText, centimetres, monthName } from "./level-words";
import { Part } from "./part";

const VIEWS: readonly [LevelsView, Key][] = [["before", "levelsBefore"], ["after", "levelsAfter"], ["difference", "levelsDifference"]];
const PAINTS: readonly [LevelsChoice["paint"], Key][] = [["groundwater", "levelsGroundwater"], ["ground", "levelsSinking"]];

export const change = (part: Partial<LevelsChoice>): void => {
  const { levels } = store.state;
  if (levels) store.set({ levels: { ...levels, ...part } });
};

/** One kept year back or on. */
export function stepLevelYear(step: -1 | 1): void {
  const levels = shownLevels()?.levels;
  const { levels: asked } = store.state;
  if (!levels || !asked) return;
  const { years } = levels.file;
  const next = step > 0 ? years.find((year) => year > asked.year) : years.findLast((year) => year < asked.year);
  if (next !== undefined) change({ year: next });
}

/** One month back or on, through the turn of the year. */
export function stepMonth(step: -1 | 1): void {
  const { levels } = store.state;
  if (levels) change({ month: ((levels.month - 1 + step + 12) % 12) + 1 });
}

/** Figures of a year and month out of the series of an area; null where they are not known. */
export function figuresOf({ monthly_groundwater, ground_level, level }: CaseSeries, start: number, year: number, month: number): { groundwater: number | null; sunk: number | null; level: number | null } {
  const at = year - start;
  const [first, now] = [ground_level[0] ?? null, ground_level[at] ?? null];
  return {
    groundwater: monthly_groundwater[at * 12 + month - 1] ?? null,
    sunk: first === null || now === null ? null : first - now,
    level: level[at] ?? null,
  };
}

export class ZichtLevelBar extends Part {
  protected override concerns(state: State, before: State): boolean {
    return state.levels !== before.levels || state.lang !== before.lang;
  }

  override render(): TemplateResult | typeof nothing {
    const levels = shownLevels()?.levels;
    const asked = store.state.levels;
    if (!levels || !asked) return nothing;
    return html`<section class="sea level-bar card" aria-label=${t("levels")}>
      <div class="sea-value">
        <h2>${t("levels")} <span class="note" data-value="level-land">${areaText(levels)}</span></h2>
        <p class="big"><span data-value="level-year">${asked.year}</span> <small data-value="level-month">${monthName(asked.month)}</small></p>
        <span class="segments small" role="group" aria-label=${t("levelsView")}>
          ${VIEWS.map(([view, key]) => html`<button data-case=${view} aria-pressed=${view === asked.view} @click=${() => change({ view })}>${t(key)}</button>`)}
        </span>
        <button id="levels-close" class="quiet back" @click=${closeLevels}>${icon("close")} ${t("dikeClose")}</button>
      </div>
      <div class="sea-track">
        ${this.track(levels, asked)}
        ${this.months(asked)}
        ${legend(asked)}
      </div>
      <div class="sea-figures">${this.figures(levels, asked)}${this.look(asked)}</div>
    </section>`;
  }

  private track(levels: WaterLevels, asked: LevelsChoice): TemplateResult {
    const { years, start } = levels.file;
    const [first, last] = [years[0]!, years.at(-1)!];
    const found = levels.series(areaNow());
    const all = Array.from({ length: last - start + 1 }, (_, i) => i);
    const shown = asked.view === "before" ? "before" : "after";
    const series = found
      ? CASES.map((of) => ({ values: all.map((i) => this.centimetres(found[of], i)), shown: of === shown }))
      : [];
    const sunk = found ? figuresOf(found[shown], start, asked.year, asked.month).sunk : null;
    const spoken = `${asked.year}${sunk === null ? "" : `, ${t("levelsSunk").toLowerCase()}: ${centimetres(sunk)} cm`}`;
    // A place for every year, so that round ones stand where they belong; the two ends keep room for theirs.
    const round = (year: number): boolean => year === first || year === last || (year % 20 === 0 && Math.min(year - first, last - year) > 9);
    const dashed = t(shown === "before" ? "levelsAfter" : "levelsBefore").toLowerCase();
    return html`<div class="track">
      ${chart({ at: all, end: last - start, series, now: asked.year - start, title: t("levelsChart"), top: (value) => `┄ ${dashed}, ${t("levelsSunk").toLowerCase()} ${number(value)} cm` })}
      <input id="level-year" class="scrubber" type="range" min=${first} max=${last} step="1" .value=${String(asked.year)}
        aria-label=${t("levelsYear")} aria-valuetext=${spoken}
        @input=${(e: Event) => change({ year: Number((e.target as HTMLInputElement).value) })} />
      <div class="ticks" aria-hidden="true">${all.map((i) => html`<span>${round(start + i) ? start + i : nothing}</span>`)}</div>
    </div>`;
  }

  private centimetres({ ground_level }: CaseSeries, i: number): number | null {
    const [first, now] = [ground_level[0] ?? null, ground_level[i] ?? null];
    return first === null || now === null ? null : Math.max(0, 100 * (first - now));
  }

  private months(asked: LevelsChoice): TemplateResult {
    return html`<label class="month"><span>${t("levelsMonth")}</span>
      <span class="month-track"><input id="level-month" type="range" min="1" max="12" step="1" .value=${String(asked.month)} aria-valuetext=${monthName(asked.month)}
        @input=${(e: Event) => change({ month: Number((e.target as HTMLInputElement).value) })} />
      <span class="ticks" aria-hidden="true">${Array.from({ length: 12 }, (_, i) => html`<span>${monthName(i + 1, "narrow")}</span>`)}</span></span></label>`;
  }

  private figures(levels: WaterLevels, asked: LevelsChoice): TemplateResult {
    const found = levels.series(areaNow());
    const [before, after] = CASES.map((of) => (found ? figuresOf(found[of], levels.file.start, asked.year, asked.month) : null));
    const row = (name: string, key: Key, write: (value: number) => string, read: (f: NonNullable<typeof before>) => number | null): TemplateResult => {
      const [a, b] = [before ? read(before) : null, after ? read(after) : null];
      return html`<div><dt>${t(key)}</dt><dd data-value="level-${name}">${a === null ? "–" : write(a)} → ${b === null ? "–" : write(b)}</dd></div>`;
    };
    return html`<dl class="level-figures">
      ${row("groundwater", "levelsDepthCm", centimetres, (f) => f.groundwater)}
      ${row("sunk", "levelsSunkCm", centimetres, (f) => f.sunk)}
      ${row("level", "levelsDitch", (value) => signed(value), (f) => f.level)}
    </dl>`;
  }

  private look(asked: LevelsChoice): TemplateResult {
    return html`<div class="look">
      <span class="segments small" role="group" aria-label=${t("levelsPaint")}>
        ${PAINTS.map(([paint, key]) => html`<button data-paint=${paint} aria-pressed=${paint === asked.paint} @click=${() => change({ paint })}>${t(key)}</button>`)}
      </span>
      <label class="check" title=${t("levelsClearLong")}><input id="level-clear" type="checkbox" .checked=${asked.clear} @change=${(e: Event) => change({ clear: (e.target as HTMLInputElement).checked })} /> ${t("levelsClear")}</label>
      <label class="stretch" title=${t("levelsStretchLong")}><span>${t("levelsStretch")}</span>
        <input id="level-stretch" type="range" min="1" max="20" step="1" .value=${String(asked.stretch)} aria-label=${t("levelsStretchLong")}
          @input=${(e: Event) => change({ stretch: Number((e.target as HTMLInputElement).value) })} />
        <output>${number(asked.stretch)}×</output></label>
    </div>`;
  }
}

/** The classes of what is painted, in cm. */
export function legend(asked: LevelsChoice): TemplateResult {
  const steps = stepsOf(asked);
  const key: Key = asked.view === "difference" ? (asked.paint === "ground" ? "levelsGroundHigher" : "levelsHigher") : asked.paint === "ground" ? "levelsSunkCm" : "levelsDepthCm";
  return html`<span class="classes level-classes" role="group" aria-label=${t(key)}>
    <span class="legend-title">${t(key)}</span>
    ${steps.map((step, i) => html`<span>${swatch(step.color)} ${classText(steps, i)}</span>`)}
    <span>${swatch("#b8babd")} ${t("dikeUnknownShort")}</span>
  </span>`;
}

function classText(steps: readonly Step[], i: number): string {
  const cm = centimetres;
  const [from, until] = [steps[i - 1]?.until, steps[i]!.until];
  if (from === undefined) return `< ${cm(until)}`;
  if (!Number.isFinite(until)) return `> ${cm(from)}`;
  return from < 0 ? `${cm(from)} ${t("levelsTo")} ${cm(until)}` : `${cm(from)}–${cm(until)}`;
}

customElements.define("zicht-level-bar", ZichtLevelBar);
