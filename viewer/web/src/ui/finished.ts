/** Results of this twin that stand already, by name: of the demo, and of what was asked before. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { successful } from "../core/jobs";
import type { JobInfo } from "../core/jobs";
import { store } from "../core/state";
import { t } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";

/** The newest ones, listed. */
const LISTED = 50;

export class Finished {
  private jobs: JobInfo[] = [];

  constructor(private readonly changed: () => void) {}

  /** Ask anew what there is; a service that does not answer leaves the list as it is. */
  async refresh(): Promise<void> {
    const { api, twin } = context();
    const found = await successful(api, twin, [], LISTED).catch(() => null);
    if (!found) return;
    this.jobs = found;
    this.changed();
  }

  /** The list; `open` hears which one is wanted. */
  list(shown: string | undefined, open: (job: JobInfo) => void): TemplateResult | typeof nothing {
    if (this.jobs.length === 0) return nothing;
    return html`<section class="outcome"><h2>${t("finished")}</h2>
      <ul class="files">${this.jobs.map(
        (job) => html`<li><button class="quiet" type="button" data-finished=${job.jobID} aria-pressed=${job.jobID === shown}
          @click=${() => open(job)}>${icon("eye")} ${nameOf(job)} <small>${when(job)}</small></button></li>`,
      )}</ul></section>`;
  }
}

const when = ({ finished }: JobInfo): string =>
  finished ? new Date(finished).toLocaleString(store.state.lang === "nl" ? "nl-NL" : "en-GB", { dateStyle: "medium", timeStyle: "short" }) : "";

const nameOf = (job: JobInfo): string => (store.state.lang === "nl" ? (job["x-title-nl"] ?? job.title) : job.title) ?? job.processID;
