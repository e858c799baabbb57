/** Every effect of a water level: before, after and difference with their ranges, why not, and how it is found. */
import { html, nothing, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import type { EffectRow, LevelEffect, Ranged, WaterLevels } from "../core/water-levels";
import { label, number, t } from "../i18n";
import { fluxes, partsTable, statesTable } from "./effect-parts";
import { chemical, inUnit, readable, writer } from "./figures";
import { swatch } from "./icons";

/** Whether a change is for the better: 1, worse: -1, or 0 when it does not matter or is not known. */
export function verdict(better: LevelEffect["better"], difference: number | null | undefined): -1 | 0 | 1 {
  if (better === null || difference === null || difference === undefined || Math.abs(difference) < 1e-9) return 0;
  return (difference < 0) === (better === "lower") ? 1 : -1;
}

/** Class of a row by its verdict. */
const MARKS = { 1: "better", 0: "same", [-1]: "worse" } as const;

/** An effect as the tables show it, for an area or for a choice. */
export interface Line {
  title: string;
  unit: string;
  better: LevelEffect["better"];
  before: Ranged | null;
  after: Ranged | null;
  difference: Ranged | null;
}

const numbers = (...found: (Ranged | null)[]): number[] =>
  found.flatMap((each) => (each ? [each.value, each.low, each.high] : [])).filter((value): value is number => typeof value === "number" && Number.isFinite(value));

/** Before above after, each with its range, on one scale. */
function bars(before: Ranged | null, after: Ranged | null): SVGTemplateResult | typeof nothing {
  const all = numbers(before, after);
  if (!all.some((value) => value !== 0)) return nothing;
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const x = (value: number): number => 2 + (146 * (value - low)) / (high - low || 1);
  const bar = (found: Ranged | null, y: number, kind: string): SVGTemplateResult | typeof nothing =>
    found?.value === null || found?.value === undefined
      ? nothing
      : svg`<rect class=${kind} x=${Math.min(x(0), x(found.value))} y=${y} width=${Math.max(1, Math.abs(x(found.value) - x(0)))} height="5" rx="1.5" />
        ${found.low !== null && found.high !== null && found.high > found.low
          ? svg`<line class="whisker" x1=${x(found.low)} x2=${x(found.high)} y1=${y + 2.5} y2=${y + 2.5} /><line class="whisker" x1=${x(found.low)} x2=${x(found.low)} y1=${y} y2=${y + 5} /><line class="whisker" x1=${x(found.high)} x2=${x(found.high)} y1=${y} y2=${y + 5} />`
          : nothing}`;
  return svg`<svg class="range-bars" viewBox="0 0 150 15" width="150" height="15" preserveAspectRatio="none" aria-hidden="true" focusable="false">${bar(before, 1, "was")}${bar(after, 9, "is")}</svg>`;
}

function ranged(found: Ranged | null, write: (value: number) => string): TemplateResult | string {
  if (found?.value === null || found?.value === undefined) return "–";
  const { low, high } = found;
  const range = low !== null && high !== null && high > low ? html`<small><span>${write(low)}</span> <span>${t("levelsTo")} ${write(high)}</span></small>` : nothing;
  return html`${write(found.value)}${range}`;
}

/** Better or worse in a word, and whether the range leaves that open. */
function judged(mark: -1 | 0 | 1, difference: Ranged | null): TemplateResult | typeof nothing {
  if (mark === 0) return nothing;
  const open = difference !== null && difference.low !== null && difference.high !== null && difference.low < 0 && difference.high > 0;
  return html`<span class="verdict">${t(mark > 0 ? "levelsBetter" : "levelsWorse")}${open ? `, ${t("levelsOpen")}` : ""}</span>`;
}

const scaled = (found: Ranged | null, by: (value: number) => number): Ranged | null => {
  const each = (value: number | null | undefined): number | null => (typeof value === "number" ? by(value) : null);
  return found && { value: each(found.value), low: each(found.low), high: each(found.high) };
};

/** Class of the rows of an effect: for the better, the worse, or neither. */
export const classOf = ({ better, difference }: Line): string => MARKS[verdict(better, difference?.value)];

/** Name and numbers of an effect, with what more there is to say below them. */
export function effectLines(line: Line, more: TemplateResult | typeof nothing = nothing): TemplateResult {
  const cases = [line.before, line.after, line.difference];
  const own = inUnit(line.unit);
  const { unit, by } = readable(line.unit, numbers(line.before, line.after).map(own));
  const [before, after, difference] = cases.map((each) => scaled(each, (value) => own(value) / by)) as [Ranged | null, Ranged | null, Ranged | null];
  const write = writer(numbers(before, after));
  return html`<tr><th scope="rowgroup" colspan="3"><span>${chemical(line.title)} <span class="note">${unit}</span></span>${judged(verdict(line.better, difference?.value), difference)}</th></tr>
    <tr class="values">
      <td>${ranged(before, write)}</td><td><b>${ranged(after, write)}</b></td>
      <td class="change">${ranged(difference, writer(numbers(difference), true))}</td>
    </tr>
    <tr class="under"><td colspan="3">${bars(before, after)}${more}</td></tr>`;
}

/** Head of a table of effects; the colour is that of the upper bar of each. */
export const effectHead = (before: string, after: string): TemplateResult =>
  html`<thead><tr><th scope="col">${swatch("#b9a48b")} ${before}</th><th scope="col">${after}</th><th scope="col">${t("difference")}</th></tr></thead>`;

/** What people ask first stands first; what is not named here comes after it. */
const ORDER = ["subsidence", "groundwater_depth", "band_share", "co2_emission", "co2_mean", "yield_loss", "bearing_days", "foundations", "settlement_difference", "crawl_spaces", "roads", "utilities", "water_demand", "rain_storage", "neighbour_seepage", "ditch_bottom_heave", "archaeology"];

/** Effects with their numbers in the file, in the order in which they are read. */
export function inOrder<T extends { id: string }>(effects: readonly T[]): [T, number][] {
  const rank = ({ id }: T): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);
  return effects.map((effect, i): [T, number] => [effect, i]).sort(([a, i], [b, j]) => rank(a) - rank(b) || i - j);
}

