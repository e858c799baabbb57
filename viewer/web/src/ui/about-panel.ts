/** What the page shows, how it was computed, and what it does not say. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { maybe, number, t } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";
import { Part } from "./part";

const FIGURES: Record<string, Key> = {
  flooded_area: "floodedArea",
  flooded_volume: "volume",
  buildings_flooded: "buildings",
  people_affected: "people",
  vital_objects_flooded: "vital",
};

export class ZichtAbout extends Part {
  override render(): TemplateResult {
    const { api, twin, world } = context();
    const { page, tables } = world.files;
    const methods = Object.entries(tables.methods ?? {});
    return html`<div class="prose">
      ${page.fictional ? html`<p class="callout">${t("aboutFictional")}</p>` : nothing}
      <p>${t("aboutWater")}</p>
      <p>${t("aboutLimit")}</p>
      <p>${t("aboutGrid", number(page.grid.dx), number(page.grid.dy))}</p>
      ${methods.length > 0
        ? html`<h2>${t("methods")}</h2><dl class="stack">${methods.map(([name, text]) => html`<dt>${FIGURES[name] ? t(FIGURES[name]) : maybe(name).replaceAll("_", " ")}</dt><dd>${text}</dd>`)}</dl>`
        : nothing}
      <h2>${t("attribution")}</h2>
      <p>${[page.attribution, page.license].filter(Boolean).join(" · ")}</p>
      <p><a class="data" href="${api}/collections/${twin}" target="_blank" rel="noopener">${icon("link")} ${t("openData")}</a></p>
    </div>`;
  }
}

customElements.define("zicht-about", ZichtAbout);
