/** Break a dike: a place pointed at on the map, a few choices, and the flood runs. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { describeProcess, listProcesses } from "../core/jobs";
import type { ProcessDescription } from "../core/jobs";
import { resolve, shapeOf } from "../core/schema";
import type { Defs, Json, Schema } from "../core/schema";
import { store } from "../core/state";
import type { BreachPlace } from "../core/state";
import { number, t } from "../i18n";
import type { FeatureAnswer } from "../scene/answers";
import { context } from "./context";
import { field } from "./form";
import { icon } from "./icons";
import { indicatorTable } from "./indicators";
import { showOutcome } from "./outcome";
import { Part } from "./part";
import { player } from "./player";
import { Run } from "./run";

const PROCESS = "flood";
/** Choices that stand open; the others are behind a fold, what the card itself gives is nowhere. */
const OPEN = ["hours", "cell", "breach_soil"];
const GIVEN = ["baseline", "drivers", "breach_at", "name", "start", "horizon", "reference", "interventions", "processes"];
const DRIVERS: readonly [driver: string, leaf: string][] = [["sea_level_rise", "metres"], ["storm", "return_period"], ["storm", "station"]];
const FIRST_DRIVERS: { [key: string]: Json } = { sea_level_rise: { metres: 1 }, storm: { return_period: 10000, station: "den-helder" } };

type Inputs = { [key: string]: Json };

const round = (x: number): number => Math.round(x * 10) / 10;

export function breachPlace(answer: FeatureAnswer): BreachPlace {
  return { x: round(answer.x), y: round(answer.y), dike: String(answer.attributes["name"] ?? answer.id) };
}

/** Ask for a dike on the map; anything else that is pointed at is only explained. */
export function aimAtDike(): void {
  const { director } = context();
  player.pause();
  director.capture((answer) => {
    if (answer.kind !== "feature" || answer.layer !== "dikes") return aimAtDike();
    director.clear();
    store.set({ breach: breachPlace(answer) });
  }, "dikes");
}

let floods: Promise<boolean> | null = null;

/** Whether this service can run a flood and the twin has a dike to break; asked once. */
export function canFlood(): Promise<boolean> {
  const dikes = context().world.files.page.layers.some((layer) => layer.theme === "dikes");
  floods ??= listProcesses(context().api)
    .then((list) => dikes && list.some((entry) => entry.id === PROCESS))
    .catch(() => false);
  return floods;
}

export class ZichtBreach extends Part {
  private process: ProcessDescription | null = null;
  private inputs: Inputs = { drivers: structuredClone(FIRST_DRIVERS) };
  private problem = "";
  private open = false;
  private asked = false;
  private coming: number | null = null;
  private readonly work = new Run(
    () => this.requestUpdate(),
    (job) => void this.show(job),
  );

  private async describe(): Promise<void> {
    this.asked = true;
    const process = await describeProcess(context().api, PROCESS).catch((error: Error) => error);
    if (process instanceof Error) this.problem = process.message;
    else this.process = process;
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { breach } = store.state;
    if (!breach) return nothing;
    return html`<aside class="info breach card" tabindex="-1" aria-label=${t("breachTool")}>
      <header>
        <div><p class="over">${t("breachTool")}</p><h2>${breach.dike || t("dike")}</h2></div>
        <button class="quiet square" aria-label=${t("close")} @click=${() => store.set({ breach: null })}>${icon("close")}</button>
      </header>
      <form class="info-body form" @submit=${this.run} novalidate>
        <p class="place">${t("position")} ${number(breach.x)}, ${number(breach.y)}
          <button class="quiet point" type="button" @click=${aimAtDike}>${icon("target")} ${t("otherPlace")}</button></p>
        ${this.process ? this.choices(this.process) : html`<p class="note">${t("loadingData")}…</p>`}
        ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
        ${this.work.complaint()}${this.coming === null ? this.work.progress("run-flood") : this.arriving(this.coming)}
        ${this.work.outcome ? html`<details><summary>${t("indicators")}</summary>${indicatorTable(this.work.outcome.indicators)}</details>` : nothing}
      </form>
    </aside>`;
  }

