/** The future for which the room of dikes is shown: year, scenario and quantile, and how much it takes in all. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { WIDTHS, classOf } from "../core/dike-space";
import type { DikeSpace, Future, Totals } from "../core/dike-space";
import { store } from "../core/state";
import type { SpaceChoice, State } from "../core/state";
import { area, length, maybe, number, t } from "../i18n";
import { chart } from "./chart";
import { context } from "./context";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { closeSpace, futureNow, shownSpace } from "./space";

const change = (part: Partial<SpaceChoice>): void => {
  const { space } = store.state;
  if (space) store.set({ space: { ...space, ...part } });
};

/** One year back or on. */
export function stepYear(step: -1 | 1): void {
  const space = shownSpace()?.space;
  if (!space) return;
  const { years } = space.file;
  const year = years[futureNow(space).year + step];
  if (year !== undefined) change({ year });
}

export class ZichtDikeBar extends Part {
  /** Area of every year for each quantile of a scenario: the track of the slider. */
  private curves: { of: DikeSpace; scenario: number; areas: number[][] } | null = null;
  private pointed: number | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.dikes.onPoint = (place) => {
      this.pointed = place;
      this.requestUpdate();
    };
  }

  protected override concerns(state: State, before: State): boolean {
    return state.space !== before.space || state.lang !== before.lang;
  }

  override render(): TemplateResult | typeof nothing {
    const space = shownSpace()?.space;
    if (!space) return nothing;
    const future = futureNow(space);
    const totals = space.totals(future);
    return html`<section class="sea dike-bar card" aria-label=${t("dikeSpace")}>
      <div class="sea-value">
        <h2>${t("dikeSpace")}</h2>
        <p class="big" data-value="dike-year">${space.file.years[future.year]}</p>
        ${this.choices(space, future)}
        <button id="dike-close" class="quiet back" @click=${closeSpace}>${icon("close")} ${t("dikeClose")}</button>
      </div>
      <div class="sea-track">
        ${this.track(space, future, totals)}
        ${legend()}
        <p class="dike-pointed" role="status">${this.pointed === null ? t("dikeHint") : describe(space, future, this.pointed)}</p>
      </div>
      <div class="sea-figures">${figures(space, totals)}</div>
    </section>`;
  }

  private choices(space: DikeSpace, future: Future): TemplateResult {
    const { scenarios, quantiles } = space.file;
    return html`<span class="segments small" role="group" aria-label=${t("tabScenario")}>
        ${scenarios.map((id, i) => html`<button data-scenario=${id} aria-pressed=${i === future.scenario} title=${maybe(`${id}-long`)} @click=${() => change({ scenario: id })}>${maybe(`${id}-short`)}</button>`)}
      </span>
      <span class="segments small" role="group" aria-label=${t("dikeQuantile")}>
        ${quantiles.map((q, i) => html`<button data-quantile=${q} aria-pressed=${i === future.quantile} title=${t("dikeQuantileLong", number(100 * q))} @click=${() => change({ quantile: q })}>${number(100 * q)}%</button>`)}
      </span>`;
  }

  private areas(space: DikeSpace, scenario: number): number[][] {
    if (this.curves?.of !== space || this.curves.scenario !== scenario) {
      const areas = space.file.quantiles.map((_, quantile) => space.file.years.map((_, year) => space.totals({ scenario, quantile, year }).area));
      this.curves = { of: space, scenario, areas };
    }
    return this.curves.areas;
  }

  private track(space: DikeSpace, future: Future, totals: Totals): TemplateResult {
    const { years } = space.file;
    const [first, last] = [years[0]!, years.at(-1)!];
    const at = years.map((year) => year - first);
    const series = this.areas(space, future.scenario).map((values, i) => ({ values, shown: i === future.quantile }));
    const year = years[future.year]!;
    const spoken = `${year}, ${t("dikeArea").toLowerCase()}: ${area(totals.area)}`;
    const ticks = years.filter((y) => y === first || y % 25 === 0);
    return html`<div class="track">
      ${chart({ at, end: last - first, series, now: year - first, title: t("dikeChart"), top: area })}
      <input id="dike-year" class="scrubber" type="range" min="0" max=${years.length - 1} step="1" .value=${String(future.year)}
        aria-label=${t("dikeYear")} aria-valuetext=${spoken}
        @input=${(e: Event) => change({ year: years[Number((e.target as HTMLInputElement).value)]! })} />
      <div class="ticks" aria-hidden="true">${ticks.map((y) => html`<span>${y}</span>`)}</div>
    </div>`;
  }
}

function figures(space: DikeSpace, totals: Totals): TemplateResult {
  const { drivers } = space.file;
  const led = totals.drivers.map((part, i) => ({ part, name: drivers[i]! })).filter(({ part, name }) => part >= 0.005 && name !== "none");
  return html`<dl>
      <div><dt>${t("dikeLength")}</dt><dd data-value="dike-length">${length(totals.length)}</dd></div>
      <div><dt>${t("dikeArea")}</dt><dd data-value="dike-area">${area(totals.area)}</dd></div>
      <div><dt>${t("dikeWidest")}</dt><dd data-value="dike-widest">${number(totals.widest)} m</dd></div>
      <div><dt>${t("dikeUnknown")}</dt><dd data-value="dike-unknown">${length(totals.unknown)}</dd></div>
    </dl>
    <p class="note">${led.map(({ part, name }) => `${maybe(`driver-${name}`)} ${number(100 * part)}%`).join(" · ")}</p>`;
}

/** The classes of width, and what is not known. */
export function legend(): TemplateResult {
  const name = (i: number): string => {
    const [from, until] = [WIDTHS[i - 1]?.until ?? 0, WIDTHS[i]!.until];
    return i === 0 ? t("dikeFits") : Number.isFinite(until) ? `${from}–${until}` : `> ${from} m`;
  };
  return html`<span class="classes dike-classes" role="group" aria-label=${t("dikeWidth")}>
    ${WIDTHS.map((entry, i) => html`<span>${swatch(entry.color)} ${name(i)}</span>`)}
    <span><svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="13" height="13" rx="3" fill="#e6e8ea" /><path class="hatch" d="M1 8L8 1M1 13L13 1M7 13L13 7" /></svg> ${t("dikeUnknownShort")}</span>
  </span>`;
}

/** A place on a dike in one line. */
export function describe(space: DikeSpace, future: Future, place: number): string {
  const { locations, drivers } = space.file;
  const dike = space.dikeOf(place);
  const where = `${dike.name ?? dike.id}, ${number(locations.chainage[place]!)} m`;
  const width = space.width(future, place);
  if (width === null) return `${where}: ${t("dikeUnknownShort")}: ${reasonText(space.reason(place))}`;
  if (classOf(width) === 0) return `${where}: ${t("dikeFits")}`;
  const driver = drivers[space.value("driver", future, place) ?? 0] ?? "none";
  return `${where}: ${number(width, width < 10 ? 1 : 0)} m (${maybe(`driver-${driver}`).toLowerCase()})`;
}

/** A reason in the language of the reader where we know it. */
export const reasonText = (reason: string): string => maybe(`reason-${reason}`).replace(/^reason-/, "");

customElements.define("zicht-dike-bar", ZichtDikeBar);
