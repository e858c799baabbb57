/** Trying out a plan: its kind, its form with what is wrong at each field, and what it meets. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { VERDICT_COLOURS, holdsIn, inOrder, worstIn } from "../core/conflicts";
import type { Conflict } from "../core/conflicts";
import { nudge, spotsOf } from "../core/placing";
import type { Kind, Plan } from "../core/placing";
import type { Json } from "../core/schema";
import { FREE } from "../scene/claims";
import { store } from "../core/state";
import type { State } from "../core/state";
import { FUNCTIONS } from "../core/subsurface";
import { label, maybe, number, said, t } from "../i18n";
import { conflictList, marginText, verdictName } from "./conflict-list";
import { goToPair } from "./conflict-results";
import { context } from "./context";
import { field } from "./form";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { closePlan, trial } from "./placing-plan";
import type { ZichtScenario } from "./scenario-panel";
import { notices, yearNow } from "./subsurface";

/** Pairs that are listed at first. */
const FEW = 12;

export class ZichtPlacing extends Part {
  private open: string | null = null;
  private most = FEW;
  private problem = "";
  /** Whether a verdict was there the last time that this was drawn. */
  private seen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    trial.onChange = () => this.requestUpdate();
    if (trial.kinds.length === 0) {
      void trial.load().then(
        () => this.requestUpdate(),
        (error: Error) => {
          this.problem = error.message;
          this.requestUpdate();
        },
      );
    }
  }

  protected override concerns(state: State, before: State): boolean {
    return state.plan !== before.plan || state.year !== before.year || state.lang !== before.lang || state.tab !== before.tab;
  }

  /** What was placed just now is judged in sight: on a small screen the form begins below the edge. */
  protected override updated(): void {
    const verdict = this.querySelector<HTMLElement>(".plan-verdict");
    if (verdict && !this.seen) verdict.scrollIntoView({ block: "nearest" });
    this.seen = verdict !== null;
  }

  override render(): TemplateResult {
    const { plan } = store.state;
    const { kind } = trial;
    return html`<section class="outcome placing">
      <p class="note">${t("placingIntro")}</p>
      <div class="kinds" role="group" aria-label=${t("placingKind")}>${trial.kinds.map((each) => html`<button class="quiet" data-kind=${each.kind} aria-pressed=${each.kind === plan?.kind} @click=${() => trial.begin(each)}>${maybe(`place-${each.kind}`)}</button>`)}</div>
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${plan && kind ? html`${this.verdict()}${this.handles(plan, kind)}${this.form(plan, kind)}${this.met()}` : nothing}
    </section>`;
  }

  /** The worst in the year that is shown, and what would resolve it. */
  private verdict(): TemplateResult {
    const { value, busy } = trial.latest;
    const year = String(yearNow());
    const worst = value ? worstIn(value.conflicts, yearNow()) : null;
    const first = value && worst ? value.conflicts.find((each) => each.verdict === worst && holdsIn(each, yearNow())) : undefined;
    const told = !value ? html`<p>${trial.latest.problem ? t("placingWrong") : `${t("placingAsking")}…`}</p>`
      : !worst || !first ? html`<p>${swatch(FREE)} <b>${t("placingFree", year)}</b></p>`
      : html`<p>${swatch(VERDICT_COLOURS[worst])} <b>${verdictName(worst)}</b> ${t("placingIn", year)} · ${first.second} (${label(FUNCTIONS[first.second_function] ?? {}) || first.second_function}) · ${marginText(first)}</p>
        ${first.remedies[store.state.lang].length > 0 ? html`<p class="note">${said(first.remedies[store.state.lang].join("; "))}</p>` : nothing}`;
    return html`<div class="plan-verdict" role="status" aria-busy=${busy} data-verdict=${value ? (worst ?? "free") : "none"}>${told}</div>`;
  }

  /** The handles on the map for who has no mouse: arrow keys move the one that is chosen. */
  private handles(plan: Plan, kind: Kind): TemplateResult {
    const { handles, rig } = context().director;
    const { length } = spotsOf(plan, kind);
    const names = [...(length > 1 ? Array.from({ length }, (_, i) => number(i + 1)) : []), t("handlesAll")];
    const move = (event: KeyboardEvent, handle: number): void => {
      const way = nudge(event.key, event.shiftKey, rig.heading);
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      handles.move(handle, ...way);
    };
    return html`<div class="handles" role="group" aria-labelledby="handles-say"><span id="handles-say" class="note">${t("handlesSay")}</span>${names.map(
      (name, i) => html`<button class="quiet" type="button" data-handle=${i} @focus=${() => handles.mark(i)} @blur=${() => handles.mark(null)} @keydown=${(e: KeyboardEvent) => move(e, i)}>${name}</button>`,
    )}</div>`;
  }

  private form(plan: Plan, kind: Kind): TemplateResult {
    const { properties = {}, required = [] } = kind.schema;
    const { faults } = trial;
    const wrong = (name: string): TemplateResult[] => (faults.get(name) ?? []).map((text) => html`<p class="problem" role="alert" data-fault=${name}>${text}</p>`);
    const one = (name: string): TemplateResult => {
      const change = (value: Json | undefined): void => {
        const { [name]: _old, ...rest } = store.state.plan ?? plan;
        store.set({ plan: (value === undefined ? rest : { ...rest, [name]: value }) as Plan });
      };
      return html`${field(name, properties[name]!, kind.defs, plan[name], change, required.includes(name), faults.has(name))}${wrong(name)}`;
    };
    const names = Object.keys(properties).filter((name) => name !== "kind");
    const open = names.filter((name) => name !== kind.place && (required.includes(name) || ["start", "end", "network"].includes(name)));
    const rest = names.filter((name) => name === kind.place || !open.includes(name));
    return html`<form class="form plan-form" @submit=${(e: Event) => e.preventDefault()} novalidate>
      ${wrong("")}${open.map(one)}
      <details ?open=${rest.some((name) => faults.has(name))}><summary>${t("advanced")}</summary>${rest.map(one)}</details>
      <div class="actions">
        <button id="plan-take" class="primary" type="button" @click=${this.take}>${icon("plus")} ${t("placingTake")}</button>
        <button id="plan-again" class="quiet back" type="button" @click=${() => trial.begin(kind)}>${icon("target")} ${t("placingAgain")}</button>
        <button id="plan-close" class="quiet back" type="button" @click=${closePlan}>${icon("close")} ${t("placingStop")}</button>
      </div></form>`;
  }

  private met(): TemplateResult | typeof nothing {
    const { value } = trial.latest;
    if (!value) return nothing;
    return html`<h2>${t("placingMeets", number(value.conflicts.length))}</h2>
      ${notices({ busy: false, problem: "", value, again: () => undefined })}
      ${conflictList({ list: inOrder(value.conflicts), open: this.open, choose: (each) => this.choose(each), most: this.most, more: () => ((this.most += 40), this.requestUpdate()) })}`;
  }

  private choose(each: Conflict): void {
    this.open = this.open === each.id ? null : each.id;
    if (this.open) goToPair(each);
    else context().director.claims.focus([]);
    this.requestUpdate();
  }

  /** The plan becomes an intervention in the form of the scenario. */
  private readonly take = (): void => {
    const { plan } = store.state;
    if (plan) document.querySelector<ZichtScenario>("zicht-scenario")?.take(plan);
    store.set({ tab: "scenario" });
  };
}

customElements.define("zicht-placing", ZichtPlacing);
