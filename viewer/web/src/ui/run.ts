/** One run of a process: started, followed, cancelled, with what came out of it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { HttpError } from "../core/fetching";
import { FINAL, dismiss, execute, follow, results } from "../core/jobs";
import type { JobInfo, JobResults } from "../core/jobs";
import type { Json } from "../core/schema";
import { duration, faultText, maybe, number, t } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";

/** Time over which the pace of a run is measured, ms. */
const WINDOW = 30_000;

export class Run {
  job: JobInfo | null = null;
  outcome: JobResults | null = null;
  problem = "";
  private stop: (() => void) | null = null;
  /** Between the press and the answer of the server a second press would start a second run. */
  private sending = false;
  /** How far it was at the moments that were heard lately: what is left is reckoned from there. */
  private heard: { at: number; progress: number }[] = [];

  constructor(
    private readonly changed: () => void,
    /** Hears of results once they are there. */
    private readonly done: (job: string, outcome: JobResults) => void = () => undefined,
  ) {}

  get running(): boolean {
    return this.sending || (this.job !== null && !FINAL.includes(this.job.status));
  }

  async start(process: string, inputs: { [key: string]: Json }): Promise<void> {
    if (this.sending) return;
    const { api, twin } = context();
    this.sending = true;
    this.problem = "";
    this.outcome = null;
    this.heard = [];
    this.stop?.();
    this.changed();
    try {
      const info = await execute(api, process, { baseline: twin, ...inputs });
      this.tell(info);
      if (!FINAL.includes(info.status)) this.stop = follow(api, info.jobID, (next) => this.tell(next), (error) => this.fail(error));
    } catch (error) {
      this.fail(error as Error);
    }
    this.sending = false;
    this.changed();
  }

  /** Open a run that has ended already. */
  open(info: JobInfo): void {
    this.stop?.();
    this.problem = "";
    this.outcome = null;
    this.tell(info);
  }

  private fail(error: Error): void {
    const faults = error instanceof HttpError ? error.faults : [];
    const lines = faults.map(({ field, detail, remedy }) => [field, detail && faultText(detail), remedy && faultText(remedy)].filter(Boolean).join(": "));
    this.problem = lines.join("\n") || faultText(error.message);
    this.job = null;
    this.changed();
  }

  private tell(info: JobInfo): void {
    this.job = info;
    const { progress } = info;
    const now = performance.now();
    if (progress && info.status === "running") this.heard.push({ at: now, progress });
    // A slow start (a first compilation) says nothing about the rest.
    while (this.heard.length > 2 && now - this.heard[0]!.at > WINDOW) this.heard.shift();
    if (info.status === "failed") this.problem = info.message ?? t("failed");
    if (info.status === "successful") void this.fetchResults(info.jobID);
    this.changed();
  }

  private async fetchResults(job: string): Promise<void> {
    const outcome = await results(context().api, job).catch((error: Error) => error);
    if (this.job?.jobID !== job) return;
    if (outcome instanceof Error) this.problem = outcome.message;
    else {
      this.outcome = outcome;
      this.done(job, outcome);
    }
    this.changed();
  }

  readonly cancel = async (): Promise<void> => {
    if (!this.job) return;
    await dismiss(context().api, this.job.jobID).catch((error: Error) => (this.problem = error.message));
    this.changed();
  };

  /** What is left, s; null until enough has been done to tell. */
  private get left(): number | null {
    const [first, last] = [this.heard[0], this.heard.at(-1)];
    if (!first || !last || last.progress < first.progress + 2) return null;
    const rate = (last.progress - first.progress) / (performance.now() - first.at);
    return (100 - last.progress) / rate / 1000;
  }

  /** The button, or how far it is with a way to stop it. */
  progress(id: string): TemplateResult {
    const { job } = this;
    if (!this.running) {
      return html`<div class="actions"><button id=${id} class="primary" type="submit">${icon("play")} ${t("run")}</button>
        ${job ? html`<span class="state" role="status" data-status=${job.status}>${maybe(job.status)}</span>` : nothing}</div>`;
    }
    const { left } = this;
    return html`<div class="running" role="status">
      <progress max="100" .value=${job?.progress ?? 0} ?data-unknown=${!job?.progress} aria-label=${t("running")}></progress>
      <p>${maybe(job?.status ?? "accepted")} ${job?.progress ? `${number(job.progress)}%` : ""}
        ${left === null ? nothing : html`<b data-value="left">${t("timeLeft", duration(left))}</b>`} <span class="note">${job?.message ?? ""}</span></p>
      <button class="quiet" type="button" ?disabled=${!job} @click=${this.cancel}>${icon("stop")} ${t("cancel")}</button>
    </div>`;
  }

  complaint(): TemplateResult | typeof nothing {
    return this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing;
  }
}
