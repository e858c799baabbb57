/** On demand: what an effect is made of, and its rows by state, network, area or year. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { splitRows } from "../core/effect-tables";
import type { TableRow } from "../core/effect-tables";
import type { EffectRow, LevelCase } from "../core/water-levels";
import { maybe, t } from "../i18n";
import { chemical, unitText, writer } from "./figures";

const plain = (name: string): string => chemical(name.replaceAll("_", " "));

/** `methane_ditches [t CO2-eq/ha/yr]` as a name and a unit; what has none is a bare number. */
function named(part: string): { name: string; unit: string } {
  const [, name, unit] = /^(.*?)(?: \[(.*)\])?$/.exec(part)!;
  return { name: plain(name!), unit: unit && !unit.startsWith("1") ? unitText(unit) : "" };
}

const inWords = (value: number | null | undefined, write: (value: number) => string): string => (typeof value === "number" ? write(value) : "–");

function rows(lines: { names: string; unit: string; before: number | null | undefined; after: number | null | undefined }[]): TemplateResult {
  return html`<table class="parts"><thead class="unseen"><tr><th scope="col">${t("indicator")}</th><th scope="col">${t("levelsBefore")}</th><th scope="col">${t("levelsAfter")}</th></tr></thead>
    <tbody>${lines.map(({ names, unit, before, after }) => {
      const write = writer([before, after]);
      return html`<tr><th scope="row"><span lang="en">${names}</span> ${unit ? html`<span class="note">${unit}</span>` : nothing}</th><td>${inWords(before, write)}</td><td>${inWords(after, write)}</td></tr>`;
    })}</tbody></table>`;
}

/** Fluxes among the parts, which say more of seepage than a volume does: in mm a day. */
export function fluxes({ parts }: EffectRow): TemplateResult[] {
  return Object.entries(parts ?? {})
    .filter(([part]) => part.endsWith("[mm/d]"))
    .map(([part, { before, after }]) => {
      const write = writer([before, after]);
      return html`<p class="note">${maybe(part.replace(/ \[.*/, ""))}: ${inWords(before, write)} → ${inWords(after, write)} mm/d</p>`;
    });
}

/** What an answer is made of, without and with the measure. */
export function partsTable({ parts }: EffectRow): TemplateResult | typeof nothing {
  const entries = Object.entries(parts ?? {});
  return entries.length === 0 ? nothing : rows(entries.map(([part, { before, after }]) => ({ names: named(part).name, unit: named(part).unit, before, after })));
}

/** The rows behind an answer. */
export function statesTable(tables: Record<LevelCase, readonly TableRow[]>): TemplateResult {
  return rows(
    splitRows(tables).map(({ names, measure, unit, before, after }) => {
      // A measure carries its unit at its end: depth_mm.
      const [, what, own] = /^(.*?)(?:_(mm|m3|m))?$/.exec(measure)!;
      const told = own ?? unit;
      return { names: [...names, what!].filter(Boolean).map(plain).join(", "), unit: told ? unitText(told) : "", before, after };
    }),
  );
}
