/** Choosing levels: a slider for every area, what it comes to at once, the front of two objectives, and a run of the choice. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ChoiceEffect, LevelChoice, Total } from "../core/level-choice";
import { describeProcess } from "../core/jobs";
import type { JobResults, ProcessDescription } from "../core/jobs";
import type { Json, Schema } from "../core/schema";
import { store } from "../core/state";
import type { State } from "../core/state";
import { faultText, label, maybe, number, signed, t } from "../i18n";
import { context } from "./context";
import { classOf, effectHead, effectLines, inOrder } from "./effect-table";
import type { Line } from "./effect-table";
import { chemical } from "./figures";
import { field } from "./form";
import { frontChart } from "./front-chart";
import { policyName } from "./level-words";
import { CHOOSE, RAISE, levelProcesses, showChoice, showLevels, showNewestChoice, shownChoice, shownLevels, whenTable } from "./levels";
import { Part } from "./part";
import { Run } from "./run";

const GIVEN = ["baseline", "name", "start", "reference", "processes", "drivers", "interventions"];
const OPEN = ["horizon"];

export class ZichtChoice extends Part {
  private looked = false;
  private looking = false;
  private problem = "";
  private process: ProcessDescription | null = null;
  private inputs: { [key: string]: Json } = { horizon: 2120 };
  /** The two objectives of the front, by id. */
  private pair: [string, string] | null = null;
  private weights: Record<string, number> = {};
  private of: LevelChoice | null = null;
  private readonly tabling = new Run(() => this.requestUpdate(), (job, outcome) => void this.take(() => showChoice(job, outcome)));
  private readonly running = new Run(() => this.requestUpdate(), (job, outcome) => void this.ran(job, outcome));

  override connectedCallback(): void {
    super.connectedCallback();
    whenTable(() => this.requestUpdate());
  }

  protected override concerns(state: State, before: State): boolean {
    return state.options !== before.options || state.levels?.job !== before.levels?.job || state.lang !== before.lang || state.tab !== before.tab;
  }

  override render(): TemplateResult | typeof nothing {
    if (store.state.tab !== "levels" || this.hidden) return nothing;
    const choice = shownChoice()?.choice ?? null;
    if (choice && choice !== this.of) this.begin(choice);
    const waiting = this.looking || (store.state.options !== null && !choice);
    return html`
      ${waiting && !choice ? html`<p class="note prose-text" role="status">${t("loadingData")}…</p>` : nothing}
      ${choice ? this.body(choice, store.state.options!.options) : nothing}
      ${this.process ? this.tableForm(this.process, choice !== null) : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  private begin(choice: LevelChoice): void {
    this.of = choice;
    this.weights = Object.fromEntries(choice.objectives.map((i) => choice.file.effects[i]!.id).map((id) => [id, choice.file.optimum.weights[id] ?? 0]));
    // At first two aims that count.
    const { fronts } = choice.file;
    const first = fronts.find(({ objectives }) => objectives.every((id) => (this.weights[id] ?? 0) > 0)) ?? fronts[0];
    this.pair = first ? [...first.objectives] : null;
  }

  protected override updated(): void {
    if (store.state.tab !== "levels" || this.hidden || this.looked) return;
    this.looked = true;
    void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    this.requestUpdate();
    await this.take(async () => {
      if (!store.state.options) await showNewestChoice();
      if ((await levelProcesses()).has(CHOOSE)) this.process = await describeProcess(context().api, CHOOSE);
      return true;
    });
    this.looking = false;
    this.requestUpdate();
  }

  private async take(work: () => Promise<boolean>): Promise<void> {
    this.problem = "";
    try {
      if (!(await work())) this.problem = t("noField");
    } catch (error) {
      this.problem = faultText((error as Error).message);
    }
    this.requestUpdate();
  }

  /** What came of the choice comes on the map, with its outcomes in the panel. */
  private async ran(job: string, outcome: JobResults): Promise<void> {
    await this.take(() => showLevels(job, outcome));
    if (!this.problem) this.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  }

  private choose(options: number[]): void {
    const { options: now } = store.state;
    if (now) store.set({ options: { job: now.job, options } });
  }

  private body(choice: LevelChoice, options: number[]): TemplateResult {
    return html`<section class="outcome choice">
        <h2>${t("choiceLevels")} <span class="note">${t("levelsAt", String(choice.file.horizon))}</span></h2>
        ${this.everywhere(choice, options)}
        <ul class="sliders">${choice.file.areas.map((_, area) => this.slider(choice, options, area))}</ul>
        <div class="actions"><button id="choice-today" class="quiet back" @click=${() => this.choose(options.map(() => 0))}>${t("choiceToday")}</button></div>
        ${this.mapped(choice, options)}${this.totals(choice, options)}
      </section>
      <section class="outcome"><form class="form" @submit=${(e: Event) => this.run(e, choice, options)} novalidate>
        <p class="note">${t("choiceRunText")}</p>${this.running.complaint()}${this.running.progress("run-choice")}</form></section>
      ${this.front(choice, options)}
      ${this.optimum(choice)}`;
  }

  /** The map shows a run; the sliders may have gone on since. */
  private mapped(choice: LevelChoice, options: number[]): TemplateResult | typeof nothing {
    const shown = shownLevels()?.levels;
    return !shown || choice.isRun(options, shown.file) ? nothing : html`<p class="callout" role="status" data-value="choice-not-mapped">${t("choiceNotMapped")}</p>`;
  }

  /** Policy and drains for all areas at once; none is pressed while the areas differ. */
  private everywhere(choice: LevelChoice, options: number[]): TemplateResult {
    const chosen = options.map((option) => choice.file.options[option]!);
    const raised = chosen.filter((_, area) => options[area] !== 0);
    const group = (name: "policy" | "drains", values: string[], write: (value: string) => string): TemplateResult | typeof nothing =>
      values.length < 2 ? nothing : html`<span class="segments small" role="group" aria-label=${t(name === "policy" ? "choicePolicy" : "choiceDrains")}>
        ${values.map((value) => html`<button data-option=${value} aria-pressed=${raised.length > 0 && raised.every((each) => each[name] === value)}
          @click=${() => this.choose(options.map((option, area) => choice.find(area, { ...choice.file.options[option]!, [name]: value })))}>${write(value)}</button>`)}
      </span>`;
    return html`<div class="everywhere">${group("policy", choice.policies, policyName)}
      ${group("drains", choice.drains, (value) => t(value === "none" ? "choiceNoDrains" : value === "passive" ? "levelsPassive" : "levelsPressurised"))}</div>`;
  }

  private slider(choice: LevelChoice, options: number[], area: number): TemplateResult {
    const entry = choice.file.areas[area]!;
    const option = choice.file.options[options[area]!]!;
    const raises = choice.raisesOf(area);
    const at = raises.reduce((best, raise, i) => (Math.abs(raise - option.raise) < Math.abs(raises[best]! - option.raise) ? i : best), 0);
    const level = entry.summer_level + option.raise;
    const words = `${signed(100 * option.raise, 0)} cm, ${t("levelsSummer")} ${signed(level)} m NAP, ${policyName(option.policy)}`;
    // A raise where nothing was raised yet keeps the level that it is given.
    const policy = options[area] === 0 ? (choice.policies.find((each) => /^fix/.test(each)) ?? option.policy) : option.policy;
    const slide = (e: Event): void => {
      const raise = raises[Number((e.target as HTMLInputElement).value)]!;
      const wanted = Math.abs(raise) < 1e-6 && options[area] === 0 ? 0 : choice.find(area, { ...option, raise, policy });
      this.choose(options.map((each, i) => (i === area ? wanted : each)));
    };
    return html`<li class="slide level-slide"><span title=${entry.name ?? entry.id}>${entry.name ?? entry.id}</span>
      <input type="range" data-area=${entry.id} min="0" max=${raises.length - 1} step="1" .value=${String(at)} ?disabled=${raises.length < 2}
        aria-label="${t("choiceRaise")}: ${entry.name ?? entry.id}" aria-valuetext=${words} title=${words} @input=${slide} />
      <output title=${words}>${signed(100 * option.raise, 0)} cm</output></li>`;
  }

  private totals(choice: LevelChoice, options: number[]): TemplateResult {
    const today = options.map(() => 0);
    return html`<table class="indicators effects totals">
        <caption class="unseen">${t("levelsEffects")}</caption>${effectHead(t("choiceToday"), t("choiceNow"))}
        ${inOrder(choice.file.effects).map(([effect, i]) => this.total(choice, effect, i, choice.total(i, today), choice.total(i, options), choice.change(i, options)))}</table>
      ${(choice.file.left_out ?? []).map(({ id, reason }) => html`<p class="note">${t("choiceLeftOut", maybe(id).replaceAll("_", " "))}: ${faultText(reason)}</p>`)}`;
  }

  private total(choice: LevelChoice, effect: ChoiceEffect, i: number, before: Total, after: Total, change: number | null): TemplateResult {
    const line: Line = { title: label(effect), unit: effect.unit, better: effect.better, before, after, difference: { value: change, low: null, high: null } };
    const why = [...new Set(after.unknown.map((area) => choice.file.reasons[area]?.[i]).filter(Boolean))].join("; ");
    const unknown = html`<p class="note">${t("choiceUnknown", number(after.unknown.length), number(choice.file.areas.length))}${why ? html`: <span lang="en">${why}</span>` : nothing}</p>`;
    return html`<tbody data-total=${effect.id} class=${classOf(line)}>${effectLines(line, after.unknown.length > 0 ? unknown : nothing)}</tbody>`;
  }

  private front(choice: LevelChoice, options: number[]): TemplateResult | typeof nothing {
    const front = this.pair && choice.front(...this.pair);
    if (!this.pair || choice.file.fronts.length === 0) return nothing;
    const { effects } = choice.file;
    const number = (id: string): number => effects.findIndex((effect) => effect.id === id);
    const ids = [...new Set(choice.file.fronts.flatMap(({ objectives }) => objectives))];
    const pick = (i: 0 | 1) => (e: Event): void => {
      const id = (e.target as HTMLSelectElement).value;
      const next: [string, string] = [...this.pair!];
      if (next[1 - i] === id) next[1 - i] = next[i];
      next[i] = id;
      this.pair = next;
      this.requestUpdate();
    };
    const select = (i: 0 | 1, title: string): TemplateResult => html`<label class="field"><span class="field-title">${title}</span>
      <select id="front-${i}" title=${label(effects[number(this.pair![i])] ?? {})} @change=${pick(i)}>${ids.map((id) => html`<option value=${id} ?selected=${id === this.pair![i]}>${chemical(label(effects[number(id)] ?? {})) || id}</option>`)}</select></label>`;
    return html`<section class="outcome"><h2>${t("choiceFront")}</h2>
      <div class="pairs">${select(0, t("choiceAcross"))}${select(1, t("choiceUp"))}</div>
      ${front && front.points.length > 0
        ? frontChart({
            front, turned: front.objectives[0] !== this.pair[0], at: front.points.findIndex((point) => point.options.join() === options.join()),
            axes: this.pair.map((id) => ({ name: label(effects[number(id)] ?? {}) || id, unit: effects[number(id)]?.unit ?? "1" })) as [never, never],
            now: this.pair.map((id) => choice.total(number(id), options).value) as [number | null, number | null],
            today: this.pair.map((id) => choice.total(number(id), options.map(() => 0)).value) as [number | null, number | null],
            choose: (point) => this.choose(choice.possible(front.points[point]!.options)),
          })
        : html`<p class="note">${t("choiceNoFront")}</p>`}</section>`;
  }

  private optimum(choice: LevelChoice): TemplateResult {
    const best = (): void => this.choose(choice.optimum(this.weights));
    return html`<section class="outcome"><h2>${t("choiceWeights")}</h2>
      <ul class="sliders">${choice.objectives.map((i) => {
        const effect = choice.file.effects[i]!;
        return html`<li class="slide level-slide weight-slide"><span>${chemical(label(effect))}</span>
          <input type="range" data-weight=${effect.id} min="0" max="10" step="0.5" .value=${String(this.weights[effect.id] ?? 0)} aria-label="${t("choiceWeight")}: ${label(effect)}"
            @input=${(e: Event) => {
              this.weights = { ...this.weights, [effect.id]: Number((e.target as HTMLInputElement).value) };
              this.requestUpdate();
            }} /><output>${number(this.weights[effect.id] ?? 0, 1, 0)}</output></li>`;
      })}</ul>
      <div class="actions"><button id="choice-optimum" class="quiet back" ?disabled=${Object.values(this.weights).every((weight) => weight === 0)} @click=${best}>${t("choiceBest")}</button></div>
      <p class="note">${t("choiceBestText")}</p></section>`;
  }

  private run(event: Event, choice: LevelChoice, options: number[]): void {
    event.preventDefault();
    const { start, horizon, relation } = choice.file;
    const interventions = choice.interventions(options).map(({ areas, option: { raise, policy, drains } }) => ({ kind: RAISE, areas, by: raise, policy: /^index/.test(policy) ? "indexatie" : "fixatie", drains, start }));
    if (interventions.length === 0) {
      this.problem = t("choiceNothing");
      this.requestUpdate();
    } else if (!this.running.running) {
      this.problem = "";
      void this.running.start(RAISE, { interventions, horizon, relation });
    }
  }

  private tableForm(process: ProcessDescription, again: boolean): TemplateResult {
    const names = Object.keys(process.inputs).filter((name) => !GIVEN.includes(name));
    const seldom = names.filter((name) => !OPEN.includes(name));
    const start = (event: Event): void => {
      event.preventDefault();
      if (!this.tabling.running) void this.tabling.start(CHOOSE, this.inputs);
    };
    const form = html`<form class="form" @submit=${start} novalidate>
      ${again ? nothing : html`<p class="note">${t("choiceTableText")}</p>`}
      ${OPEN.filter((name) => names.includes(name)).map((name) => this.input(process, name))}
      ${seldom.length > 0 ? html`<details><summary>${t("advanced")}</summary>${seldom.map((name) => this.input(process, name))}</details>` : nothing}
      ${this.tabling.complaint()}${this.tabling.progress("run-choice-table")}</form>`;
    return again ? html`<section class="outcome"><details><summary>${t("choiceAgain")}</summary>${form}</details></section>` : form;
  }

  private input(process: ProcessDescription, name: string): TemplateResult | typeof nothing {
    const entry = process.inputs[name]!;
    const { $defs, ...schema } = entry.schema;
    const titled: Schema = { ...schema, title: schema.title ?? entry.title };
    return field(name, titled, $defs ?? {}, this.inputs[name], (value) => {
      const { [name]: _old, ...rest } = this.inputs;
      this.inputs = value === undefined ? rest : { ...rest, [name]: value };
      this.requestUpdate();
    });
  }
}

customElements.define("zicht-choice", ZichtChoice);
