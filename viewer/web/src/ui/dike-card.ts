/** One metre of dike: its cross-section today and as it must become, what stands in the way, and the numbers. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { sectionCsv, sectionOf } from "../core/dike-section";
import type { Section } from "../core/dike-section";
import type { DikeSpace, Future } from "../core/dike-space";
import { store } from "../core/state";
import type { State } from "../core/state";
import { label, maybe, number, signed, t } from "../i18n";
import { context } from "./context";
import { reasonText } from "./dike-bar";
import { COLOURS, drawing, save, svgText } from "./dike-drawing";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { futureNow, shownSpace } from "./space";

type Row = [name: string, title: string, value: string | null];

export class ZichtDikeCard extends Part {
  private open = false;

  protected override concerns(state: State, before: State): boolean {
    return state.space !== before.space || state.station !== before.station || state.lang !== before.lang;
  }

  override render(): TemplateResult | typeof nothing {
    const space = shownSpace()?.space;
    const { station } = store.state;
    const place = space && station ? space.placeAt(station.dike, station.chainage) : null;
    if (!space || place === null) return nothing;
    const future = futureNow(space);
    const dike = space.dikeOf(place);
    const chainage = space.file.locations.chainage[place]!;
    const reason = space.reason(place);
    return html`<aside class="info dike-card card" tabindex="-1" aria-label=${t("dikeSection")}>
      <header>
        <div><p class="over">${t("dikeSection")} · ${this.futureText(space, future)}</p><h2>${dike.name ?? dike.id}, ${number(chainage)} m</h2></div>
        <button class="quiet square" aria-label=${t("dikeBack")} title=${t("dikeBack")} @click=${() => this.walk(space, place, -1)}>${icon("stepBack")}</button>
        <button class="quiet square" aria-label=${t("dikeOn")} title=${t("dikeOn")} @click=${() => this.walk(space, place, 1)}>${icon("stepOn")}</button>
        <button class="quiet square" aria-label=${t("close")} @click=${() => store.set({ station: null })}>${icon("close")}</button>
      </header>
      <div class="info-body">
        ${reason ? html`<p class="callout" data-value="dike-reason"><b>${t("dikeUnknownShort")}.</b> ${reasonText(reason)}</p>` : nothing}
        ${this.section(space, future, place)}
        ${reason ? nothing : this.numbers(space, future, place)}
      </div>
    </aside>`;
  }

  /** Who pointed at the dike goes on in the card, and back on the map when it closes. */
  protected override updated(): void {
    const card = this.querySelector<HTMLElement>(".dike-card");
    const { canvas } = context().world.viewport;
    if (card && !this.open && document.activeElement === canvas) card.focus();
    if (!card && this.open && document.activeElement === document.body) canvas.focus();
    this.open = card !== null;
  }

  private futureText({ file }: DikeSpace, { scenario, quantile, year }: Future): string {
    return `${file.years[year]}, ${maybe(`${file.scenarios[scenario]!}-short`)} ${number(100 * file.quantiles[quantile]!)}%`;
  }

  private walk(space: DikeSpace, place: number, step: number): void {
    const next = space.along(place, step);
    store.set({ station: { dike: space.dikeOf(next).id, chainage: space.file.locations.chainage[next]! } });
  }

  private section(space: DikeSpace, future: Future, place: number): TemplateResult | typeof nothing {
    const section = sectionOf(space, future, place);
    if (!section) return nothing;
    const file = `${space.dikeOf(place).id}-${Math.round(space.file.locations.chainage[place]!)}m-${space.file.years[future.year]}`;
    const picture = (): void => save(`${file}.svg`, "image/svg+xml", svgText(this.querySelector<SVGElement>(".dike-section")!));
    return html`<figure class="section">${drawing(section, this.spoken(space, future, place))}
        <figcaption class="classes">${this.key(section)}</figcaption></figure>
      <div class="actions">
        <button id="section-svg" class="quiet back" @click=${picture}>${icon("down")} SVG</button>
        <button id="section-csv" class="quiet back" @click=${() => save(`${file}.csv`, "text/csv", sectionCsv(section))}>${icon("down")} CSV</button>
      </div>`;
  }

  private key(section: Section): TemplateResult {
    const entries: [string, string][] = [[COLOURS.now, t("sectionNow")]];
    if (section.soil) entries.push([COLOURS.soil, t("sectionSoil")]);
    if (section.narrow) entries.push([COLOURS.narrow, t("sectionNarrow")]);
    if (section.sand !== null) entries.push([COLOURS.cover, t("sectionCover")], [COLOURS.sand, t("sectionSand")]);
    return html`${entries.map(([colour, text]) => html`<span>${swatch(colour)} ${text}</span>`)}`;
  }

  private spoken(space: DikeSpace, future: Future, place: number): string {
    const text = this.rows(space, future, place).filter(([, , value]) => value !== null);
    return `${t("dikeSection")}. ${space.reason(place) ? t("dikeUnknownShort") : text.map(([, title, value]) => `${title}: ${value!}`).join("; ")}`;
  }

  private rows(space: DikeSpace, future: Future, place: number): Row[] {
    const { profile, locations, drivers, measures } = space.file;
    const read = (name: string): number | null => space.value(name, future, place);
    const metres = (value: number | null, digits = 1): string | null => (value === null ? null : `${number(value, digits)} m`);
    const nap = (value: number | null): string | null => (value === null ? null : `${signed(value)} m NAP`);
    const [crest, raise] = [profile.crest_level[place] ?? null, read("heightening")];
    const driver = read("driver");
    const measure = read("measure");
    const full = space.yearFull(future, place);
    const free = locations.free_space[place] ?? null;
    const obstacle = locations.obstacle[place] ?? null;
    return [
      ["crest", t("dikeCrest"), crest === null || raise === null ? null : `${signed(crest)} → ${signed(crest + Math.max(0, raise))} m NAP`],
      ["heightening", t("dikeHeight"), metres(raise, 2)],
      ["stability", t("dikeStability"), metres(read("stability"))],
      ["piping", t("dikePiping"), metres(read("piping"))],
      ["width", t("dikeWidth"), metres(space.width(future, place))],
      ["driver", t("dikeDriver"), driver === null ? null : maybe(`driver-${drivers[driver] ?? "none"}`)],
      ["water", t("waterLevel"), nap(read("water_level"))],
      ["measure", t("dikeMeasure"), measure === null ? null : label(measures[measure] ?? {})],
      ["cost", t("dikeCost"), this.cost(read("cost_low"), read("cost"), read("cost_high"))],
      ["free", t("dikeFree"), free === null ? null : `${obstacle === null ? "≥ " : ""}${metres(free, 0)!}${obstacle === null ? "" : ` (${obstacle})`}`],
      ["full", t("dikeFull"), obstacle === null ? null : full === null ? t("dikeNeverFull", String(space.file.years.at(-1))) : String(full)],
    ];
  }

  /** Thousands of euros per metre are millions per kilometre. */
  private cost(low: number | null, middle: number | null, high: number | null): string | null {
    if (middle === null) return null;
    const range = low === null || high === null ? "" : ` (${number(low / 1000, 1)}–${number(high / 1000, 1)})`;
    return `${number(middle / 1000, 1)}${range} M€/km`;
  }

  private numbers(space: DikeSpace, future: Future, place: number): TemplateResult {
    const rows = this.rows(space, future, place).filter(([, , value]) => value !== null);
    return html`<dl class="rows">${rows.map(([name, title, value]) => html`<div><dt>${title}</dt><dd data-value="station-${name}">${value}</dd></div>`)}</dl>`;
  }
}

customElements.define("zicht-dike-card", ZichtDikeCard);
