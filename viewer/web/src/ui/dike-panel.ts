/** Everything about the room that dikes need that is no picture: its run, outcomes, bottlenecks and files. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { describeProcess, tablesOf } from "../core/jobs";
import type { JobResults, ProcessDescription } from "../core/jobs";
import { store } from "../core/state";
import { t } from "../i18n";
import type { Key } from "../i18n";
import "./bottleneck-table";
import { context } from "./context";
import { icon } from "./icons";
import { indicatorTable } from "./indicators";
import { Part } from "./part";
import { Run } from "./run";
import { runForm } from "./run-form";
import type { Inputs } from "./run-form";
import { PROCESS, canSpace, showNewest, showSpace, shownSpace } from "./space";
import type { Shown } from "./space";

/** What the page itself gives, or needs no answer here. */
const GIVEN = ["baseline", "name", "start", "reference", "interventions", "processes"];
const OPEN = ["drivers", "horizon"];
const FIRST: Inputs = { drivers: { sea_level_rise: { scenario: "knmi23-h", quantile: 0.5 } }, horizon: 2100 };

export class ZichtDikes extends Part {
  private looking = false;
  private looked = false;
  private problem = "";
  private process: ProcessDescription | null = null;
  private inputs: Inputs = structuredClone(FIRST);
  private readonly work = new Run(
    () => this.requestUpdate(),
    (job, outcome) => void this.show(job, outcome),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.dikes.onSpace = () => this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    if (store.state.tab !== "dikes") return nothing;
    const shown = shownSpace();
    return html`<div class="dike-panel">
      <p class="prose-text">${t("dikeIntro")}</p>
      ${this.looking ? html`<p class="note" role="status">${t("loadingData")}…</p>` : nothing}
      ${shown ? this.outcome(shown) : nothing}
      ${this.process ? this.form(this.process, shown !== null) : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
    </div>`;
  }

  /** The first time that the tab is opened: a result that stands comes on the map, else the form. */
  protected override updated(): void {
    if (store.state.tab !== "dikes" || this.looked) return;
    this.looked = true;
    void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    this.requestUpdate();
    try {
      if (!store.state.space) await showNewest();
      if (await canSpace()) this.process = await describeProcess(context().api, PROCESS);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.looking = false;
    this.requestUpdate();
  }

  private async show(job: string, outcome: JobResults): Promise<void> {
    try {
      await showSpace(job, outcome);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private outcome(shown: Shown): TemplateResult {
    const { outcome, job } = shown;
    const own = Object.fromEntries(Object.entries(outcome.indicators).filter(([name]) => name.startsWith(`${PROCESS}.`)));
    return html`<zicht-bottlenecks></zicht-bottlenecks>
      <section class="outcome"><h2>${t("dikeFiles")}</h2><ul class="files">${files(job, outcome).map(({ href, title }) => html`<li><a class="data" href=${href} download>${icon("down")} ${title}</a></li>`)}</ul></section>
      <section class="outcome"><details><summary>${t("indicators")}</summary>${indicatorTable(own)}</details></section>`;
  }

  private form(process: ProcessDescription, again: boolean): TemplateResult {
    const use = (inputs: Inputs): void => {
      this.inputs = inputs;
      this.requestUpdate();
    };
    const form = runForm({ process, given: GIVEN, open: OPEN, inputs: () => this.inputs, use, work: this.work, button: "run-dike-space" });
    return again ? html`<section class="outcome"><details><summary>${t("dikeAgain")}</summary>${form}</details></section>` : form;
  }
}

/** How the files of a result are called here, by the end of their address. */
const NAMES: readonly [end: string, key: Key, form: string][] = [
  ["-dike-reservations/downloads?format=gpkg", "dikeReservations", "GeoPackage"],
  [".city.json", "dikeBodies", "CityJSON"],
  ["/3dtiles/tileset.json", "dikeBodies", "3D Tiles, EPSG:4978"],
  ["/3dtiles-rd/tileset.json", "dikeBodies", "3D Tiles, RD + NAP"],
];

/** Files to take along: what the result offers, and the tables that it has as GeoPackage. */
function files(job: string, outcome: JobResults): { href: string; title: string }[] {
  const { api } = context();
  const offered = (outcome.links ?? []).filter((link) => link.rel === "enclosure").map(({ href, title }) => {
    const known = NAMES.find(([end]) => href.endsWith(end));
    return { href, title: known ? `${t(known[1])} (${known[2]})` : (title ?? href) };
  });
  const all: [string, Key][] = [["dike-conflicts", "dikeBottlenecks"], ["dike-measures", "dikeMeasures"], ["dike-space", "dikeWidths"]];
  const there = tablesOf(outcome);
  const tables = all.filter(([table]) => there.includes(table));
  return [...offered, ...tables.map(([table, key]) => ({ href: `${api}/collections/${job}-${table}/downloads?format=gpkg`, title: `${t(key)} (GeoPackage)` }))];
}

customElements.define("zicht-dikes", ZichtDikes);
