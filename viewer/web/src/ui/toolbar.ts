/** The few tools that are always at hand, and the list of keys. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import { number, t } from "../i18n";
import type { Key } from "../i18n";
import { VIEWPOINTS } from "../scene/viewpoints";
import "./access-dialog";
import { aimAtDike, canFlood } from "./breach-card";
import { context } from "./context";
import { icon } from "./icons";
import { toggleUnderground } from "./keyboard";
import { closeLevels, levelProcesses, reopenLevels } from "./levels";
import { Part } from "./part";
import { closeUse } from "./placing-plan";
import { askPit, askProbe, askSection, tracer } from "./subsurface";
import { canShow, showBodies, usesYear } from "./subsurface-use";
import { canSpace, closeSpace, reopenSpace } from "./space";

const KEYS: readonly [string, Key][] = [
  ["← ↑ → ↓", "keyPan"],
  ["Shift ← ↑ → ↓", "keyOrbit"],
  ["+  −", "keyZoom"],
  ["PgUp  PgDn", "keyDepth"],
  ["[  ]", "keySea"],
  ["␣", "keyPlay"],
  ["[  ]", "keyStep"],
  ["[  ]", "keyYear"],
  ["[  ]", "keyLevelYear"],
  ["{  }", "keyMonth"],
  ["P  G  X", "keyProbe"],
  ["[  ]", "keyUnderYear"],
  ["C", "keyBodies"],
  ["Enter", "keyPick"],
  ["D", "keyDikes"],
  ["U", "keyUnder"],
  ["B", "keyVoxels"],
  ["H", "keyHome"],
  ["Esc", "keyEsc"],
];

export class ZichtToolbar extends Part {
  private copied = false;
  private floods = false;
  private spaces = false;
  private polders = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void canFlood().then((can) => {
      this.floods = can;
      this.requestUpdate();
    });
    void canSpace().then((can) => {
      this.spaces = can;
      this.requestUpdate();
    });
    void levelProcesses().then((found) => {
      this.polders = found.size > 0;
      this.requestUpdate();
    });
  }

  override render(): TemplateResult {
    const { exaggeration, ground, lang } = store.state;
    const under = ground < 0.5;
    return html`<div class="tools card" role="toolbar">
        <button id="underground" class=${under ? "primary" : "quiet"} aria-pressed=${under} @click=${toggleUnderground}>
          ${icon(under ? "up" : "down")} <span>${under ? t("aboveGround") : t("underground")}</span>
        </button>
        ${this.floods ? html`<button id="breach" class="quiet" @click=${aimAtDike}>${icon("breach")} <span>${t("breachTool")}</span></button>` : nothing}
        ${this.spaces ? html`<button id="dike-space" class=${store.state.space ? "primary" : "quiet"} aria-pressed=${store.state.space !== null} @click=${this.toggleSpace}>${icon("dike")} <span>${t("dikeSpace")}</span></button>` : nothing}
        ${this.polders ? html`<button id="water-levels" class=${store.state.levels ? "primary" : "quiet"} aria-pressed=${store.state.levels !== null} @click=${this.toggleLevels}>${icon("level")} <span>${t("levelsTool")}</span></button>` : nothing}
        ${this.reading()}
        <label class="tool-slide" title=${t("groundOpacity")}><span>${t("groundLevel")}</span>
          <input id="ground-opacity" type="range" min="0" max="100" step="1" .value=${String(Math.round(ground * 100))} aria-label=${t("groundOpacity")}
            @input=${(e: Event) => store.set({ ground: Number((e.target as HTMLInputElement).value) / 100 })} />
          <output>${number(ground * 100)}%</output></label>
        <label class="tool-slide" title=${t("exaggerationLong")}><span>${t("exaggeration")}</span>
          <input type="range" min="1" max="10" step="0.5" .value=${String(exaggeration)} aria-label=${t("exaggerationLong")}
            @input=${(e: Event) => store.set({ exaggeration: Number((e.target as HTMLInputElement).value) })} />
          <output>${number(exaggeration, 1, 0)}×</output></label>
        <span class="rule" aria-hidden="true"></span>
        <button class="quiet square" title=${t("overview")} aria-label=${t("overview")} @click=${() => void context().director.goToDepth(VIEWPOINTS[0]!)}>${icon("home")}</button>
        <button class="quiet square" title=${this.copied ? t("shared") : t("share")} aria-label=${t("share")} @click=${this.share}>${icon("share")}</button>
        <button id="open-keys" class="quiet square" title=${t("help")} aria-label=${t("help")} @click=${() => this.querySelector("dialog")?.showModal()}>${icon("keys")}</button>
        <zicht-access></zicht-access>
        <span class="segments small" role="group" aria-label=${t("language")}>
          <button data-lang="nl" lang="nl" aria-pressed=${lang === "nl"} @click=${() => store.set({ lang: "nl" })}>NL</button>
          <button data-lang="en" lang="en" aria-pressed=${lang === "en"} @click=${() => store.set({ lang: "en" })}>EN</button>
        </span>
      </div>
      <p class="unseen" role="status">${this.copied ? t("shared") : ""}</p>
      ${this.keys()}`;
  }

  /** Three ways to read the subsurface; once more takes away what is there. */
  private reading(): TemplateResult {
    const { probe, pit, section } = store.state;
    const tool = (name: "probe" | "pit" | "section", on: boolean, ask: () => void): TemplateResult => html`<button id="tool-${name}" class="quiet square" title=${t(`${name}Tool`)} aria-label=${t(`${name}Tool`)} aria-pressed=${on}
      @click=${() => (tracer().cancel(), on ? store.set({ [name]: null }) : ask())}>${icon(name)}</button>`;
    return html`<span class="under-tools" role="group" aria-label=${t("readSubsurface")}>${tool("probe", probe !== null, askProbe)}${tool("pit", pit !== null, askPit)}${tool("section", section !== null, askSection)}${this.bodies()}</span>`;
  }

  /** On: the bodies, with the tab about them. */
  private bodies(): TemplateResult | typeof nothing {
    if (!canShow()) return nothing;
    const on = usesYear(store.state);
    const show = (): void => {
      showBodies();
      store.set({ tab: "below", panel: true });
    };
    return html`<button id="tool-bodies" class="quiet square" title=${t("bodiesTool")} aria-label=${t("bodiesTool")} aria-pressed=${on} @click=${on ? closeUse : show}>${icon("bodies")}</button>`;
  }

  private keys(): TemplateResult {
    return html`<dialog class="card" aria-labelledby="keys-title">
      <header><h2 id="keys-title">${t("keysTitle")}</h2>
        <button class="quiet square" aria-label=${t("close")} @click=${() => this.querySelector("dialog")?.close()}>${icon("close")}</button></header>
      <dl class="rows">${KEYS.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${t(text)}</dd></div>`)}</dl>
      <h2>${t("mouseTitle")}</h2><p>${t("mouseText")}</p>
    </dialog>`;
  }

  /** On: the tab that finds or computes the room of dikes. Off: off the map. */
  private readonly toggleSpace = (): void => {
    if (store.state.space) return closeSpace();
    store.set({ tab: "dikes", panel: true });
    void reopenSpace();
  };

  private readonly toggleLevels = (): void => {
    if (store.state.levels) return closeLevels();
    store.set({ tab: "levels", panel: true });
    void reopenLevels();
  };

  private readonly share = async (): Promise<void> => {
    await navigator.clipboard?.writeText(location.href).catch(() => undefined);
    this.copied = true;
    this.requestUpdate();
    setTimeout(() => {
      this.copied = false;
      this.requestUpdate();
    }, 2500);
  };
}

customElements.define("zicht-toolbar", ZichtToolbar);
