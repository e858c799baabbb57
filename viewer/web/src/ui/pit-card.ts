/** A box that is dug: how deep, how much of which soil is in it, what stands in it and who claims it. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { Latest } from "../core/latest";
import { DEEPEST } from "../core/subsurface-hash";
import { FUNCTIONS, boxQuery, functionColour } from "../core/subsurface";
import type { BoxFile } from "../core/subsurface";
import { store } from "../core/state";
import type { Pit, State } from "../core/state";
import { label, length, number, signed, t } from "../i18n";
import { context } from "./context";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { soilColour } from "./probe-drawing";
import { askPit, cubic, lasting, levelText, lookInto, moveFocus, nameOf, notices, showThemes, yearNow, yearSlider } from "./subsurface";

/** Rows of a list before the rest is summed up. */
const MOST = 60;
/** A group of at most so many stands open. */
const FEW = 4;
/** Positions of the depth slider: even steps in the logarithm of the depth. */
const STEPS = 200;
const SHALLOWEST = 1;

/** Themes that are bodies or lines in the ground: zones of expectation and houses would cover the view into it. */
function isBody(theme: string): boolean {
  const entry = context().world.files.page.layers.find((each) => each.theme === theme);
  return entry !== undefined && entry.group !== "surface" && theme !== "expectation_zones" && theme !== "protection_zones";
}

export class ZichtPit extends Part {
  private open = false;
  /** Box of which the layers were turned on. */
  private shown: Pit | null = null;
  private readonly latest = new Latest<BoxFile>(() => this.arrived());

  protected override concerns(state: State, before: State): boolean {
    return state.pit !== before.pit || state.year !== before.year || state.lang !== before.lang;
  }

  /** What lies in a box that was dug just now comes on the map. */
  private arrived(): void {
    const { pit } = store.state;
    const found = this.latest.value;
    const dug = pit && (this.shown === null || pit.x0 !== this.shown.x0 || pit.y0 !== this.shown.y0);
    if (found && dug) {
      this.shown = pit;
      showThemes(found.claims.map(({ theme }) => theme).filter(isBody));
    }
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { pit } = store.state;
    const { api, twin } = context();
    this.latest.ask(pit ? `${api}/collections/${twin}/${boxQuery(pit, yearNow())}` : null);
    if (!pit) return nothing;
    const found = this.latest.value;
    return html`<aside class="info under-card pit-card card" tabindex="-1" aria-label=${t("pit")} aria-busy=${this.latest.busy}>
      <header>
        <div><p class="over">${t("pit")}</p><h2>${number(pit.x1 - pit.x0)} × ${number(pit.y1 - pit.y0)} m</h2></div>
        <button class="quiet square" aria-label=${t("pitLook")} title=${t("pitLook")} @click=${() => lookInto(pit)}>${icon("target")}</button>
        <button class="quiet square" aria-label=${t("pitAgain")} title=${t("pitAgain")} @click=${askPit}>${icon("pit")}</button>
        <button class="quiet square" aria-label=${t("close")} title=${t("pitFill")} @click=${() => store.set({ pit: null })}>${icon("close")}</button>
      </header>
      ${this.depth(pit)}${yearSlider("pit-year")}
      <div class="info-body">
        ${notices(this.latest)}
        ${found ? this.content(found) : nothing}
      </div>
    </aside>`;
  }

  protected override updated(): void {
    this.open = moveFocus(this.querySelector<HTMLElement>(".pit-card"), this.open);
  }

  private depth(pit: Pit): TemplateResult {
    const { world } = context();
    const [east, north] = world.files.page.origin;
    const ground = world.levels.groundAt((pit.x0 + pit.x1) / 2 - east, (pit.y0 + pit.y1) / 2 - north) ?? 0;
    const deepest = ground - DEEPEST - 400;
    const depth = Math.max(SHALLOWEST, ground - pit.base);
    const position = Math.round((STEPS * Math.log(depth / SHALLOWEST)) / Math.log(deepest / SHALLOWEST));
    const set = (event: Event): void => {
      const wanted = SHALLOWEST * (deepest / SHALLOWEST) ** (Number((event.target as HTMLInputElement).value) / STEPS);
      const step = wanted < 10 ? 0.1 : wanted < 100 ? 1 : 10;
      store.set({ pit: { ...pit, base: Math.round((ground - Math.round(wanted / step) * step) * 10) / 10 } });
    };
    const text = `${signed(pit.base, Math.abs(pit.base) < 20 ? 1 : 0)} m NAP`;
    return html`<label class="slide depth-slide"><span>${t("pitDepth")}</span>
      <input id="pit-depth" type="range" min="0" max=${STEPS} step="1" .value=${String(position)} aria-valuetext="${length(depth)}, ${text}" @input=${set} />
      <output data-value="pit-base">${text}</output></label>`;
  }

