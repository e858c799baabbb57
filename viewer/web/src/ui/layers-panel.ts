/** The layer tree, from above the ground down to the deep. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { store } from "../core/state";
import type { LayerEntry } from "../core/types";
import { label, number, t } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { icon, swatch } from "./icons";
import { depthLegend, layerLegend } from "./legends";
import { Part } from "./part";
import { toggleVoxels, voxelOptions } from "./voxel-options";

const GROUPS: readonly [group: string, key: Key][] = [
  ["surface", "groupSurface"],
  ["ground", "groupGround"],
  ["shallow", "groupShallow"],
  ["subsurface", "groupSubsurface"],
  ["deep", "groupDeep"],
];

interface Row {
  id: string;
  name: string;
  note: string;
  colour: string;
  on: boolean;
  opacity: number | null;
  toggle: (on: boolean) => void;
  setOpacity: (value: number) => void;
  more: () => TemplateResult | typeof nothing;
  link: string | null;
}

export class ZichtLayers extends Part {
  private readonly open = new Set<string>();

  override render(): TemplateResult {
    const { page } = context().world.files;
    return html`${GROUPS.map(([group, key]) => {
      const rows = [...this.fixedRows(group), ...page.layers.filter((e) => this.groupOf(e) === group).map((e) => this.layerRow(e))];
      const closed = page.closed.filter((e) => this.groupOf(e) === group);
      return rows.length + closed.length === 0
        ? nothing
        : html`<section class="group"><h2>${t(key)}</h2><ul>${rows.map((row) => this.row(row))}${closed.map((e) => this.closedRow(e))}</ul></section>`;
    })}`;
  }

  /** What lies on the ground belongs to the ground, whatever group an older file names. */
  private groupOf(entry: LayerEntry): string {
    return ["watercourses", "peilgebieden", "land_use_areas"].includes(entry.theme) ? "ground" : entry.group;
  }

  private fixedRows(group: string): Row[] {
    const { ground, water, voxels } = store.state;
    const { world, twin, api } = context();
    if (group === "ground") {
      return [
        {
          id: "water", name: t("water"), note: "", colour: "#3f8fc9", on: water, opacity: null, link: null,
          toggle: (on) => store.set({ water: on }), setOpacity: () => undefined, more: depthLegend,
        },
        {
          id: "ground", name: t("ground"), note: "", colour: "#a9c47f", on: ground > 0.01, opacity: ground,
          link: `${api}/collections/${twin}`,
          toggle: (on) => store.set({ ground: on ? 1 : 0 }), setOpacity: (value) => store.set({ ground: value }),
          more: () => layerLegend("land_use"),
        },
      ];
    }
    if (group !== "subsurface" || !world.voxels) return [];
    return [
      {
        id: "voxels", name: t("voxels"), note: "",
        colour: "#c9a86a", on: voxels.on, opacity: voxels.opacity, link: `${api}/collections/${twin}`,
        toggle: toggleVoxels,
        setOpacity: (opacity) => store.set({ voxels: { ...voxels, opacity } }),
        more: () => voxelOptions(),
      },
    ];
  }

  private layerRow(entry: LayerEntry): Row {
    const state = store.state.layers[entry.theme] ?? { on: false, opacity: 1 };
    return {
      id: entry.theme,
      name: label(entry),
      note: entry.count > 0 ? number(entry.count) : "",
      colour: entry.color,
      on: state.on,
      opacity: state.opacity,
      toggle: (on) => store.setLayer(entry.theme, { on }),
      setOpacity: (opacity) => store.setLayer(entry.theme, { opacity }),
      more: () => layerLegend(entry.theme),
      link: `${context().api}/collections/${entry.collection}`,
    };
  }

  /** A layer that is there, but not for everybody: said rather than hidden. */
  private closedRow(entry: LayerEntry): TemplateResult {
    return html`<li class="layer"><div class="layer-head" data-closed=${entry.theme}>
      <span class="eye">${icon("closed")}</span>${swatch(entry.color)}<span class="layer-name">${label(entry)}</span>
      <span class="layer-note">${t("notPublic")}</span>
    </div></li>`;
  }

  private row(row: Row): TemplateResult {
    const open = this.open.has(row.id);
    return html`<li class=${row.on ? "layer on" : "layer"}>
      <div class="layer-head">
        <button
          class="eye"
          data-layer=${row.id}
          aria-pressed=${row.on}
          aria-label="${row.on ? t("hide") : t("show")}: ${row.name}"
          @click=${() => row.toggle(!row.on)}
        >${icon(row.on ? "eye" : "eyeOff")}</button>
        ${swatch(row.colour)}
        <span class="layer-name" @click=${() => row.toggle(!row.on)}>${row.name}</span>
        <span class="layer-note">${row.note}</span>
        <button class="more" aria-expanded=${open} aria-label="${t("details")}: ${row.name}" @click=${() => this.flip(row.id)}>
          ${icon("chevron")}
        </button>
      </div>
      ${open ? this.details(row) : nothing}
    </li>`;
  }

  private details(row: Row): TemplateResult {
    return html`<div class="layer-more">
      ${row.opacity === null
        ? nothing
        : html`<label class="slide"><span>${t("opacity")}</span>
            <input type="range" min="0" max="100" step="5" .value=${String(Math.round(row.opacity * 100))}
              aria-label="${t("opacity")}: ${row.name}"
              @input=${(e: Event) => row.setOpacity(Number((e.target as HTMLInputElement).value) / 100)} />
            <output>${number(row.opacity * 100)}%</output></label>`}
      ${row.more()}
      ${row.link ? html`<a class="data" href=${row.link} target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a>` : nothing}
    </div>`;
  }

  private flip(id: string): void {
    if (!this.open.delete(id)) this.open.add(id);
    this.requestUpdate();
  }
}

customElements.define("zicht-layers", ZichtLayers);
