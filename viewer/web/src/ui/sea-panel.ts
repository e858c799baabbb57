/** The sea: one slider, the answer beside it, and when each climate scenario gets there. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { SEA_MAX, store } from "../core/state";
import { readTables, yearsReached } from "../core/tables";
import type { Reading, YearRange } from "../core/tables";
import type { TableName } from "../core/types";
import { area, maybe, number, people, signed, t, volume } from "../i18n";
import type { Key } from "../i18n";
import { chart } from "./chart";
import { FLOOD, RESULT } from "../scene/waters";
import { context } from "./context";
import { Part } from "./part";

const FIGURES: readonly [TableName, Key, (value: number) => string][] = [
  ["flooded_area", "floodedArea", area],
  ["people_affected", "people", people],
  ["buildings_flooded", "buildings", people],
  ["vital_objects_flooded", "vital", (v) => number(v)],
  ["flooded_volume", "volume", volume],
];

export class ZichtSea extends Part {
  override render(): TemplateResult {
    const { tables } = context().world.files;
    const { sea } = store.state;
    const reading = this.reading();
    return html`<section class="sea card" aria-label=${t("seaLevel")}>
      <div class="sea-value">
        <h2>${t("seaLevel")}</h2>
        <p class="big"><span data-value="sea">${signed(sea)}</span> <small>${t("aboveNap")}</small></p>
        ${this.fields()}
      </div>
      <div class="sea-track">
        ${this.track()}
        ${this.years(yearsReached(tables, sea))}
      </div>
      <div class="sea-figures">
        <dl>
          ${FIGURES.map(([name, key, write]) => {
            const value = reading?.values[name];
            return html`<div><dt>${t(key)}</dt><dd data-value=${name}>${value === null || value === undefined ? "–" : write(value)}</dd></div>`;
          })}
        </dl>
        <p class="note">${this.remark(reading)}</p>
      </div>
    </section>`;
  }

  private reading(): Reading | null {
    const { sea, field } = store.state;
    const { computed, world } = context();
    if (field !== RESULT) return readTables(world.files.tables, field, sea);
    return computed && Math.abs(Math.min(SEA_MAX, computed.sea) - sea) < 0.005 ? { level: computed.sea, values: computed.values } : null;
  }

  private remark(reading: Reading | null): string {
    const { computed } = context();
    if (store.state.field !== RESULT) return reading ? t("atLevel", number(reading.level, 1)) : "";
    return computed ? t("computedAt", number(computed.sea, 2)) : "";
  }

  private fields(): TemplateResult {
    const { field } = store.state;
    const { waters } = context().world;
    const names = waters.flood ? [...waters.names, FLOOD] : waters.names;
    return html`<span class="segments" role="group" aria-label=${t("fieldChoice")}>
      ${names.map(
        (name) => html`<button data-field=${name} aria-pressed=${name === field} @click=${() => store.set({ field: name })}>${name === RESULT ? t("resultField") : name === FLOOD ? t("flood") : maybe(name)}</button>`,
      )}
    </span>`;
  }

  private track(): TemplateResult {
    const { tables } = context().world.files;
    const { sea, field } = store.state;
    const series = Object.entries(tables.fields).map(([name, columns]) => ({
      values: columns.flooded_area,
      shown: name === field,
    }));
    const flooded = readTables(tables, field, sea)?.values.flooded_area;
    const spoken = `${number(sea, 2)} m NAP${flooded === null || flooded === undefined ? "" : `, ${t("floodedArea").toLowerCase()}: ${area(flooded)}`}`;
    return html`<div class="track">
      ${chart({ at: tables.sea_level, end: SEA_MAX, series, now: sea, title: t("chartLabel"), top: area })}
      <input id="sea-slider" class="scrubber" type="range" min="0" max=${SEA_MAX} step="0.01" .value=${sea.toFixed(2)}
        aria-label="${t("seaLevel")}, ${t("aboveNap")}" aria-valuetext=${spoken}
        @input=${(e: Event) => store.set({ sea: Number((e.target as HTMLInputElement).value) })} />
      <div class="ticks" aria-hidden="true">${[0, 1, 2, 3, 4, 5].map((m) => html`<span>${m === 5 ? "5 m" : m}</span>`)}</div>
    </div>`;
  }

  private years(ranges: YearRange[]): TemplateResult | typeof nothing {
    if (ranges.length === 0) return nothing;
    const reason = Object.values(context().world.files.tables.reasons ?? {})[0] ?? "";
    return html`<p class="years"><span class="years-title">${t("reached")}</span>
      ${ranges.map(
        (range) => html`<span class="year" title=${range.early === null ? reason : ""}><i class="dot-${range.scenario}" aria-hidden="true"></i>${maybe(range.scenario)} <b>${yearText(range)}</b></span>`,
      )}</p>`;
  }
}

function yearText(range: YearRange): string {
  const first = context().world.files.page.reference_year;
  if (range.early === null) return t("notBefore2100");
  const early = range.early <= first ? t("passed") : String(Math.round(range.early));
  if (range.late === null) return `${early} – ${t("after2100")}`;
  if (range.late <= first) return t("passed");
  return early === String(Math.round(range.late)) ? early : `${early} – ${Math.round(range.late)}`;
}

customElements.define("zicht-sea", ZichtSea);
