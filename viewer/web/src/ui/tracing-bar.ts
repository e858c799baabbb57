/** What to do while something is drawn on the map, with a button for what a key or a double click does. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { lengthOf } from "../core/section";
import { length, t } from "../i18n";
import type { Key } from "../i18n";
import type { Shape } from "../scene/tracer";
import { context } from "./context";
import { Part } from "./part";

const TEXTS: Record<Shape, Key> = { point: "traceProbe", box: "tracePit", line: "traceSection", area: "traceArea" };

export class ZichtTracing extends Part {
  override connectedCallback(): void {
    super.connectedCallback();
    const { underground } = context().director;
    underground.tracer.onChange = () => {
      underground.sketch();
      this.requestUpdate();
    };
  }

  override render(): TemplateResult | typeof nothing {
    const { tracer } = context().director.underground;
    const { shape, points, next, grows, what } = tracer;
    if (!shape) return nothing;
    const all = next ? [...points, next] : points;
    return html`<div class="asking tracing card">
      <p role="status">${what ? html`<b>${what}</b> · ` : nothing}${t(shape === "box" && points.length > 0 ? "tracePitCorner" : TEXTS[shape])}</p>
      ${shape === "line" && all.length > 1 ? html`<span class="traced">${length(lengthOf(all))}</span>` : nothing}
      ${grows && points.length > 0 ? html`<button id="trace-undo" @click=${() => tracer.undo()}>${t("traceUndo")}</button>` : nothing}
      ${grows && tracer.enough ? html`<button id="trace-done" class="done" @click=${() => tracer.finish()}>${t("traceDone")}</button>` : nothing}
      <button id="trace-cancel" @click=${() => tracer.cancel()}>${t("traceCancel")}</button>
    </div>`;
  }
}

customElements.define("zicht-tracing", ZichtTracing);
