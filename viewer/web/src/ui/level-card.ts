/** One place in a polder: the section of its parcel and ditch in the year that is shown, and the numbers. */
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { PILE, parcelCsv, parcelSection } from "../core/parcel-section";
import type { ParcelSection } from "../core/parcel-section";
import { store } from "../core/state";
import type { LevelsChoice, State } from "../core/state";
import { CASES } from "../core/water-levels";
import type { LevelCase, WaterLevels } from "../core/water-levels";
import { faultText, maybe, number, signed, t } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { save, svgText } from "./dike-drawing";
import { icon, swatch } from "./icons";
import { SOIL, lineKey, parcelDrawing, stroke } from "./level-drawing";
import { centimetres, decision } from "./level-words";
import { shownLevels } from "./levels";
import { Part } from "./part";

export class ZichtLevelCard extends Part {
  private open = false;
  /** Sections of all kept years of the parcel that is open. */
  private years: { of: WaterLevels; parcel: number; sections: ParcelSection[] } | null = null;

  protected override concerns(state: State, before: State): boolean {
    return state.levels !== before.levels || state.spot !== before.spot || state.lang !== before.lang;
  }

  override render(): TemplateResult | typeof nothing {
    const levels = shownLevels()?.levels;
    const { spot, levels: asked } = store.state;
    const parcel = levels && spot ? levels.columnAt(spot.x, spot.y) : null;
    if (!levels || !asked || parcel === null) return nothing;
    const area = levels.areaOf(parcel);
    const reason = levels.reason(parcel);
    const shown: LevelCase = asked.view === "before" ? "before" : "after";
    const section = parcelSection(levels, parcel, asked.year, shown);
    return html`<aside class="info dike-card level-card card" tabindex="-1" aria-label=${t("parcelSection")}>
      <header>
        <div><p class="over">${t("parcelSection")} · ${asked.year}, ${t(shown === "before" ? "levelsBefore" : "levelsAfter").toLowerCase()}</p><h2>${area ? (area.name ?? area.id) : t("levels")}</h2></div>
        <button class="quiet square" aria-label=${t("close")} @click=${() => store.set({ spot: null })}>${icon("close")}</button>
      </header>
      <div class="info-body">
        ${area ? html`<p class="note" data-value="parcel-decision">${decision(area)}</p>` : nothing}
        ${reason ? html`<p class="callout" data-value="parcel-reason"><b>${t("dikeUnknownShort")}.</b> ${faultText(reason)}</p>` : nothing}
        ${section ? this.section(levels, parcel, section, asked, shown) : nothing}
        ${reason ? nothing : html`${between(levels, asked.year)}${this.numbers(levels, parcel, asked)}`}
      </div>
    </aside>`;
  }

  /** Who pointed at the land goes on in the card, and back on the map when it closes. */
  protected override updated(): void {
    const card = this.querySelector<HTMLElement>(".level-card");
    const { canvas } = context().world.viewport;
    if (card && !this.open && document.activeElement === canvas) card.focus();
    if (!card && this.open && document.activeElement === document.body) canvas.focus();
    this.open = card !== null;
  }

  private section(levels: WaterLevels, parcel: number, section: ParcelSection, asked: LevelsChoice, shown: LevelCase): TemplateResult {
    const ground = section[shown] ?? section.start;
    const other = section[shown === "after" ? "before" : "after"];
    const file = `parcel-${Math.round(store.state.spot!.x)}-${Math.round(store.state.spot!.y)}-${asked.year}`;
    const picture = (): void => save(`${file}.svg`, "image/svg+xml", svgText(this.querySelector<SVGElement>(".parcel-section")!));
    const spoken = `${t("parcelSection")}. ${this.rows(levels, parcel, asked).map(([, name, before, after]) => `${name}: ${before} → ${after}`).join("; ")}`;
    return html`<figure class="section">${parcelDrawing(section, this.moments(levels, parcel), ground, other, spoken)}<figcaption class="classes">${this.key(section, shown)}</figcaption></figure>
      <p class="note">${t("parcelAssumed")}${section.spaced ? "" : ` ${t("parcelNoSpacing")}`}${section.pile === null ? "" : ` ${t("parcelPile", number(PILE.depth, 1), number(PILE.cover, 1))}`}</p>
      <div class="actions">
        <button id="parcel-svg" class="quiet back" @click=${picture}>${icon("down")} SVG</button>
        <button id="parcel-csv" class="quiet back" @click=${() => save(`${file}.csv`, "text/csv", parcelCsv(section))}>${icon("down")} CSV</button>
      </div>`;
  }

  private moments(levels: WaterLevels, parcel: number): ParcelSection[] {
    if (this.years?.of !== levels || this.years.parcel !== parcel) {
      const sections = levels.file.years.flatMap((year) => CASES.map((of) => parcelSection(levels, parcel, year, of)));
      this.years = { of: levels, parcel, sections: sections.filter((each) => each !== null) };
    }
    return this.years.sections;
  }

