/** What was pointed at: attributes with units, the water at that place, source and address. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import type { State } from "../core/state";
import { duration, label, number, signed, t } from "../i18n";
import { attributeName, attributeUnit, attributeValue } from "../i18n/attributes";
import type { CellAnswer } from "../core/levels";
import type { Film } from "../core/film";
import type { Answer, FeatureAnswer, GroundAnswer, VoxelAnswer } from "../scene/answers";
import { FLOOD } from "../scene/waters";
import { breachPlace, canFlood } from "./breach-card";
import { context } from "./context";
import { highest, hydrograph } from "./hydrograph";
import type { Hydrograph } from "./hydrograph";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { player } from "./player";
import { softened } from "../core/palette";

/** Columns that say how the page draws things, not what they are. */
const HIDDEN = new Set(["id", "name", "source", "producer_x", "producer_y", "injector_x", "injector_y", "warm_x", "warm_y", "cold_x", "cold_y"]);

export class ZichtInfo extends Part {
  private answer: Answer | null = null;
  /** The water at the answer's place in time, and of which film and place that is. */
  private course: (Hydrograph & { of: Answer; film: Film }) | null = null;
  private floods = false;

  override connectedCallback(): void {
    super.connectedCallback();
    context().world.waters.onFrames = () => this.requestUpdate();
    void canFlood().then((can) => (this.floods = can));
    context().director.onAnswer = (answer) => {
      this.answer = answer;
      this.requestUpdate();
    };
  }

  protected override concerns(state: State, before: State): boolean {
    return super.concerns(state, before) || (state.time !== before.time && this.answer !== null);
  }

  private get film(): Film | null {
    return store.state.field === FLOOD ? (context().world.waters.flood?.film ?? null) : null;
  }

  protected override updated(): void {
    void this.trace();
  }

  /** Read the course of the water at the place, once for every place and film. */
  private async trace(): Promise<void> {
    const { answer, film } = this;
    if (!answer || answer.kind === "voxel" || !film || (this.course?.of === answer && this.course.film === film)) return;
    const [east, north] = context().world.files.page.origin;
    const place = film.lattice.at(answer.x - east, answer.y - north);
    const ground = place ? film.lattice.read(film.ground, place) : null;
    if (!place || ground === null) return;
    const moments = await film.history(place);
    this.course = { of: answer, film, moments, ground: ground / 100, arrival: film.arrivalAt(place) };
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { answer } = this;
    if (!answer) return nothing;
    return html`<aside class="info card" aria-label=${t("picked")} aria-live=${player.playing ? "off" : "polite"}>
      <header>
        <div><p class="over">${this.kindOf(answer)}</p><h2>${this.heading(answer)}</h2></div>
        <button class="quiet square" aria-label=${t("close")} @click=${() => context().director.clear()}>${icon("close")}</button>
      </header>
      <div class="info-body">
        ${answer.kind === "feature" ? this.feature(answer) : answer.kind === "voxel" ? this.voxel(answer) : nothing}
        ${answer.kind === "voxel" ? nothing : this.film ? this.flood(answer, this.film) : this.water(answer)}
        ${answer.kind === "feature" && answer.layer === "dikes" && this.floods ? this.breach(answer) : nothing}
        <p class="place">${t("position")} ${number(answer.x)}, ${number(answer.y)} · ${signed(answer.z, 1)} m NAP</p>
        ${answer.kind === "feature" ? this.links(answer) : nothing}
      </div>
    </aside>`;
  }

  private kindOf(answer: Answer): string {
    if (answer.kind === "ground") return t("ground");
    if (answer.kind === "voxel") return t("voxels");
    const entry = context().world.files.page.layers.find((layer) => layer.theme === answer.layer);
    return entry ? label(entry) : answer.layer;
  }

  private heading(answer: Answer): string {
    if (answer.kind === "feature") return String(answer.attributes["name"] ?? answer.id);
    if (answer.kind === "voxel") return label(Object.values(answer.values)[0] ?? {});
    return `${signed(answer.ground ?? 0)} m NAP`;
  }

  private feature(answer: FeatureAnswer): TemplateResult {
    const { lang } = store.state;
    const rows = Object.entries(answer.attributes).filter(([key, value]) => !HIDDEN.has(key) && value !== null);
    return html`<dl class="rows">
      <div><dt>${attributeName("id", lang)}</dt><dd><code>${answer.id}</code></dd></div>
      ${rows.map(([key, value]) => html`<div><dt>${attributeName(key, lang)}</dt><dd>${this.value(key, value)}</dd></div>`)}
    </dl>`;
  }

