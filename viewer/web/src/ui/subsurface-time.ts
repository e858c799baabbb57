/** The years of the subsurface: play and slide, when a plan is in the way, and which functions are shown. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { FIRST_YEAR, LAST_YEAR, countByFunction, isMany } from "../core/claims";
import { VERDICTS, VERDICT_COLOURS, spans } from "../core/conflicts";
import type { Conflict } from "../core/conflicts";
import { store } from "../core/state";
import type { State } from "../core/state";
import { FUNCTIONS, functionColour } from "../core/subsurface";
import { label, number, t } from "../i18n";
import { verdictName } from "./conflict-list";
import { pairNow } from "./conflict-results";
import { context } from "./context";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { closeUse, trial } from "./placing-plan";
import { yearNow } from "./subsurface";
import { bodiesProblem, whenBodies, years } from "./subsurface-use";

/** Evenly over the slider. */
const TICKS = 5;

export class ZichtUnderTime extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    years.onChange = () => this.requestUpdate();
    whenBodies(() => this.requestUpdate());
    trial.onAnswer = () => this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    years.pause();
    years.onChange = () => undefined;
    trial.onAnswer = () => undefined;
  }

  protected override concerns(state: State, before: State): boolean {
    return state.year !== before.year || state.bodies !== before.bodies || state.conflicts !== before.conflicts || state.plan !== before.plan || state.lang !== before.lang;
  }

  override render(): TemplateResult {
    const year = yearNow();
    const { playing } = years;
    return html`<section class="sea time under-time card" aria-label=${t("underTime")}>
      <div class="sea-value">
        <h2>${t("underTime")}</h2>
        <p class="big"><span data-value="under-year">${year}</span></p>
        <div class="buttons">
          <button id="years-back" class="quiet square" aria-label=${t("yearsBack")} title=${t("yearsBack")} @click=${() => years.seek(year - 5)}>${icon("stepBack")}</button>
          <button id="years-play" class="primary" aria-pressed=${playing} @click=${() => years.toggle()}>${icon(playing ? "pause" : "play")} ${t(playing ? "pause" : "play")}</button>
          <button id="years-on" class="quiet square" aria-label=${t("yearsOn")} title=${t("yearsOn")} @click=${() => years.seek(year + 5)}>${icon("stepOn")}</button>
        </div>
        <button id="bodies-close" class="quiet back" @click=${closeUse}>${icon("close")} ${t("bodiesClose")}</button>
      </div>
      <div class="sea-track">${this.track(year)}</div>
      <div class="sea-figures">${this.legend(year)}</div>
    </section>`;
  }

  private track(year: number): TemplateResult {
    const pairs = this.pairs();
    const judged = pairs.length > 0 || (store.state.plan !== null && trial.latest.value !== null);
    return html`<div class="track">
      ${bodiesProblem() ? html`<p class="problem" role="alert">${bodiesProblem()}</p>` : judged ? this.collisions(pairs) : html`<p class="note under-say">${t("underTimeSay")}</p>`}
      <input id="years-slider" class="scrubber" type="range" min=${FIRST_YEAR} max=${LAST_YEAR} step="1" .value=${String(year)}
        aria-label=${t("underTime")} aria-valuetext=${String(year)} @input=${(e: Event) => years.seek(Number((e.target as HTMLInputElement).value))} />
      <div class="ticks years-ticks" aria-hidden="true">${Array.from({ length: TICKS + 1 }, (_, i) => html`<span>${FIRST_YEAR + ((LAST_YEAR - FIRST_YEAR) / TICKS) * i}</span>`)}</div>
    </div>`;
  }

  /** The pairs of which the slider tells when they hold: that which is looked at, else those of the plan. */
  private pairs(): readonly Conflict[] {
    const pair = pairNow();
    if (store.state.plan) return trial.latest.value?.conflicts ?? [];
    return pair ? [pair] : [];
  }

  private collisions(pairs: readonly Conflict[]): TemplateResult {
    const found = spans(pairs, FIRST_YEAR, LAST_YEAR);
    const wide = LAST_YEAR - FIRST_YEAR;
    const rows = VERDICTS.filter((name) => found.some(({ verdict }) => verdict === name));
    const high = 10 / Math.max(1, rows.length);
    const bar = ({ verdict, from, to }: (typeof found)[number]): SVGTemplateResult =>
      svg`<rect x=${from - FIRST_YEAR} y=${high * rows.indexOf(verdict)} width=${to - from} height=${high} fill=${VERDICT_COLOURS[verdict]}><title>${verdictName(verdict)} ${from} – ${to - 1}</title></rect>`;
    const said = found.map(({ verdict, from, to }) => `${verdictName(verdict)} ${from} – ${to - 1}`).join(", ");
    return html`<p class="note under-say" data-value="collisions">${said || t("underTimeFree")}</p>
      <svg class="collisions" viewBox="0 0 ${wide} 10" preserveAspectRatio="none" aria-hidden="true">${found.map(bar)}</svg>`;
  }

  /** Functions that are there, with how many bodies each has in this year. */
  private legend(year: number): TemplateResult {
    const { claims } = context().director;
    const { bodies, conflicts } = store.state;
    const sets = conflicts ? (["result"] as const) : bodies?.many ? (["standing", "many"] as const) : (["standing"] as const);
    const all = sets.flatMap((name) => [...claims.claims(name)]);
    const counts = countByFunction(bodies?.many ? all : all.filter(({ theme }) => !isMany(theme)), year);
    const hidden = bodies?.hidden ?? [];
    const flip = (name: string): void => {
      const rest = hidden.filter((each) => each !== name);
      store.set({ bodies: { many: bodies?.many ?? false, hidden: rest.length < hidden.length ? rest : [...hidden, name] } });
    };
    return html`<div class="functions" role="group" aria-label=${t("underFunctions")}>${Object.keys(FUNCTIONS).filter((name) => counts.has(name)).map(
      (name) => html`<button data-function=${name} aria-pressed=${!hidden.includes(name)} @click=${() => flip(name)}>${swatch(functionColour(name))} ${label(FUNCTIONS[name]!)} <b>${number(counts.get(name) ?? 0)}</b></button>`,
    )}</div>`;
  }
}

customElements.define("zicht-under-time", ZichtUnderTime);
