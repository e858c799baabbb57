/** Run a process from its form, follow it, read what came out, see it on the map. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { describeProcess, listProcesses, statusOf } from "../core/jobs";
import type { JobInfo, JobResults, ProcessDescription, ProcessSummary } from "../core/jobs";
import { store } from "../core/state";
import { t } from "../i18n";
import { context } from "./context";
import { Finished } from "./finished";
import { icon } from "./icons";
import { indicatorTable } from "./indicators";
import { showOutcome } from "./outcome";
import { Part } from "./part";
import { player } from "./player";
import { partsOf } from "./result-parts";
import { Run } from "./run";
import { inputOf } from "./run-form";
import type { Inputs } from "./run-form";
import { CONFLICTS } from "./conflict-results";
import type { Plan } from "../core/placing";

/** Inputs that few people change stand behind a fold; the twin is the one on the screen. */
const SELDOM = ["name", "start", "horizon", "reference"];
const SELF_EVIDENT = ["baseline", "processes"];
/** The form that a newcomer sees: what the map shows at once. */
const FIRST = "sea-level-rise";

export class ZichtScenario extends Part {
  private list: ProcessSummary[] | null = null;
  private chosen = "";
  private process: ProcessDescription | null = null;
  private inputs: Inputs = {};
  private readonly work = new Run(
    () => this.requestUpdate(),
    (job, outcome) => void this.showParts(job, outcome),
  );
  private readonly finished = new Finished(() => this.requestUpdate());
  /** Id of the result that was chosen from the list of those that stand. */
  private reopened = "";
  /** The result on the map whose table was looked for last, and the one of which nothing but the table is wanted. */
  private followed = "";
  private silent = "";
  private problem = "";

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.onRefresh = () => this.requestUpdate();
    void this.load();
    void this.finished.refresh();
  }

  /** The table of what is on the map comes along, also where the address asked for it. */
  protected override updated(): void {
    const { result } = store.state;
    if (!result || result === this.followed) return;
    this.followed = result;
    if (result !== this.work.job?.jobID && !this.work.running) void this.tabulate(result).catch(() => undefined);
  }

  private async tabulate(job: string): Promise<void> {
    const info = await statusOf(context().api, job);
    if (info.status !== "successful" || store.state.result !== job || this.work.running) return;
    this.silent = job;
    this.work.open(info);
  }

  private async load(): Promise<void> {
    try {
      this.list = await listProcesses(context().api);
      const first = this.list.find((entry) => entry.id === FIRST) ?? this.list[0];
      if (first) await this.choose(first.id);
    } catch (error) {
      this.list = [];
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private async choose(id: string): Promise<void> {
    // Until the new form stands there is none: what is typed into the old one would be lost.
    this.chosen = id;
    this.process = null;
    this.requestUpdate();
    const process = await describeProcess(context().api, id).catch((error: Error) => error);
    if (this.chosen !== id) return;
    this.problem = process instanceof Error ? process.message : "";
    this.process = process instanceof Error ? null : process;
    if (!this.process) return this.requestUpdate();
    this.inputs = this.process.inputs["drivers"] ? { drivers: { sea_level_rise: { metres: 1 } } } : {};
    this.requestUpdate();
  }

  /** Put an intervention into the form, of conflicts below ground unless the one that is open has interventions already. */
  async take(plan: Plan): Promise<void> {
    const { interventions } = this.inputs;
    if (!interventions && this.chosen !== "scenario") await this.choose(CONFLICTS);
    this.inputs = { ...this.inputs, interventions: [...(Array.isArray(interventions) ? interventions : []), plan] };
    this.requestUpdate();
  }

  override render(): TemplateResult {
    if (this.list === null) return html`<p class="prose">${t("loadingData")}…</p>`;
    if (this.list.length === 0) return html`<p class="prose">${this.problem || t("noProcesses")}</p>`;
    return html`<form class="form" @submit=${this.run} novalidate>
      <label class="field"><span class="field-title">${t("processes")}</span>
        <select id="process" @change=${(e: Event) => void this.choose((e.target as HTMLSelectElement).value)}>
          ${this.list.map((entry) => html`<option value=${entry.id} ?selected=${entry.id === this.chosen}>${this.name(entry)}</option>`)}
        </select></label>
      ${this.process ? this.body(this.process) : html`<p class="note">${t("loadingData")}…</p>`}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.work.complaint()}${this.work.progress("run")}
    </form>
    ${this.work.outcome ? this.answers(this.work.outcome) : nothing}
    ${this.work.running ? nothing : this.finished.list(this.work.job?.jobID, (job) => this.reopen(job))}`;
  }

  private name(entry: ProcessSummary): string {
    return store.state.lang === "nl" ? (entry["x-title-nl"] ?? entry.title) : entry.title;
  }

  private body(process: ProcessDescription): TemplateResult {
    const description = store.state.lang === "nl" ? (process["x-description-nl"] ?? process.description) : process.description;
    const names = Object.keys(process.inputs).filter((name) => !SELF_EVIDENT.includes(name) || process.id === "scenario");
    const often = names.filter((name) => !SELDOM.includes(name));
    const seldom = names.filter((name) => SELDOM.includes(name));
    return html`<p class="note">${description}</p>
      ${often.map((name) => this.input(process, name))}
      ${seldom.length > 0 ? html`<details><summary>${t("advanced")}</summary>${seldom.map((name) => this.input(process, name))}</details>` : nothing}`;
  }

  private input(process: ProcessDescription, name: string): TemplateResult | typeof nothing {
    return inputOf(process, name, () => this.inputs, (inputs) => {
      this.inputs = inputs;
      this.requestUpdate();
    });
  }

  private readonly run = (event: Event): void => {
    event.preventDefault();
    this.silent = "";
    if (this.process && !this.work.running) void this.work.start(this.process.id, this.inputs);
  };

  private answers(outcome: JobResults): TemplateResult {
    const job = this.work.job?.jobID ?? "";
    const parts = partsOf(job, outcome);
    return html`<section class="outcome"><h2>${t("indicators")}</h2>
      ${indicatorTable(outcome.indicators)}
      <div class="actions">
        ${outcome.frames
          ? html`<button id="show-result" class="primary" @click=${() => this.show(outcome)}>${icon("eye")} ${t("showOnMap")}</button>`
          : parts.length === 0 ? html`<span class="note">${t("noField")}</span>` : nothing}
        ${parts.map((part) => html`<button class="quiet back" data-result-part=${part.key} @click=${() => void part.open().catch((error: Error) => this.complain(error))}>${icon("eye")} ${t(part.key)}</button>`)}
        <a class="data" href="${context().api}/jobs/${job}/results" target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a>
      </div></section>`;
  }

  private complain(error: Error): void {
    this.problem = error.message;
    this.requestUpdate();
  }

  /** A result of one part comes on the map by itself; of one with more the table says what there is. */
  private async showParts(job: string, outcome: JobResults): Promise<void> {
    if (job === this.silent) return;
    const parts = partsOf(job, outcome);
    const single = !outcome.frames && parts.length === 1 ? parts[0] : null;
    if (single) await single.open().catch(() => false);
    else if (outcome.frames && job === this.reopened) await this.show(outcome);
    void this.finished.refresh();
  }

  /** What stands already comes on the map at once, and so into the address. */
  private reopen(job: JobInfo): void {
    this.reopened = job.jobID;
    this.silent = "";
    this.work.open(job);
  }

  private async show(outcome: JobResults): Promise<void> {
    const job = this.work.job?.jobID;
    if (!job) return;
    try {
      await showOutcome(job, outcome);
      if (context().flood?.job === job && !matchMedia("(prefers-reduced-motion: reduce)").matches) player.play();
    } catch (error) {
      this.complain(error as Error);
    }
    this.requestUpdate();
  }
}

customElements.define("zicht-scenario", ZichtScenario);