  private value(key: string, value: string | number | boolean | null): string {
    const { lang } = store.state;
    const unit = attributeUnit(key, lang);
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (typeof value === "string") return attributeValue(value, lang);
    if (typeof value !== "number") return "–";
    if (unit === "year") return String(Math.round(value));
    if (unit === "m NAP") return `${signed(value, Math.abs(value) < 100 ? 2 : 0)} ${unit}`;
    const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0;
    return `${number(value, digits, 0)} ${unit}`.trim();
  }

  /** The water may have moved since the click: ask the field again. */
  private now(answer: FeatureAnswer | GroundAnswer): CellAnswer {
    const { world } = context();
    const [east, north] = world.files.page.origin;
    return world.waters.answer(store.state, answer.x - east, answer.y - north);
  }

  /** The water of the moment, when it came, how high it gets, and its course. */
  private flood(answer: FeatureAnswer | GroundAnswer, film: Film): TemplateResult {
    const now = this.now(answer);
    const course = this.course?.of === answer && this.course.film === film ? this.course : null;
    const top = course ? highest(course.moments) : null;
    return html`<dl class="rows water-rows">
        <div><dt>${t("groundLevel")}</dt><dd data-value="ground">${now.ground === null ? "–" : `${signed(now.ground)} m NAP`}</dd></div>
        <div><dt>${t(store.state.view === "depth" ? "depthNow" : "maxDepth")}</dt><dd data-value="depth">${now.depth > 0 ? `${number(now.depth, 2)} m` : t("dryNow")}</dd></div>
        <div><dt>${t("waterLevel")}</dt><dd data-value="level">${now.level === null ? "–" : `${signed(now.level)} m NAP`}</dd></div>
        ${course
          ? html`<div><dt>${t("arrivalTime")}</dt><dd data-value="arrival">${this.arrived(course.arrival)}</dd></div>
            ${top && top.depth > 0 ? html`<div><dt>${t("maxDepth")}</dt><dd data-value="max-depth">${number(top.depth, 2)} m <small>(+${duration(top.time)})</small></dd></div>` : nothing}`
          : nothing}
      </dl>
      ${course && course.arrival !== null ? hydrograph(course, store.state.time) : nothing}`;
  }

  private arrived(seconds: number | null): string {
    if (seconds === null) return t("staysDry");
    return seconds > 0 ? duration(seconds) : t("wetAtStart");
  }

  private breach(answer: FeatureAnswer): TemplateResult {
    const place = (): void => {
      context().director.clear();
      store.set({ breach: breachPlace(answer) });
    };
    return html`<button id="breach-here" class="primary" @click=${place}>${icon("breach")} ${t("breachHere")}</button>`;
  }

  private water(answer: FeatureAnswer | GroundAnswer): TemplateResult {
    const now = this.now(answer);
    return html`<dl class="rows water-rows">
      <div><dt>${t("groundLevel")}</dt><dd data-value="ground">${now.ground === null ? "–" : `${signed(now.ground)} m NAP`}</dd></div>
      <div><dt>${t("floodsAt")}</dt><dd data-value="floods-at">${now.level === null ? t("neverFloods") : `${signed(now.level)} m NAP`}</dd></div>
      <div><dt>${t("depthNow")}</dt><dd data-value="depth">${now.depth > 0 ? `${number(now.depth, 2)} m` : t("dryNow")}</dd></div>
    </dl>`;
  }

  private voxel(answer: VoxelAnswer): TemplateResult {
    return html`<dl class="rows">
      ${Object.entries(answer.values).map(
        ([name, found]) => html`<div><dt>${name === "strat" ? t("stratigraphy") : t("lithology")}</dt><dd>${swatch(softened(found.color))} ${label(found)}</dd></div>`,
      )}
      <div><dt>${t("elevation")}</dt><dd>${signed(answer.z, 1)} m NAP</dd></div>
    </dl>`;
  }

  private links(answer: FeatureAnswer): TemplateResult {
    const { page } = context().world.files;
    const source = String(answer.attributes["source"] ?? page.attribution);
    const href = `${context().api}/collections/${answer.collection}/items/${encodeURIComponent(answer.id)}`;
    return html`<p class="place source" title=${source}>${t("source")}: ${source}</p>
      <a class="data" href=${href} target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a>`;
  }
}

customElements.define("zicht-info", ZichtInfo);