const notesOf = ({ notes }: EffectRow): string => (Array.isArray(notes) ? notes.join("; ") : String(notes ?? ""));

/** What is known about how sure an answer is, and on demand how it is found and what it is made of. */
function about(effect: LevelEffect, row: EffectRow | null): TemplateResult {
  const known = (row?.before?.value ?? row?.after?.value ?? null) !== null;
  const why = row?.reason ?? "";
  const outside = row?.extrapolated ?? 0;
  return html`${why && (!known || !row?.difference) ? html`<p class="note why">${t("dikeUnknownShort")}: <span lang="en">${why}</span></p>` : nothing}
    ${row ? fluxes(row) : nothing}
    ${outside > 0.005 ? html`<p class="note outside">${t("levelsOutside", number(100 * outside))}</p>` : nothing}
    <details><summary>${t("levelsMethod")}<span class="unseen">: ${label(effect)}</span></summary>
      <p class="note" lang="en">${chemical(effect.method)}</p>
      ${row && notesOf(row) ? html`<p class="note" lang="en">${notesOf(row)}</p>` : nothing}
      ${row ? partsTable(row) : nothing}</details>
    ${row?.tables ? html`<details class="split"><summary>${t("levelsSplit")}<span class="unseen">: ${label(effect)}</span></summary>${statesTable(row.tables)}</details>` : nothing}`;
}

/** The table for an area, or for all decided land. */
export function effectTable(levels: WaterLevels, area: string): TemplateResult {
  return html`<table class="indicators effects">
    <caption class="unseen">${t("levelsEffects")}</caption>
    ${effectHead(t("levelsBefore"), t("levelsAfter"))}
    ${inOrder(levels.file.effects).map(([effect]) => {
      const row = levels.row(effect, area);
      const line: Line = { title: label(effect), unit: effect.unit, better: effect.better, before: row?.before ?? null, after: row?.after ?? null, difference: row?.difference ?? null };
      return html`<tbody data-effect=${effect.id} class=${classOf(line)}>${effectLines(line, about(effect, row))}</tbody>`;
    })}
  </table>`;
}