  private content(found: BoxFile): TemplateResult {
    const most = Math.max(1, ...found.soils.map(({ volume }) => volume));
    return html`<p class="note">${t("pitVolume")} <b data-value="pit-volume">${cubic(found.volume)}</b></p>
      ${found.soils.length > 0
        ? html`<table class="indicators pit-soils"><caption class="unseen">${t("pitSoils")}</caption><tbody>
            ${found.soils.map((soil) => html`<tr data-soil=${soil.id}><th scope="row">${swatch(soilColour(soil))} ${label(soil)}</th>
              <td class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${(100 * soil.volume) / most} height="8" fill=${soilColour(soil)} /></svg></td>
              <td>${cubic(soil.volume)}</td><td>${found.volume > 0 ? number((100 * soil.volume) / found.volume, 0) : "–"}%</td></tr>`)}
          </tbody></table>`
        : nothing}
      ${this.claims(found)}${this.objects(found)}`;
  }

  private claims({ claims, counts }: BoxFile): TemplateResult {
    const functions = Object.keys(FUNCTIONS).filter((name) => claims.some((claim) => claim.function === name));
    return html`<h3>${t("underClaims")} <small>${number(counts?.claims ?? claims.length)}</small></h3>
      ${claims.length === 0 ? html`<p class="note">${t("pitNoClaims")}</p>` : functions.map((name) => this.group(name, claims.filter((claim) => claim.function === name)))}`;
  }

  /** The claims of one function; a few stand open. */
  private group(name: string, claims: BoxFile["claims"]): TemplateResult {
    const extent = ({ top, base }: BoxFile["claims"][number]): string => `${levelText(top, t("underNoTop"))} … ${levelText(base, t("underNoBase"))}`;
    return html`<details class="under-group" ?open=${claims.length <= FEW}><summary>${swatch(functionColour(name))} ${label(FUNCTIONS[name]!)} (${number(claims.length)})</summary>
      <ul class="under-list">${claims.slice(0, MOST).map(
        (claim) => html`<li data-claim=${claim.id}>${this.pick(claim)} <small>${[extent(claim), lasting(claim), claim.volume === null ? "" : cubic(claim.volume)].filter(Boolean).join(" · ")}</small></li>`,
      )}</ul>${rest(claims.length)}</details>`;
  }

  private objects({ objects, counts }: BoxFile): TemplateResult | typeof nothing {
    const all = counts?.objects ?? objects.length;
    if (objects.length === 0) return nothing;
    return html`<details><summary>${t("underObjects")} (${number(all)})</summary>
      <ul class="under-list">${objects.slice(0, MOST).map((object) => html`<li>${this.pick(object)} <small>${levelText(object.top, "–")} … ${levelText(object.base, "–")}</small></li>`)}</ul>${rest(all)}</details>`;
  }

  /** A name that asks the map about its object, where the page has the layer of it. */
  private pick(thing: { theme: string; id: string; label_nl: string; label_en: string }): TemplateResult {
    const known = context().world.files.page.layers.some((entry) => entry.theme === thing.theme);
    const show = (): void => {
      showThemes([thing.theme]);
      store.set({ picked: { layer: thing.theme, id: thing.id.split(":")[0]! } });
    };
    return known ? html`<button class="go" @click=${show}>${nameOf(thing)}</button>` : html`<span>${nameOf(thing)}</span>`;
  }
}

const rest = (count: number): TemplateResult | typeof nothing => (count > MOST ? html`<p class="note">${t("underMore", number(count - MOST))}</p>` : nothing);

customElements.define("zicht-pit", ZichtPit);
