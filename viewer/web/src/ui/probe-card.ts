/** The vertical probe: everything at one place, from the sky to the reservoir, in one year. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { Latest } from "../core/latest";
import { probeQuery } from "../core/subsurface";
import type { ProbeFile, ProbeItem } from "../core/subsurface";
import { store } from "../core/state";
import type { State } from "../core/state";
import { number, signed, t } from "../i18n";
import { attributeValue } from "../i18n/attributes";
import { context } from "./context";
import { save, svgText } from "./dike-drawing";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { colourOf, probeDrawing } from "./probe-drawing";
import { askProbe, lasting, levelText, moveFocus, nameOf, notices, yearNow, yearSlider } from "./subsurface";

const METRES_PER_DAY = 86400;
/** What the card leaves of the window for its column, px. */
const BESIDE = 470;

export class ZichtProbe extends Part {
  private open = false;
  private readonly latest = new Latest<ProbeFile>(() => this.requestUpdate());

  protected override concerns(state: State, before: State): boolean {
    return state.probe !== before.probe || state.year !== before.year || state.lang !== before.lang;
  }

  override render(): TemplateResult | typeof nothing {
    const { probe } = store.state;
    const { api, twin } = context();
    this.latest.ask(probe ? `${api}/collections/${twin}/${probeQuery(probe.x, probe.y, yearNow())}` : null);
    if (!probe) return nothing;
    const found = this.latest.value;
    const ground = found?.ground_level;
    return html`<aside class="info under-card probe-card card" tabindex="-1" aria-label=${t("probe")} aria-busy=${this.latest.busy}>
      <header>
        <div><p class="over">${t("probe")} · ${number(probe.x)}, ${number(probe.y)}</p><h2>${ground == null ? t("probe") : `${t("groundLevel")} ${signed(ground)} m NAP`}</h2></div>
        <button id="probe-again" class="quiet square" aria-label=${t("probeAgain")} title=${t("probeAgain")} @click=${askProbe}>${icon("probe")}</button>
        <button class="quiet square" aria-label=${t("close")} @click=${() => store.set({ probe: null })}>${icon("close")}</button>
      </header>
      ${yearSlider("probe-year")}
      <div class="info-body">
        ${notices(this.latest)}
        ${found ? this.column(found) : nothing}
      </div>
    </aside>`;
  }

  protected override updated(): void {
    this.open = moveFocus(this.querySelector<HTMLElement>(".probe-card"), this.open);
  }

  private column(found: ProbeFile): TemplateResult {
    const file = `probe-${Math.round(found.x)}-${Math.round(found.y)}-${found.year}`;
    const picture = (): void => save(`${file}.svg`, "image/svg+xml", svgText(this.querySelector<SVGElement>(".probe-column")!));
    return html`<figure class="section">${probeDrawing(found, Math.min(600, Math.max(330, innerHeight - BESIDE)), t("probeSpoken", String(found.items.length), String(found.year)))}</figure>
      <div class="actions"><button id="probe-svg" class="quiet back" @click=${picture}>${icon("down")} SVG</button></div>
      <table class="indicators probe-rows">
        <thead><tr><th scope="col">${t("underWhat")}</th><th scope="col">${t("underTop")}</th><th scope="col">${t("underBase")}</th></tr></thead>
        <tbody>${found.items.map((item) => this.row(item))}</tbody>
      </table>`;
  }

  private row(item: ProbeItem): TemplateResult {
    const notes = [item.distance ? t("probeAway", number(item.distance)) : null, item.unit, lasting(item), item.status ? attributeValue(item.status, store.state.lang) : null, this.conductivity(item), this.likelihood(item)].filter(Boolean);
    return html`<tr data-kind=${item.kind} data-id=${item.id}>
      <th scope="row">${swatch(colourOf(item))} ${nameOf(item)}<small title=${item.source ?? ""}>${notes.join(" · ")}</small></th>
      <td>${levelText(item.top, "–")}</td><td>${levelText(item.base, "–")}</td></tr>`;
  }

  private likelihood({ probability }: ProbeItem): string | null {
    return probability == null ? null : `${t("conflictProbability").toLowerCase()} ${number(probability * 100)}%`;
  }

  private conductivity({ kh }: ProbeItem): string | null {
    return kh == null ? null : `kh ${number(kh * METRES_PER_DAY, kh * METRES_PER_DAY < 1 ? 3 : 1, 0)} m/d`;
  }
}

customElements.define("zicht-probe", ZichtProbe);
