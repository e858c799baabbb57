/** The tab about the use of the subsurface: what is there, who is in whose way, trying out a plan. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { isOpen } from "../core/access";
import { ofPlan } from "../core/conflicts";
import type { Verdict } from "../core/conflicts";
import { store } from "../core/state";
import type { State } from "../core/state";
import { label, number, t } from "../i18n";
import type { Key } from "../i18n";
import { conflictList, verdictFilter } from "./conflict-list";
import { closeConflicts, lostConflicts, openPair, showNewestConflicts, shownConflicts, whenConflicts } from "./conflict-results";
import type { ShownConflicts } from "./conflict-results";
import { context } from "./context";
import { icon } from "./icons";
import { Part } from "./part";
import "./placing-panel";
import { closeBodies, showBodies } from "./subsurface-use";

/** Pairs that are listed at first, and more at a time. */
const PAGE = 40;

export class ZichtBelow extends Part {
  private view: "pairs" | "place" = "pairs";
  private readonly left = new Set<Verdict>();
  /** Only pairs with something that is not there yet. */
  private plans = false;
  private most = PAGE;
  private looking = false;
  private looked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (store.state.plan) this.view = "place";
    this.plans = shownConflicts()?.list.some(ofPlan) ?? false;
    whenConflicts((list) => {
      this.most = PAGE;
      this.plans = list.some(ofPlan);
      this.view = "pairs";
      this.requestUpdate();
    });
  }

  protected override concerns(state: State, before: State): boolean {
    return state.bodies !== before.bodies || state.conflicts !== before.conflicts || state.lang !== before.lang || state.tab !== before.tab;
  }

  override render(): TemplateResult | typeof nothing {
    if (store.state.tab !== "below") return nothing;
    const { bodies } = store.state;
    const shut = (context().world.files.page.claims ?? []).filter((entry) => !isOpen(entry));
    const parts: ["pairs" | "place", Key][] = [["pairs", "conflicts"], ["place", "placing"]];
    return html`<div class="below-panel">
      <p class="prose-text">${t("belowIntro")}</p>
      <label class="check bodies-on"><input id="bodies" type="checkbox" .checked=${bodies !== null} @change=${() => (bodies ? closeBodies() : showBodies())} /> ${t("bodiesShow")}</label>
      ${bodies ? html`<label class="check bodies-on"><input id="bodies-many" type="checkbox" .checked=${bodies.many} @change=${() => store.set({ bodies: { ...bodies, many: !bodies.many } })} /> ${t("bodiesMany")}</label>` : nothing}
      ${bodies && shut.length > 0 ? html`<p class="note bodies-on" data-value="bodies-withheld">${t("underWithheld", shut.map(label).join(", "))}</p>` : nothing}
      <span class="segments level-parts" role="group" aria-label=${t("tabBelow")}>
        ${parts.map(([id, key]) => html`<button data-part=${id} aria-pressed=${id === this.view} @click=${() => this.turn(id)}>${t(key)}</button>`)}
      </span>
      ${this.view === "pairs" ? this.pairs() : nothing}
      <zicht-placing ?hidden=${this.view !== "place"}></zicht-placing>
    </div>`;
  }

  private turn(part: "pairs" | "place"): void {
    this.view = part;
    this.requestUpdate();
  }

  private pairs(): TemplateResult {
    const shown = shownConflicts();
    const waiting = this.looking || (!shown && store.state.conflicts !== null);
    return html`<section class="outcome pairs">
      ${lostConflicts() ? html`<p class="problem" role="alert">${t("conflictsLost")}</p>` : nothing}
      ${waiting ? html`<p class="note" role="status">${t("loadingData")}…</p>` : nothing}
      ${shown ? this.list(shown) : waiting ? nothing : html`<p class="note">${t("conflictsNone")}</p>
        <div class="actions"><button id="newest-conflicts" class="quiet back" @click=${this.look}>${icon("eye")} ${t("conflictsNewest")}</button></div>`}
    </section>`;
  }

  private list({ list, file }: ShownConflicts): TemplateResult {
    const offered = this.plans ? list.filter(ofPlan) : list;
    const found = offered.filter(({ verdict }) => !this.left.has(verdict));
    const when = file.year === null ? t("conflictsUntil", String(file.horizon ?? "")) : t("conflictsIn", String(file.year));
    return html`<h2>${t("conflictsFound", number(list.length))} <span class="note">${when}</span>
        <button id="conflicts-close" class="quiet square" aria-label=${t("close")} title=${t("close")} @click=${closeConflicts}>${icon("close")}</button></h2>
      ${list.some(ofPlan) ? html`<label class="check"><input id="only-plans" type="checkbox" .checked=${this.plans} @change=${() => this.onlyPlans()} /> ${t("conflictsPlans")}</label>` : nothing}
      ${verdictFilter(offered, this.left, (verdict) => this.flip(verdict))}
      ${list.length === 0 ? html`<p class="note">${t("conflictsFree")}</p>` : nothing}
      ${conflictList({ list: found, open: store.state.conflicts?.pair ?? null, choose: openPair, most: this.most, more: () => this.further() })}`;
  }

  private flip(verdict: Verdict): void {
    if (!this.left.delete(verdict)) this.left.add(verdict);
    this.most = PAGE;
    this.requestUpdate();
  }

  private onlyPlans(): void {
    this.plans = !this.plans;
    this.most = PAGE;
    this.requestUpdate();
  }

  private further(): void {
    this.most += PAGE;
    this.requestUpdate();
  }

  /** The first time that the tab is opened the newest result comes by itself. */
  protected override updated(): void {
    if (store.state.tab !== "below" || this.looked) return;
    this.looked = true;
    if (!store.state.conflicts && !store.state.plan) void this.look();
  }

  private readonly look = async (): Promise<void> => {
    this.looking = true;
    this.requestUpdate();
    await showNewestConflicts().catch(() => false);
    this.looking = false;
    this.requestUpdate();
  };
}

customElements.define("zicht-below", ZichtBelow);