  /** Who pointed at the dike goes on in the card. */
  protected override updated(): void {
    const card = this.querySelector<HTMLElement>(".breach");
    if (card && !this.open && document.activeElement === context().world.viewport.canvas) card.focus();
    this.open = card !== null;
    if (this.open && !this.asked) void this.describe();
  }

  private choices(process: ProcessDescription): TemplateResult {
    const names = Object.keys(process.inputs).filter((name) => !GIVEN.includes(name));
    const seldom = names.filter((name) => !OPEN.includes(name));
    return html`<div class="pairs">
        ${DRIVERS.map(([driver, leaf]) => this.driver(process, driver, leaf))}
        ${OPEN.filter((name) => names.includes(name)).map((name) => this.input(process, name))}
      </div>
      ${seldom.length > 0 ? html`<details><summary>${t("advanced")}</summary>${seldom.map((name) => this.input(process, name))}</details>` : nothing}`;
  }

  private input(process: ProcessDescription, name: string): TemplateResult | typeof nothing {
    const entry = process.inputs[name]!;
    const { $defs, ...schema } = entry.schema;
    return field(name, { ...schema, title: schema.title ?? entry.title }, $defs ?? {}, this.inputs[name], (value) => this.set(name, value));
  }

  private set(name: string, value: Json | undefined): void {
    const { [name]: _old, ...rest } = this.inputs;
    this.inputs = value === undefined ? rest : { ...rest, [name]: value };
    this.requestUpdate();
  }

  /** One number of one driver, out of the form of all of them. */
  private driver(process: ProcessDescription, driver: string, leaf: string): TemplateResult | typeof nothing {
    const whole = process.inputs["drivers"]?.schema;
    const found = whole ? leafOf(whole, [driver, leaf]) : null;
    if (!found) return nothing;
    const drivers = (this.inputs["drivers"] ?? {}) as { [key: string]: Inputs };
    return field(leaf, found.schema, found.defs, drivers[driver]?.[leaf], (value) => {
      const { [leaf]: _old, ...rest } = drivers[driver] ?? {};
      const next = value === undefined ? rest : { ...rest, [leaf]: value };
      this.set("drivers", { ...drivers, [driver]: next });
    });
  }

  private arriving(part: number): TemplateResult {
    return html`<div class="running" role="status"><progress max="1" .value=${part} aria-label=${t("loadingFilm")}></progress><p>${t("loadingFilm")}</p></div>`;
  }

  private readonly run = (event: Event): void => {
    event.preventDefault();
    const { breach } = store.state;
    if (!breach || !this.process || this.work.running) return;
    this.problem = "";
    void this.work.start(PROCESS, { ...this.inputs, breach_at: [breach.x, breach.y] });
  };

  /** The film on the map, from its beginning and running unless somebody wants less motion. */
  private async show(job: string): Promise<void> {
    const { outcome } = this.work;
    if (!outcome) return;
    this.coming = 0;
    try {
      await showOutcome(job, outcome, (part) => {
        this.coming = part;
        this.requestUpdate();
      });
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) player.play();
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.coming = null;
    this.requestUpdate();
  }
}

/** A schema inside another one, by the names of its fields. */
function leafOf(whole: Schema, path: string[]): { schema: Schema; defs: Defs } | null {
  const defs = whole.$defs ?? {};
  let schema: Schema | undefined = whole;
  for (const name of path) {
    const shape = shapeOf(schema, defs);
    schema = shape.kind === "object" ? shape.schema.properties?.[name] : undefined;
    if (!schema) return null;
  }
  return { schema: resolve(schema, defs), defs };
}

customElements.define("zicht-breach", ZichtBreach);
