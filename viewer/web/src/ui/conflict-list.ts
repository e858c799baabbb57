/** Pairs that are in each other's way as a list: one line each, and all that is known of the one that is open. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { VERDICTS, VERDICT_COLOURS, countByVerdict } from "../core/conflicts";
import type { Conflict, Verdict } from "../core/conflicts";
import { store } from "../core/state";
import { FUNCTIONS, functionColour } from "../core/subsurface";
import { label, number, said, signed, t } from "../i18n";
import type { Key } from "../i18n";
import { swatch } from "./icons";
import { cubic, lasting } from "./subsurface";

const NAMES: Record<Verdict, Key> = { forbidden: "verdictForbidden", conditional: "verdictConditional", competing: "verdictCompeting", unknown: "verdictUnknown", synergy: "verdictSynergy" };

export const verdictName = (verdict: Verdict): string => t(NAMES[verdict]);

/** Verdicts to filter by, with how many pairs have each. */
export function verdictFilter(list: readonly Conflict[], hidden: ReadonlySet<Verdict>, flip: (verdict: Verdict) => void): TemplateResult {
  const counts = countByVerdict(list);
  const there = VERDICTS.filter((verdict) => counts[verdict] > 0);
  return html`<div class="verdicts" role="group" aria-label=${t("conflictFilter")}>${there.map(
    (verdict) => html`<button class="verdict-chip" data-verdict=${verdict} aria-pressed=${!hidden.has(verdict)} @click=${() => flip(verdict)}>${swatch(VERDICT_COLOURS[verdict])} ${verdictName(verdict)} <b>${number(counts[verdict])}</b></button>`,
  )}</div>`;
}

/** Room that is left or lacks, in metres or in years. */
export function marginText({ margin, margin_unit }: Conflict): string {
  if (margin === null) return t("marginUnknown");
  const size = Math.abs(margin);
  return margin_unit === "yr" ? `${signed(margin, 0)} ${t("marginYears")}` : `${signed(margin, size < 10 ? 2 : size < 100 ? 1 : 0)} m`;
}

interface Shown {
  list: readonly Conflict[];
  /** Id of the pair that is open. */
  open: string | null;
  choose: (conflict: Conflict) => void;
  most: number;
  more: () => void;
}

export function conflictList({ list, open, choose, most, more }: Shown): TemplateResult {
  return html`<ul class="conflicts" @keydown=${walk}>${list.slice(0, most).map((each) => item(each, each.id === open, () => choose(each)))}</ul>
    ${list.length > most ? html`<button class="quiet back more-pairs" @click=${more}>${t("underMore", number(list.length - most))}</button>` : nothing}`;
}

/** Up and down go from pair to pair. */
function walk(event: KeyboardEvent): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".pair-head")];
  all[all.indexOf(document.activeElement as HTMLElement) + step]?.focus();
}

const side = (name: string, id: string): TemplateResult => html`<span class="side-of">${swatch(functionColour(name))} <span>${id}<small>${label(FUNCTIONS[name] ?? {}) || name}</small></span></span>`;

function item(each: Conflict, open: boolean, choose: () => void): TemplateResult {
  const { verdict, holds, probability } = each;
  const chance = probability !== null && (!holds || probability < 0.995) ? ` · ${number(probability * 100)}%` : "";
  return html`<li class="pair verdict-${verdict} ${open ? "open" : ""}" data-pair=${each.id}>
    <button class="pair-head" aria-expanded=${open} @click=${choose}>
      <span class="pair-verdict">${verdictName(verdict)}<b data-value="margin">${marginText(each)}${chance}</b></span>
      ${side(each.first_function, each.first)}${side(each.second_function, each.second)}
    </button>
    ${open ? details(each) : nothing}
  </li>`;
}

function details(each: Conflict): TemplateResult {
  const { lang } = store.state;
  const { explanation, remedies, inside, overlap_volume: volume, probability, first_year, last_year } = each;
  const whole = (year: number | null): number | null => year && Math.floor(year);
  const rows: [Key, string | null][] = [
    ["conflictYears", lasting({ start: whole(first_year), end: whole(last_year) }) || null],
    ["conflictProbability", probability === null ? t("marginUnknown") : `${number(probability * 100)}%`],
    ["conflictInside", inside ? `${number(inside, inside < 100 ? 1 : 0)} m` : null],
    ["conflictVolume", volume ? cubic(volume) : null],
    ["conflictYields", each.plan],
  ];
  return html`<div class="pair-body">
    <p data-value="explanation">${said(explanation[lang])}</p>
    ${remedies[lang].length > 0 ? html`<p class="resolve">${t("conflictResolve")}</p><ul class="remedies">${remedies[lang].map((each) => html`<li>${said(each)}</li>`)}</ul>` : nothing}
    <dl class="rows">${rows.map(([key, text]) => (text === null ? nothing : html`<div><dt>${t(key)}</dt><dd>${text}</dd></div>`))}</dl>
    <p class="note">${t("conflictRule", each.code)} ${each.source}${each.status ? ` [${each.status}]` : ""}</p>
  </div>`;
}
