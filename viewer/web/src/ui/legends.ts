/** Legends, from the same colours as the map. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { OTHER_USE, USES, YEARS } from "../core/palette";
import { store } from "../core/state";
import { label, t } from "../i18n";
import { context } from "./context";
import { swatch } from "./icons";

function list(items: [colour: string, name: string][]): TemplateResult {
  return html`<ul class="legend">${items.map(([colour, name]) => html`<li>${swatch(colour)} ${name}</li>`)}</ul>`;
}

/** Depth classes in the colours of the shader. */
export function depthLegend(): TemplateResult {
  return html`<p class="legend-title">${t("depthLegend")}</p>${list([
    ["#8fcbe5", "0 – 0,5 m"],
    ["#54a8db", "0,5 – 1,5 m"],
    ["#2170bd", "1,5 – 3 m"],
    ["#124a94", "> 3 m"],
  ].map(([c, n]) => [c!, store.state.lang === "nl" ? n! : n!.replaceAll(",", ".")]))}`;
}

/** Hours in the colours of the shader. */
export function arrivalLegend(place: "wide" | "narrow"): TemplateResult {
  const hour = store.state.lang === "nl" ? "u" : "h";
  const classes = [
    ["#7a0f2b", "< 1"],
    ["#c2334a", "1–3"],
    ["#ee7b51", "3–6"],
    ["#f9c36b", "6–12"],
    ["#c9a3d6", "12–24"],
    ["#8f86c9", "> 24"],
  ] as const;
  return html`<span class="classes ${place}" role="group" aria-label=${t("viewArrival")}>${classes.map(([colour, text]) => html`<span>${swatch(colour)} ${text} ${hour}</span>`)}</span>`;
}

const ZONES: [string, string, string][] = [
  ["#1d4ed8", "waterwingebied", "well-field zone"],
  ["#60a5fa", "grondwaterbeschermingsgebied", "groundwater protection area"],
  ["#22a6b3", "boringsvrije zone", "no-drilling zone"],
  ["#6366f1", "strategische voorraad (ASV)", "strategic reserve (ASV)"],
  ["#4d9e5a", "Natura 2000", "Natura 2000"],
];

const FIXED: Record<string, [string, string, string][]> = {
  protection_zones: ZONES,
  wells: [["#1d4ed8", "put", "well"], ["#7dd3fc", "filter", "screen"]],
  doublets: [["#dc2626", "productieput (warm)", "producer (warm)"], ["#2563eb", "injectieput (koud)", "injector (cold)"], ["#f59e0b", "vergunning", "licence"]],
  ates: [["#f97316", "warme bron", "warm store"], ["#38bdf8", "koude bron", "cold store"]],
  expectation_zones: [["#b45309", "hoog", "high"], ["#d69a4a", "middel", "medium"], ["#ecd9b0", "laag", "low"]],
  roads: [["#8f7f74", "snelweg", "motorway"], ["#9d958a", "provinciale weg", "provincial road"], ["#5e5a58", "spoor", "railway"]],
};

export function layerLegend(theme: string): TemplateResult | typeof nothing {
  const { lang } = store.state;
  const { page } = context().world.files;
  if (theme === "buildings") return buildingLegend();
  if (theme === "utility_lines") return list(page.networks.map((entry) => [entry.color, label(entry)]));
  if (theme === "land_use") return list(page.land_use.map((entry) => [entry.color, label(entry)]));
  const fixed = FIXED[theme];
  return fixed ? list(fixed.map(([colour, nl, en]) => [colour, lang === "nl" ? nl : en])) : nothing;
}

function buildingLegend(): TemplateResult {
  const { buildings, lang } = store.state;
  const colours: [string, string][] =
    buildings === "year"
      ? YEARS.map((entry) => [entry.color, entry.label])
      : [...USES.map((entry): [string, string] => [entry.color, lang === "nl" ? entry.nl : entry.en]), [OTHER_USE, t("otherUse")]];
  const choice = (mode: "use" | "year", name: string): TemplateResult =>
    html`<button aria-pressed=${buildings === mode} @click=${() => store.set({ buildings: mode })}>${name}</button>`;
  return html`<div class="inline"><span>${t("coloursBy")}</span>
      <span class="segments small" role="group" aria-label=${t("coloursBy")}>${choice("use", t("byUse"))}${choice("year", t("byYear"))}</span></div>
    ${list([...colours, ["#c8473f", t("flooded")]])}`;
}
