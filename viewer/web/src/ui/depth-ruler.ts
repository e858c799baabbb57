/** The ruler at the right edge: how deep one looks, and a way to get there. */
import { html } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import type { State } from "../core/state";
import { number, t } from "../i18n";
import { VIEWPOINTS } from "../scene/viewpoints";
import { context } from "./context";
import { Part } from "./part";

/** Place on the ruler, 0..1 from the top, for a level in m NAP: even steps in the logarithm. */
function placeOf(level: number): number {
  const depth = Math.max(0, -level);
  const high = Math.max(0, level);
  if (level >= 0) return 0.16 - 0.16 * Math.min(1, Math.log10(1 + high) / Math.log10(5001));
  return 0.16 + 0.84 * Math.min(1, Math.log10(1 + depth) / Math.log10(2501));
}

export class ZichtDepth extends Part {
  protected override concerns(state: State, before: State): boolean {
    return state.lang !== before.lang || state.camera !== before.camera;
  }

  override render(): TemplateResult {
    const eye = store.state.camera?.z ?? context().director.rig.pose.z;
    const at = placeOf(eye) * 100;
    return html`<nav class="ruler card" aria-label=${t("depthRuler")}>
      <span class="ruler-title">m NAP</span>
      <div class="ruler-body">
        <svg class="ruler-line" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">
          <rect x="4" y="0" width="2" height="16" class="sky" />
          <rect x="4" y="16" width="2" height="84" class="earth" />
        </svg>
        <svg class="ruler-eye" viewBox="0 0 40 100" preserveAspectRatio="none" aria-hidden="true">
          <line x1="0" x2="40" y1=${at} y2=${at} />
        </svg>
        ${VIEWPOINTS.map(
          (view, i) => html`<button class="stop stop-${i}" aria-label=${view.depth === 0 ? t("depthSurface") : t("goToDepth", number(view.depth))}
            @click=${() => void context().director.goToDepth(view)}>${view.depth === 0 ? "0" : number(view.depth).replace("-", "−")}</button>`,
        )}
      </div>
      <span class="ruler-now">${number(eye).replace("-", "−")}</span>
    </nav>`;
  }
}

customElements.define("zicht-depth", ZichtDepth);
