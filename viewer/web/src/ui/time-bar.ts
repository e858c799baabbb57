/** The time of a flood: play, step and scrub, how much is under water, and three ways to look at it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Film } from "../core/film";
import { store } from "../core/state";
import type { FloodView, State } from "../core/state";
import { area, duration, number, t, volume } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { chart } from "./chart";
import { icon } from "./icons";
import { arrivalLegend } from "./legends";
import { closeFlood } from "./outcome";
import { Part } from "./part";
import { player } from "./player";

const VIEWS: readonly [FloodView, Key][] = [
  ["depth", "viewDepth"],
  ["highest", "viewHighest"],
  ["arrival", "viewArrival"],
];

/** Outcomes beside the time, where the run has them. */
const FIGURES: readonly [string, Key, (value: number) => string][] = [
  ["flood.max_depth", "viewHighest", (v) => `${number(v, 1)} m`],
  ["flood.inflow_volume", "inflow", volume],
];

export class ZichtTime extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    player.onChange = () => this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    player.onChange = () => undefined;
  }

  protected override concerns(state: State, before: State): boolean {
    return super.concerns(state, before) || state.time !== before.time;
  }

  override render(): TemplateResult | typeof nothing {
    const film = context().world.waters.flood?.film;
    if (!film) return nothing;
    const { time, view } = store.state;
    return html`<section class="sea time card" aria-label=${t("flood")}>
      <div class="sea-value">
        <h2>${t("sinceStart")}</h2>
        <p class="big"><span data-value="time">+${duration(time)}</span></p>
        <div class="buttons">
          <button id="time-back" class="quiet square" aria-label=${t("stepBack")} title="${t("stepBack")} [" @click=${() => player.step(-1)}>${icon("stepBack")}</button>
          <button id="time-play" class="primary" aria-pressed=${player.playing} @click=${() => player.toggle()}>${icon(player.playing ? "pause" : "play")} ${t(player.playing ? "pause" : "play")}</button>
          <button id="time-on" class="quiet square" aria-label=${t("stepOn")} title="${t("stepOn")} ]" @click=${() => player.step(1)}>${icon("stepOn")}</button>
        </div>
        <button id="time-close" class="quiet back" @click=${closeFlood}>${icon("close")} ${t("closeFlood")}</button>
      </div>
      <div class="sea-track">
        ${this.track(film, time)}
        <div class="views"><span class="segments small" role="group" aria-label=${t("floodView")}>
          ${VIEWS.map(([name, key]) => html`<button data-view=${name} aria-pressed=${name === view} @click=${() => this.look(name)}>${t(key)}</button>`)}
        </span>${view === "arrival" ? arrivalLegend("narrow") : nothing}</div>
      </div>
      <div class="sea-figures">
        <dl>
          <div><dt>${t("floodedNow")}</dt><dd data-value="flooded-now">${area(this.areaAt(film, time))}</dd></div>
          <div><dt>${t("floodedMost")}</dt><dd data-value="flooded-most">${area(Math.max(...film.area))}</dd></div>
          ${FIGURES.map(([name, key, write]) => {
            const value = context().flood?.indicators[name]?.value;
            return typeof value === "number" ? html`<div><dt>${t(key)}</dt><dd>${write(value)}</dd></div>` : nothing;
          })}
        </dl>
        ${view === "arrival" ? arrivalLegend("wide") : nothing}
      </div>
    </section>`;
  }

  private look(view: FloodView): void {
    player.pause();
    store.set({ view });
  }

  private areaAt(film: Film, time: number): number {
    const { first, second, part } = film.between(time);
    const [a, b] = [film.area[first] ?? 0, film.area[second] ?? 0];
    return a + (b - a) * part;
  }

  private track(film: Film, time: number): TemplateResult {
    const { end, times } = film;
    const spoken = `${duration(time)}, ${t("floodedNow").toLowerCase()}: ${area(this.areaAt(film, time))}`;
    const step = this.tick(end);
    const ticks = Array.from({ length: Math.floor(end / step + 1e-6) + 1 }, (_, i) => i * step);
    return html`<div class="track">
      ${chart({ at: times, end, series: [{ values: film.area, shown: true }], now: time, title: t("timeChart"), top: area })}
      <input id="time-slider" class="scrubber" type="range" min="0" max=${end} step="60" .value=${String(Math.round(time))}
        aria-label=${t("sinceStart")} aria-valuetext=${spoken}
        @input=${(e: Event) => player.seek(Number((e.target as HTMLInputElement).value))} />
      <div class="ticks" aria-hidden="true">${ticks.map((s) => html`<span>${s === 0 ? "0" : duration(s)}</span>`)}</div>
    </div>`;
  }

  /** A round number of hours that divides the film in four to eight. */
  private tick(end: number): number {
    const steps = [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96].map((hours) => hours * 3600);
    return steps.find((step) => end / step <= 8) ?? end;
  }
}

customElements.define("zicht-time", ZichtTime);
