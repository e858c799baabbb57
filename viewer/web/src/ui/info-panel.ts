/** What was pointed at: attributes with units, the water at that place, source and address. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import { label, number, signed, t } from "../i18n";
import { attributeName, attributeUnit, attributeValue } from "../i18n/attributes";
import type { Answer, FeatureAnswer, GroundAnswer, VoxelAnswer } from "../scene/answers";
import { context } from "./context";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { softened } from "../core/palette";

/** Columns that say how the page draws things, not what they are. */
const HIDDEN = new Set(["id", "name", "source", "producer_x", "producer_y", "injector_x", "injector_y", "warm_x", "warm_y", "cold_x", "cold_y"]);

export class ZichtInfo extends Part {
  private answer: Answer | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.onAnswer = (answer) => {
      this.answer = answer;
      this.requestUpdate();
    };
  }

  override render(): TemplateResult | typeof nothing {
    const { answer } = this;
    if (!answer) return nothing;
    return html`<aside class="info card" aria-label=${t("picked")} aria-live="polite">
      <header>
        <div><p class="over">${this.kindOf(answer)}</p><h2>${this.heading(answer)}</h2></div>
        <button class="quiet square" aria-label=${t("close")} @click=${() => context().director.clear()}>${icon("close")}</button>
      </header>
      <div class="info-body">
        ${answer.kind === "feature" ? this.feature(answer) : answer.kind === "voxel" ? this.voxel(answer) : nothing}
        ${answer.kind === "voxel" ? nothing : this.water(answer)}
        <p class="place">${t("position")} ${number(answer.x)}, ${number(answer.y)} · ${signed(answer.z, 1)} m NAP</p>
        ${answer.kind === "feature" ? this.links(answer) : nothing}
      </div>
    </aside>`;
  }

  private kindOf(answer: Answer): string {
    if (answer.kind === "ground") return t("ground");
    if (answer.kind === "voxel") return t("voxels");
    const entry = context().world.files.page.layers.find((layer) => layer.theme === answer.layer);
    return entry ? label(entry) : answer.layer;
  }

  private heading(answer: Answer): string {
    if (answer.kind === "feature") return String(answer.attributes["name"] ?? answer.id);
    if (answer.kind === "voxel") return label(Object.values(answer.values)[0] ?? {});
    return `${signed(answer.ground ?? 0)} m NAP`;
  }

  private feature(answer: FeatureAnswer): TemplateResult {
    const { lang } = store.state;
    const rows = Object.entries(answer.attributes).filter(([key, value]) => !HIDDEN.has(key) && value !== null);
    return html`<dl class="rows">
      <div><dt>${attributeName("id", lang)}</dt><dd><code>${answer.id}</code></dd></div>
      ${rows.map(([key, value]) => html`<div><dt>${attributeName(key, lang)}</dt><dd>${this.value(key, value)}</dd></div>`)}
    </dl>`;
  }

  private value(key: string, value: string | number | boolean | null): string {
    const { lang } = store.state;
    const unit = attributeUnit(key, lang);
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (typeof value === "string") return attributeValue(value, lang);
    if (typeof value !== "number") return "–";
    if (unit === "year") return String(Math.round(value));
    if (unit === "m NAP") return `${signed(value, Math.abs(value) < 100 ? 2 : 0)} ${unit}`;
    const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0;
    return `${number(value, digits, 0)} ${unit}`.trim();
  }

  private water(answer: FeatureAnswer | GroundAnswer): TemplateResult {
    // The sea may have moved since the click: ask the field again.
    const { world } = context();
    const [east, north] = world.files.page.origin;
    const now = world.levels.answer(store.state.field, store.state.sea, answer.x - east, answer.y - north);
    return html`<dl class="rows water-rows">
      <div><dt>${t("groundLevel")}</dt><dd data-value="ground">${now.ground === null ? "–" : `${signed(now.ground)} m NAP`}</dd></div>
      <div><dt>${t("floodsAt")}</dt><dd data-value="floods-at">${now.level === null ? t("neverFloods") : `${signed(now.level)} m NAP`}</dd></div>
      <div><dt>${t("depthNow")}</dt><dd data-value="depth">${now.depth > 0 ? `${number(now.depth, 2)} m` : t("dryNow")}</dd></div>
    </dl>`;
  }

  private voxel(answer: VoxelAnswer): TemplateResult {
    return html`<dl class="rows">
      ${Object.entries(answer.values).map(
        ([name, found]) => html`<div><dt>${name === "strat" ? t("stratigraphy") : t("lithology")}</dt><dd>${swatch(softened(found.color))} ${label(found)}</dd></div>`,
      )}
      <div><dt>${t("elevation")}</dt><dd>${signed(answer.z, 1)} m NAP</dd></div>
    </dl>`;
  }

  private links(answer: FeatureAnswer): TemplateResult {
    const { page } = context().world.files;
    const source = String(answer.attributes["source"] ?? page.attribution);
    const href = `${context().api}/collections/${answer.collection}/items/${encodeURIComponent(answer.id)}`;
    return html`<p class="place source" title=${source}>${t("source")}: ${source}</p>
      <a class="data" href=${href} target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a>`;
  }
}

customElements.define("zicht-info", ZichtInfo);
