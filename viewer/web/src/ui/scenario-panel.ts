/** Run a process from its form, follow it, read what came out, see it on the map. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { loadFrames } from "../core/frames";
import { FINAL, describeProcess, dismiss, execute, follow, listProcesses, results } from "../core/jobs";
import type { JobInfo, JobResults, ProcessDescription, ProcessSummary } from "../core/jobs";
import { Levels } from "../core/levels";
import type { Json, Schema } from "../core/schema";
import { store } from "../core/state";
import { maybe, number, t } from "../i18n";
import { context } from "./context";
import { field } from "./form";
import { icon } from "./icons";
import { indicatorTable } from "./indicators";
import { Part } from "./part";

/** Inputs that few people change stand behind a fold; the twin is the one on the screen. */
const SELDOM = ["name", "start", "horizon", "reference"];
const SELF_EVIDENT = ["baseline", "processes"];

export class ZichtScenario extends Part {
  private list: ProcessSummary[] | null = null;
  private chosen = "";
  private process: ProcessDescription | null = null;
  private inputs: { [key: string]: Json } = {};
  private job: JobInfo | null = null;
  private outcome: JobResults | null = null;
  private problem = "";
  private stop: (() => void) | null = null;
  /** Between the press and the answer of the server a second press would start a second run. */
  private sending = false;

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.onRefresh = () => this.requestUpdate();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.list = await listProcesses(context().api);
      const first = this.list.find((entry) => entry.id !== "scenario") ?? this.list[0];
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
      ${this.progress()}
    </form>
    ${this.outcome ? this.answers(this.outcome) : nothing}`;
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
    const entry = process.inputs[name]!;
    const { $defs, ...schema } = entry.schema;
    const titled: Schema = { ...schema, title: schema.title ?? entry.title };
    return field(name, titled, $defs ?? {}, this.inputs[name], (value) => {
      const { [name]: _old, ...rest } = this.inputs;
      this.inputs = value === undefined ? rest : { ...rest, [name]: value };
      this.requestUpdate();
    }, entry.minOccurs > 0);
  }

  private progress(): TemplateResult {
    const running = this.job !== null && !FINAL.includes(this.job.status);
    if (!running) {
      return html`<div class="actions"><button id="run" class="primary" type="submit">${icon("play")} ${t("run")}</button>
        ${this.job ? html`<span class="state" role="status" data-status=${this.job.status}>${maybe(this.job.status)}</span>` : nothing}</div>`;
    }
    const job = this.job!;
    return html`<div class="running" role="status">
      <progress max="100" .value=${job.progress ?? 0} ?data-unknown=${!job.progress}></progress>
      <p>${maybe(job.status)} ${job.progress ? `${number(job.progress)}%` : ""} <span class="note">${job.message ?? ""}</span></p>
      <button class="quiet" type="button" @click=${this.cancel}>${icon("stop")} ${t("cancel")}</button>
    </div>`;
  }

  private readonly run = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!this.process || this.sending) return;
    const { api, twin } = context();
    this.sending = true;
    this.problem = "";
    this.outcome = null;
    this.stop?.();
    try {
      this.tell(await execute(api, this.process.id, { baseline: twin, ...this.inputs }));
      if (this.job && !FINAL.includes(this.job.status)) this.stop = follow(api, this.job.jobID, (info) => this.tell(info));
    } catch (error) {
      this.problem = (error as Error).message;
      this.job = null;
    }
    this.sending = false;
    this.requestUpdate();
  };

  private tell(info: JobInfo): void {
    this.job = info;
    if (info.status === "failed") this.problem = info.message ?? t("failed");
    if (info.status === "successful") void this.fetchResults(info.jobID);
    this.requestUpdate();
  }

  private async fetchResults(job: string): Promise<void> {
    const outcome = await results(context().api, job).catch((error: Error) => error);
    if (this.job?.jobID !== job) return;
    if (outcome instanceof Error) this.problem = outcome.message;
    else this.outcome = outcome;
    this.requestUpdate();
  }

  private readonly cancel = async (): Promise<void> => {
    if (!this.job) return;
    await dismiss(context().api, this.job.jobID).catch((error: Error) => (this.problem = error.message));
    this.requestUpdate();
  };

  private answers(outcome: JobResults): TemplateResult {
    const job = this.job?.jobID ?? "";
    return html`<section class="outcome"><h2>${t("indicators")}</h2>
      ${indicatorTable(outcome.indicators)}
      <div class="actions">
        ${outcome.frames
          ? html`<button id="show-result" class="primary" @click=${() => this.show(outcome)}>${icon("eye")} ${t("showOnMap")}</button>`
          : html`<span class="note">${t("noField")}</span>`}
        <a class="data" href="${context().api}/jobs/${job}/results" target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a>
      </div></section>`;
  }

  /** The computed level field, at the sea level that was computed. */
  private async show(outcome: JobResults): Promise<void> {
    const { world } = context();
    if (!outcome.frames) return;
    const frames = await loadFrames(outcome.frames.href).catch((error: Error) => error);
    if (frames instanceof Error) {
      this.problem = frames.message;
      return this.requestUpdate();
    }
    if (this.outcome !== outcome) return;
    const levels = new Levels(frames, world.files.page.origin);
    world.addField("result", levels);
    const sea = outcome.indicators["sea-level-rise.sea_level"]?.value;
    const names = Object.keys(outcome.indicators).filter((name) => name.startsWith("sea-level-rise."));
    const values = Object.fromEntries(names.map((name) => [name.slice(15), outcome.indicators[name]?.value ?? null]));
    context().computed = typeof sea === "number" ? { sea, values } : null;
    store.set({ field: "result", water: true, ...(typeof sea === "number" ? { sea } : {}) });
  }
}

customElements.define("zicht-scenario", ZichtScenario);
