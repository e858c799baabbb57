/** The section along a line on the map: layers, claims in the year that is asked for, and a cursor that the scene shares. */
import { html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { Latest } from "../core/latest";
import { groundAt, readSection } from "../core/section";
import { DEEPEST } from "../core/subsurface-hash";
import { FUNCTIONS, functionColour, sectionQuery } from "../core/subsurface";
import type { SectionFile } from "../core/subsurface";
import { store } from "../core/state";
import type { State } from "../core/state";
import { label, length, number, signed, t } from "../i18n";
import { context } from "./context";
import { save, svgText } from "./dike-drawing";
import { icon, swatch } from "./icons";
import { Part } from "./part";
import { stroke } from "./level-drawing";
import { soilColour } from "./probe-drawing";
import { frameOf, sectionDrawing } from "./section-drawing";
import type { SectionFrame } from "./section-drawing";
import { askSection, nameOf, notices, yearNow, yearSlider } from "./subsurface";

/** Positions of the depth slider, from here to the deepest in even steps of the logarithm, m NAP. */
const STEPS = 100;
const SHALLOWEST = -2;

export class ZichtSection extends Part {
  private readonly latest = new Latest<SectionFile>(() => this.requestUpdate());
  private width = 0;
  private height = 0;
  /** Level that the pointer is at, m NAP. */
  private level: number | null = null;
  private frame: SectionFrame | null = null;
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.width = Math.round(entry!.contentRect.width);
    this.height = Math.round(entry!.contentRect.height);
    this.requestUpdate();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    context().director.underground.onCursor = () => {
      this.level = null;
      this.requestUpdate();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
  }

  protected override firstUpdated(_: PropertyValues): void {
    this.sizes.observe(this.querySelector(".section-room")!);
  }

  protected override concerns(state: State, before: State): boolean {
    return state.section !== before.section || state.year !== before.year || state.lang !== before.lang;
  }

  override render(): TemplateResult {
    const { section } = store.state;
    const { api, twin } = context();
    this.latest.ask(section ? `${api}/collections/${twin}/${sectionQuery(section.line, yearNow())}` : null);
    const found = this.latest.value;
    return html`<section class="sea section-panel card" aria-label=${t("section")} aria-busy=${this.latest.busy}>
      <div class="section-side">
        <h2><button id="section-close" class="quiet square" aria-label=${t("close")} title=${t("close")} @click=${() => store.set({ section: null })}>${icon("close")}</button>${t("section")}${found ? html` · <span data-value="section-length">${length(found.length)}</span>` : nothing}</h2>
        ${yearSlider("section-year")}${section ? this.depth(section.base) : nothing}
        <div class="actions">
          <button id="section-again" class="quiet back" @click=${askSection}>${icon("section")} ${t("sectionAgain")}</button>
          <button id="section-svg" class="quiet back" ?disabled=${!found} @click=${this.download}>${icon("down")} SVG</button>
        </div>
        ${notices(this.latest)}
        ${found ? this.legend(found) : nothing}
      </div>
      <div class="section-main">
        <div class="section-room">${found && section && this.width > 60 ? this.drawing(found, section.base) : nothing}</div>
        ${found ? this.reading(found) : nothing}
      </div>
    </section>`;
  }

  private drawing(found: SectionFile, base: number): TemplateResult {
    const { underground } = context().director;
    const frame = frameOf(found, base, this.width, this.height);
    this.frame = frame;
    const move = (event: PointerEvent): void => {
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      this.level = frame.level(event.clientY - box.top);
      underground.point(frame.distance(event.clientX - box.left));
      this.requestUpdate();
    };
    const leave = (): void => {
      this.level = null;
      underground.point(null);
      this.requestUpdate();
    };
    const title = t("sectionSpoken", length(found.length), String(found.year), String(found.claims.length), String(found.lines.length));
    return html`<div class="section-canvas" @pointermove=${move} @pointerleave=${leave}>${sectionDrawing(found, frame, underground.cursor, toneOf, title)}</div>`;
  }

  /** The cursor by keyboard, and in words what is there. */
  private reading(found: SectionFile): TemplateResult {
    const { underground } = context().director;
    const at = underground.cursor;
    const said = at === null ? t("sectionPoint") : this.words(found, at);
    const seek = (event: Event): void => {
      this.level = null;
      underground.point(Number((event.target as HTMLInputElement).value));
      this.requestUpdate();
    };
    return html`<div class="section-reading"><input id="section-cursor" type="range" min="0" max=${found.length} step="any" .value=${String(at ?? 0)} aria-label=${t("sectionCursor")} aria-valuetext=${said} @input=${seek} />
      <p data-value="section-words">${said}</p></div>`;
  }

  private words(found: SectionFile, at: number): string {
    const ground = groundAt(found, at);
    const place = `${number(at)} m`;
    if (this.level === null) {
      const soil = ground === null ? "" : `${t("groundLevel").toLowerCase()} ${signed(ground)} m NAP`;
      const met = found.claims.filter(({ polygons }) => polygons.some((ring) => ring.some(([d]) => d <= at) && ring.some(([d]) => d >= at)));
      return [place, soil, ...met.map(nameOf)].filter(Boolean).join(" · ");
    }
    const { layers, claims, lines } = readSection(found, at, this.level);
    return [place, `${signed(this.level, 1)} m NAP`, ...layers.map((each) => label(each)), ...claims.map(nameOf), ...lines.map(nameOf)].join(" · ");
  }

  private depth(base: number): TemplateResult {
    const span = Math.log(DEEPEST / SHALLOWEST);
    const position = Math.round((STEPS * Math.log(Math.min(SHALLOWEST, base) / SHALLOWEST)) / span);
    const set = (event: Event): void => {
      const { section } = store.state;
      const wanted = SHALLOWEST * Math.exp((span * Number((event.target as HTMLInputElement).value)) / STEPS);
      const step = wanted > -20 ? 1 : wanted > -200 ? 10 : 50;
      if (section) store.set({ section: { ...section, base: Math.round(wanted / step) * step } });
    };
    const stretch = this.frame ? `, ${t("sectionScale", number(this.frame.stretch, 0))}` : "";
    return html`<label class="slide depth-slide"><span>${t("sectionDepth")}</span>
      <input id="section-depth" type="range" min="0" max=${STEPS} step="1" .value=${String(position)} aria-valuetext="${signed(base, 0)} m NAP${stretch}" @input=${set} />
      <output data-value="section-base">${signed(base, 0)} m</output></label>`;
  }

  private legend(found: SectionFile): TemplateResult {
    const functions = [...new Set([...found.claims, ...found.lines].map((each) => each.function))].filter((each) => FUNCTIONS[each]);
    const { base } = store.state.section!;
    const shown = found.layers.filter((layer) => layer.kind !== "unit" && layer.polygons.some((ring) => ring.some(([, z]) => z > base)));
    const soils = shown.length > 0 ? shown : found.layers;
    return html`<div class="classes section-legend">${functions.map((each) => html`<span>${swatch(functionColour(each))} ${label(FUNCTIONS[each]!)}</span>`)}
      ${soils.map((layer) => html`<span>${swatch(soilColour(layer))} ${label(layer)}</span>`)}
      ${found.water?.length ? html`<span>${stroke("#2f7fb8", 1.6, "5 3")} ${t("levelsSummer")}</span>` : nothing}</div>`;
  }

  private readonly download = (): void => {
    const [x, y] = store.state.section!.line[0]!;
    save(`section-${Math.round(x)}-${Math.round(y)}-${yearNow()}.svg`, "image/svg+xml", svgText(this.querySelector<SVGElement>(".under-section")!));
  };
}

/** Colour of a lithoclass, as the voxels have it. */
function toneOf(soil: number): string {
  const classes = Object.values(context().world.voxels?.file.fields ?? {}).flatMap((field) => (field.classes.some(({ key }) => key === "peat") ? field.classes : []));
  return soilColour({ color: classes.find(({ code }) => code === soil)?.color ?? null });
}

customElements.define("zicht-section", ZichtSection);
