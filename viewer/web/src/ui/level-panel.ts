/** Everything about water levels that is no picture: what they do, choosing them, a run of one's own. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { describeProcess } from "../core/jobs";
import type { JobResults, ProcessDescription } from "../core/jobs";
import { store } from "../core/state";
import type { State } from "../core/state";
import type { WaterLevels } from "../core/water-levels";
import { faultText, maybe, number, t } from "../i18n";
import type { Key } from "../i18n";
import "./choice-panel";
import { context } from "./context";
import { courseChart, monthChart } from "./course-chart";
import { effectTable } from "./effect-table";
import { icon } from "./icons";
import { change } from "./level-bar";
import { decision, decisionNow, monthName } from "./level-words";
import { RAISE, areaNow, levelProcesses, lostLevels, showLevels, showNewestLevels, shownLevels } from "./levels";
import type { ShownLevels } from "./levels";
import { Part } from "./part";
import { Run } from "./run";
import { runForm } from "./run-form";
import type { Inputs } from "./run-form";

/** What the page itself gives, or needs no answer here. */
const GIVEN = ["baseline", "name", "start", "reference", "processes", "drivers"];
const OPEN = ["interventions", "horizon"];
const FIRST: Inputs = { interventions: [{ kind: RAISE, areas: [], by: 0.3, policy: "fixatie", start: 2030 }], horizon: 2120 };

export class ZichtLevels extends Part {
  private looking = false;
  private looked = false;
  private problem = "";
  private process: ProcessDescription | null = null;
  private inputs: Inputs = structuredClone(FIRST);
  private choosing = false;
  /** Jobs of the result and of the table that stood when the tab was read last. */
  private read: (string | undefined)[] = [];
  private readonly work = new Run(
    () => this.requestUpdate(),
    (job, outcome) => void this.show(job, outcome),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.choosing = store.state.options !== null;
    context().director.polders.onLevels = () => this.requestUpdate();
  }

  protected override concerns(state: State, before: State): boolean {
    if (state.tab === "levels" && before.tab !== "levels") this.opened(state);
    return state.levels !== before.levels || state.lang !== before.lang || state.tab !== before.tab || state.options?.job !== before.options?.job;
  }

  /** The tab opens on what came since it was read last. */
  private opened({ levels, options }: State): void {
    if (options && options.job !== this.read[1]) this.choosing = true;
    else if (levels && levels.job !== this.read[0]) this.choosing = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { tab, levels: asked, options } = store.state;
    if (tab !== "levels") return nothing;
    this.read = [asked?.job, options?.job];
    const shown = shownLevels();
    const parts: [boolean, Key][] = [[false, "levelsOutcome"], [true, "levelsChoose"]];
    return html`<div class="dike-panel level-panel">
      ${this.choosing ? nothing : html`<p class="prose-text">${t("levelsIntro")}</p>`}
      ${lostLevels() ? html`<p class="problem" role="alert" data-value="levels-lost">${t("levelsLost")}</p>` : nothing}
      <span class="segments level-parts" role="group" aria-label=${t("levels")}>
        ${parts.map(([choosing, key]) => html`<button data-part=${choosing ? "choose" : "outcome"} aria-pressed=${choosing === this.choosing} @click=${() => this.turn(choosing)}>${t(key)}</button>`)}
      </span>
      <zicht-choice ?hidden=${!this.choosing} @shown=${() => this.turn(false)}></zicht-choice>
      <div ?hidden=${this.choosing}>
        ${!shown && (this.looking || asked) ? html`<p class="note prose-text" role="status">${t("loadingData")}…</p>` : nothing}
        ${shown ? this.outcome(shown) : nothing}
        ${!shown && !this.looking && !asked ? html`<p class="note prose-text" data-value="levels-none">${t("levelsNone")}</p>` : nothing}
        ${this.process ? this.form(this.process, shown !== null) : nothing}
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      </div>
    </div>`;
  }