  private key(section: ParcelSection, shown: LevelCase): TemplateResult {
    const soils: [number | null, string, Key][] = [[section.clay, SOIL.clay, "parcelClay"], [section.peat, SOIL.peat, "parcelPeat"], [section.soft, SOIL.soft, "parcelSoft"], [section.soft, SOIL.sand, "sectionSand"]];
    const names: Record<ParcelSection["lines"][number]["kind"], string> = { ghg: "GHG", glg: "GLG", mean: t("parcelMean") };
    return html`${soils.map(([base, colour, key]) => (base === null ? nothing : html`<span>${swatch(colour)} ${t(key)}</span>`))}
      ${section.lines.map(({ kind }) => html`<span>${lineKey(kind)} ${names[kind]}</span>`)}
      ${section.summer === null ? nothing : html`<span>${stroke("#0b5394", 1.6, "none")} ${t("parcelLevels")}</span>`}
      ${section.summerBefore === section.summer ? nothing : html`<span>${stroke("#6c5130", 1.6, "3 2")} ${t("parcelLevels")}, ${t("levelsBefore").toLowerCase()}</span>`}
      <span>${stroke("#14273a", 1.3, "1 3")} ${t("parcelStart")}</span>
      <span>${stroke("#f0b45c", 2, "5 3")} ${t("groundLevel")}, ${t(shown === "after" ? "levelsBefore" : "levelsAfter").toLowerCase()}</span>
      ${section.head === null ? nothing : html`<span>${stroke("#c2334a", 2.4, "none")} ${t("parcelHead")}</span>`}
      ${section.pile === null ? nothing : html`<span>${svg`<svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true" focusable="false"><rect x="7" width="5" height="8" fill="#8a6134" /></svg>`} ${t("parcelWood")}</span>`}`;
  }

  /** Name, title, without and with the measure. */
  private rows(levels: WaterLevels, parcel: number, asked: LevelsChoice): [string, string, string, string][] {
    const read = (name: string, write: (value: number) => string): [string, string] => {
      const [a, b] = CASES.map((of) => levels.value(of, name, parcel, asked.year, asked.month));
      return [a == null ? "–" : write(a), b == null ? "–" : write(b)];
    };
    const nap = (value: number): string => signed(value);
    const cm = (value: number): string => `${centimetres(value)} cm`;
    return [
      ["ground", `${t("groundLevel")} (m NAP)`, ...read("ground_level", nap)],
      ["summer", `${t("levelsSummer")} (m NAP)`, ...read("summer_level", nap)],
      ["winter", `${t("levelsWinter")} (m NAP)`, ...read("winter_level", nap)],
      ["now", t("parcelMonth"), ...read("monthly", cm)],
      ["ghg", "GHG", ...read("ghg", cm)],
      ["glg", "GLG", ...read("glg", cm)],
      ["oxidation", t("parcelOxidation"), ...read("oxidation", cm)],
      ["shrinkage", t("parcelShrinkage"), ...read("shrinkage", cm)],
      ["creep", t("parcelCreep"), ...read("creep", cm)],
    ];
  }

  private numbers(levels: WaterLevels, parcel: number, asked: LevelsChoice): TemplateResult {
    const of = (name: string): number | null => levels.of(parcel, name);
    const { soils, uses } = levels.file;
    const fixed: [Key, string | null][] = [
      ["parcelSoil", maybe(soils[of("soil") ?? -1] ?? "") || null],
      ["parcelUse", maybe(uses[of("use") ?? -1] ?? "") || null],
      ["parcelPeat", of("peat_thickness") === null ? null : `${number(of("peat_thickness")!, 1)} m`],
      ["parcelSpacing", of("spacing") === null ? null : `${number(of("spacing")!)} m`],
    ];
    return html`<table class="indicators parcel-rows">
        <thead><tr><th scope="col"><span class="unseen">${t("indicator")}</span></th><th scope="col">${t("levelsBefore")}</th><th scope="col">${t("levelsAfter")}</th></tr></thead>
        <tbody>${this.rows(levels, parcel, asked).map(([name, title, before, after]) => html`<tr data-row=${name}><th scope="row">${title}</th><td>${before}</td><td><b>${after}</b></td></tr>`)}</tbody>
      </table>
      <dl class="rows">${fixed.map(([key, value]) => (value === null ? nothing : html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`))}</dl>`;
  }
}

/** The file keeps every fifth year or so of a parcel: one between them is no year of the weather. */
function between(levels: WaterLevels, year: number): TemplateResult | typeof nothing {
  const { first, second, part } = levels.between(year);
  const { years } = levels.file;
  return part === 0 ? nothing : html`<p class="note" data-value="parcel-between">${t("parcelBetween", String(years[first]), String(years[second]))}</p>`;
}

customElements.define("zicht-level-card", ZichtLevelCard);
