/** The page: loads the twin, lays out the parts, says aloud what changes. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import type { State } from "../core/state";
import { t } from "../i18n";
import { HttpError } from "../core/fetching";
import { start } from "../start";
import { context } from "./context";
import { icon } from "./icons";
import { handleKey } from "./keyboard";
import { Part } from "./part";
import { hasPolders, shownLevels } from "./levels";
import { shownSpace } from "./space";
import { canShow, usesYear } from "./subsurface-use";
import { summary } from "./summary";
import "./breach-card";
import "./conflict-panel";
import { FLOOD } from "../scene/waters";
import "./about-panel";
import "./depth-ruler";
import "./dike-bar";
import "./dike-card";
import "./dike-panel";
import "./info-panel";
import "./layers-panel";
import "./level-bar";
import "./level-card";
import "./level-panel";
import "./pit-card";
import "./probe-card";
import "./scenario-panel";
import "./sea-panel";
import "./subsurface-time";
import "./section-panel";
import "./time-bar";
import "./toolbar";
import "./tracing-bar";

type Phase = { name: "waiting"; detail: string; fraction: number | null } | { name: "ready" } | { name: "failed"; detail: string };

export class ZichtApp extends Part {
  private phase: Phase = { name: "waiting", detail: "", fraction: null };
  private spoken = "";
  /** The tab that stood there the last time that this was drawn. */
  private read = store.state.tab;
  private speaking = 0;
  private asked: { theme: string | null } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", (event) => {
      if (this.phase.name === "ready") handleKey(event, this);
    });
    void this.updateComplete.then(() => this.begin());
  }

  private async begin(): Promise<void> {
    const canvas = this.querySelector<HTMLCanvasElement>("#map")!;
    try {
      await start(canvas, (detail, fraction) => {
        this.phase = { name: "waiting", detail, fraction };
        this.requestUpdate();
      });
      this.phase = { name: "ready" };
      store.subscribe(() => this.speakSoon());
      context().director.onMoved = () => this.speakSoon();
      context().world.waters.onFields = () => this.requestUpdate();
      context().director.onAiming = (asked) => {
        this.asked = asked;
        this.requestUpdate();
      };
    } catch (error) {
      const detail = error instanceof HttpError ? `${error.status}: ${error.message}` : String((error as Error).message ?? error);
      this.phase = { name: "failed", detail: detail === "WebGL 2" ? t("failedWebgl") : detail };
    }
    this.requestUpdate();
  }

  /** One sentence for a screen reader, once the hand is still. */
  private speakSoon(): void {
    clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => {
      this.spoken = summary();
      this.requestUpdate();
    }, 600);
  }

  protected override concerns(state: State, before: State): boolean {
    return state.lang !== before.lang || state.tab !== before.tab || state.panel !== before.panel || state.picked !== before.picked || state.field !== before.field || state.space !== before.space || state.levels?.job !== before.levels?.job || (state.section === null) !== (before.section === null) || usesYear(state) !== usesYear(before);
  }

  override render(): TemplateResult {
    const { lang, panel } = store.state;
    if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
    return html`
      <a class="skip" href="#map-region" @click=${this.toMap}>${t("skip")}</a>
      <main id="map-region">
        <canvas id="map" tabindex="0" role="application" aria-label=${t("mapLabel")} aria-describedby="view-summary"></canvas>
      </main>
      ${this.phase.name === "ready" ? this.parts(panel) : this.cover()}
      <p id="view-summary" class="unseen" aria-live="polite">${this.spoken}</p>
    `;
  }

  private parts(panel: boolean): TemplateResult {
    return html`
      <aside class="side card" ?hidden=${!panel}>${this.side()}</aside>
      ${panel ? nothing : html`<button class="card opener" @click=${() => store.set({ panel: true })}>${icon("menu")} Zicht</button>`}
      <zicht-toolbar></zicht-toolbar>
      <zicht-info></zicht-info>
      <zicht-depth></zicht-depth>
      ${this.bar()}
      <zicht-breach></zicht-breach><zicht-dike-card></zicht-dike-card><zicht-level-card></zicht-level-card>
      <zicht-pit></zicht-pit><zicht-probe></zicht-probe><zicht-tracing></zicht-tracing>
      ${this.asked ? html`<p class="asking card" role="status">${t(this.asked.theme === "dikes" ? "breachAim" : "pickPoint")}</p>` : nothing}
    `;
  }

  /** What the bar below sets: the cut of a section, the years of the subsurface, a future of dikes, a moment of polders, the time of a flood, or the level of the sea. */
  private bar(): TemplateResult {
    if (store.state.section) return html`<zicht-section></zicht-section>`;
    if (usesYear(store.state)) return html`<zicht-under-time></zicht-under-time>`;
    if (shownSpace()) return html`<zicht-dike-bar></zicht-dike-bar>`;
    if (shownLevels()) return html`<zicht-level-bar></zicht-level-bar>`;
    return this.timed ? html`<zicht-time></zicht-time>` : html`<zicht-sea></zicht-sea>`;
  }

  /** Whether the bar below tells the time of a flood instead of the level of the sea. */
  private get timed(): boolean {
    return store.state.field === FLOOD && context().world.waters.flood !== null;
  }

  private side(): TemplateResult {
    const { tab, lang } = store.state;
    const { page } = context().world.files;
    const all = [["layers", "tabLayers"], ["scenario", "tabScenario"], ["dikes", "tabDikes"], ["levels", "tabLevels"], ["below", "tabBelow"], ["about", "tabAbout"]] as const;
    const needs: Partial<Record<State["tab"], boolean>> = { dikes: page.layers.some((layer) => layer.theme === "dikes"), levels: hasPolders(), below: canShow() };
    const tabs = all.filter(([id]) => needs[id] ?? true);
    return html`
      <header class="brand">
        <div>
          <h1><span class="mark" aria-hidden="true"></span>Zicht</h1>
          <p>${lang === "nl" ? page.title_nl : page.title_en}</p>
        </div>
        ${page.fictional ? html`<span class="tag">${t("fictional")}</span>` : nothing}
        <button class="quiet square fold" aria-label=${t("close")} @click=${() => store.set({ panel: false })}>${icon("close")}</button>
      </header>
      <div class="tabs" role="tablist">
        ${tabs.map(
          ([id, key]) => html`<button
            role="tab"
            id="tab-${id}"
            aria-selected=${tab === id}
            aria-controls="side-content"
            tabindex=${tab === id ? 0 : -1}
            @click=${() => store.set({ tab: id })}
            @keydown=${(e: KeyboardEvent) => this.moveTab(e, tabs.map((item) => item[0]))}
          >${t(key)}</button>`,
        )}
      </div>
      <div class="side-content" id="side-content" role="tabpanel" aria-labelledby="tab-${tab}" tabindex="-1">
        <zicht-layers ?hidden=${tab !== "layers"}></zicht-layers>
        <zicht-scenario ?hidden=${tab !== "scenario"}></zicht-scenario>
        <zicht-dikes ?hidden=${tab !== "dikes"}></zicht-dikes>
        <zicht-levels ?hidden=${tab !== "levels"}></zicht-levels>
        <zicht-below ?hidden=${tab !== "below"}></zicht-below>
        ${tab === "about" ? html`<zicht-about></zicht-about>` : nothing}
      </div>
    `;
  }

  protected override updated(): void {
    if (this.phase.name !== "ready") return;
    // A tab is read from its top, however far down the one before it was.
    if (this.read !== store.state.tab) this.querySelector(".side-content")?.scrollTo(0, 0);
    this.read = store.state.tab;
    // The bar below may be another one now: it is measured once it has drawn itself, or the picture would jump twice.
    const parts = [...this.children].filter((child) => child instanceof Part);
    void Promise.all(parts.map((part) => part.updateComplete)).then(() => this.centre());
  }

  /** The picture's middle goes to the middle of what the cards leave free. */
  private centre(): void {
    const width = (selector: string): number => this.querySelector<HTMLElement>(selector)?.getBoundingClientRect().width ?? 0;
    const narrow = innerWidth < 760;
    const left = narrow ? 0 : width(".side");
    const below = this.querySelector<HTMLElement>(".sea")?.getBoundingClientRect().height ?? 0;
    context().world.viewport.setMiddle((left - width(".ruler")) / 2, (46 - below) / 2);
  }

  private moveTab(event: KeyboardEvent, ids: readonly State["tab"][]): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = ids[(ids.indexOf(store.state.tab) + step + ids.length) % ids.length]!;
    store.set({ tab: next });
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }

  private readonly toMap = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#map")?.focus();
  };

  private cover(): TemplateResult {
    const failed = this.phase.name === "failed";
    const detail = this.phase.name === "ready" ? "" : this.phase.detail;
    const fraction = this.phase.name === "waiting" ? this.phase.fraction : null;
    return html`
      <section class="cover" role=${failed ? "alert" : "status"}>
        <div class="cover-box">
          <h1><span class="mark" aria-hidden="true"></span>Zicht</h1>
          <p class="cover-title">${failed ? t("failedTitle") : t("loadingTitle")}</p>
          ${failed
            ? html`<p>${detail}</p><button class="primary" @click=${() => location.reload()}>${t("retry")}</button>`
            : html`<progress max="1" .value=${fraction ?? 0} ?data-unknown=${fraction === null}></progress>
                <p class="cover-detail">${detail || t("loadingText")}</p>`}
        </div>
      </section>
    `;
  }
}

customElements.define("zicht-app", ZichtApp);