  private turn(choosing: boolean): void {
    this.choosing = choosing;
    this.requestUpdate();
    this.closest(".side-content")?.scrollTo(0, 0);
  }

  /** The first time that the tab is opened: a result that stands comes on the map, else the form. */
  protected override updated(): void {
    this.querySelector<Part>("zicht-choice")?.requestUpdate();
    if (store.state.tab !== "levels" || this.looked) return;
    this.looked = true;
    void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    this.requestUpdate();
    try {
      if (!store.state.levels && !store.state.space) await showNewestLevels();
      if ((await levelProcesses()).has(RAISE)) this.process = await describeProcess(context().api, RAISE);
    } catch (error) {
      this.problem = faultText((error as Error).message);
    }
    this.looking = false;
    this.requestUpdate();
  }

  private async show(job: string, outcome: JobResults): Promise<void> {
    this.problem = "";
    try {
      if (!(await showLevels(job, outcome))) this.problem = t("noField");
    } catch (error) {
      this.problem = faultText((error as Error).message);
    }
    this.requestUpdate();
  }

  private outcome({ levels, job, outcome }: ShownLevels): TemplateResult {
    const asked = store.state.levels!;
    const area = areaNow();
    const series = levels.series(area);
    const { start, horizon, relation } = levels.file;
    const names = Array.from({ length: 12 }, (_, i) => monthName(i + 1));
    return html`<section class="outcome level-outcome">
      ${this.areas(levels)}
      <h2>${t("levelsEffects")} <span class="note">${t("levelsAt", String(horizon))}</span></h2>
      ${effectTable(levels, area)}
      ${series ? html`${courseChart(series, start, asked.year)}${monthChart(series, start, asked.year, names)}` : html`<p class="note">${t("levelsNoSeries")}</p>`}
      <p class="note" data-value="levels-relation">${t("levelsRelation", maybe(relation))}</p>
    </section>
    <section class="outcome"><h2>${t("dikeFiles")}</h2><ul class="files">${files(job, outcome).map(({ href, title }) => html`<li><a class="data" href=${href} download>${icon("down")} ${title}</a></li>`)}</ul></section>`;
  }

  private areas(levels: WaterLevels): TemplateResult {
    const now = store.state.levels!.area;
    return html`<label class="field"><span class="field-title">${t("levelsArea")}</span>
        <select id="level-area" @change=${(e: Event) => change({ area: (e.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${now === ""}>${t("levelsDecided", number(levels.decided.length))}</option>
          ${levels.file.areas.map((area) => html`<option value=${area.id} ?selected=${area.id === now}>${area.name ?? area.id}${area.decided ? ` (${decision(area)})` : ""}</option>`)}
        </select></label>
      <p class="note" data-value="level-decision">${decisionNow(levels)}</p>`;
  }

  private form(process: ProcessDescription, again: boolean): TemplateResult {
    const use = (inputs: Inputs): void => {
      this.inputs = inputs;
      this.requestUpdate();
    };
    const form = runForm({ process, given: GIVEN, open: OPEN, inputs: () => this.inputs, use, work: this.work, button: "run-water-levels" });
    return again ? html`<section class="outcome"><details><summary>${t("levelsAgain")}</summary>${form}</details></section>` : form;
  }
}

/** Files to take along: what the result offers, and the table of effects. */
function files(job: string, outcome: JobResults): { href: string; title: string }[] {
  const offered = (outcome.links ?? []).filter((link) => link.rel === "enclosure" && !/\.(json|bin)$/.test(link.href));
  const table = `${context().api}/collections/${job}-water-level-effects/downloads?format=gpkg`;
  return [{ href: table, title: `${t("levelsEffects")} (GeoPackage)` }, ...offered.map(({ href, title }) => ({ href, title: title ?? href }))];
}

customElements.define("zicht-levels", ZichtLevels);
