/** State to URL hash and back. Unknown keys are ignored, wrong values fall back to what is there. */
import { bodiesFromText, bodiesToText, conflictsFromText, conflictsToText, planFromText, planToText } from "./bodies-hash";
import { levelsFromText, levelsToText, optionsFromText, spotFromText } from "./levels-hash";
import { pitFromText, pitToText, sectionFromText, sectionToText, yearFromText } from "./subsurface-hash";
import type { FloodView, LayerState, SpaceChoice, State, Station, Tab } from "./state";

const TABS: readonly Tab[] = ["layers", "scenario", "dikes", "levels", "below", "about"];
const VIEWS: readonly FloodView[] = ["depth", "highest", "arrival"];
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

export function toHash(state: State): string {
  const parts: [string, string][] = [["v", "1"]];
  if (state.camera) {
    const { x, y, z, heading, pitch } = state.camera;
    parts.push(["c", [round(x, 1), round(y, 1), round(z, 1), round(heading, 2), round(pitch, 2)].join(",")]);
  }
  parts.push(["sea", state.sea.toFixed(2)], ["f", state.field]);
  if (state.result) parts.push(["r", state.result]);
  if (state.result && state.time > 0) parts.push(["t", String(Math.round(state.time))]);
  if (state.view !== "depth") parts.push(["fv", state.view]);
  if (state.breach) parts.push(["br", `${round(state.breach.x, 0)},${round(state.breach.y, 0)},${state.breach.dike}`]);
  const { space, station } = state;
  if (space) parts.push(["ds", [space.job, space.scenario, round(space.quantile * 100, 1), space.year].join(",")]);
  if (space && station) parts.push(["dk", `${round(station.chainage, 1)},${station.dike}`]);
  if (state.levels) parts.push(["wl", levelsToText(state.levels)]);
  if (state.levels && state.spot) parts.push(["wp", `${round(state.spot.x, 0)},${round(state.spot.y, 0)}`]);
  if (state.options) parts.push(["lc", `${state.options.job},${state.options.options.join(".")}`]);
  if (state.year !== null) parts.push(["y", String(Math.round(state.year))]);
  if (state.probe) parts.push(["pb", `${round(state.probe.x, 1)},${round(state.probe.y, 1)}`]);
  if (state.pit) parts.push(["pit", pitToText(state.pit)]);
  if (state.section) parts.push(["sec", sectionToText(state.section)]);
  if (state.bodies) parts.push(["cl", bodiesToText(state.bodies)]);
  if (state.conflicts) parts.push(["cf", conflictsToText(state.conflicts)]);
  const plan = state.plan && planToText(state.plan);
  if (plan) parts.push(["pl", plan]);
  if (!state.water) parts.push(["w", "0"]);
  if (state.exaggeration !== 5) parts.push(["ve", String(round(state.exaggeration, 1))]);
  if (state.ground !== 1) parts.push(["g", String(round(state.ground * 100, 0))]);
  parts.push(["l", layersToText(state.layers)]);
  if (state.buildings !== "use") parts.push(["b", state.buildings]);
  const { on, opacity, field, hidden, cut } = state.voxels;
  const whole = cut.every((c, i) => c === i % 2);
  if (on || hidden.length > 0 || !whole) {
    const percent = cut.map((c) => round(c * 100, 1)).join(",");
    parts.push(["vx", [on ? 1 : 0, field, hidden.join("."), percent, round(opacity * 100, 0)].join("/")]);
  }
  if (state.tab !== "layers") parts.push(["tab", state.tab]);
  if (!state.panel) parts.push(["panel", "0"]);
  if (state.picked) parts.push(["p", `${state.picked.layer}:${state.picked.id}`]);
  parts.push(["lang", state.lang]);
  return parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%3A", ":")}`).join("&");
}

/** Layers that are on, with an opacity in per cent where it is not 100: `buildings,ates*40`. */
function layersToText(layers: Record<string, LayerState>): string {
  return Object.entries(layers)
    .filter(([, layer]) => layer.on)
    .map(([id, layer]) => (layer.opacity === 1 ? id : `${id}*${round(layer.opacity * 100, 0)}`))
    .join(",");
}

function layersFromText(text: string, known: Record<string, LayerState>): Record<string, LayerState> {
  const layers = Object.fromEntries(Object.entries(known).map(([id, layer]) => [id, { ...layer, on: false }]));
  for (const item of text.split(",").filter(Boolean)) {
    const [id = "", percent] = item.split("*");
    layers[id] = { on: true, opacity: percent ? clamp(Number(percent) / 100, 0, 1, 1) : 1 };
  }
  return layers;
}

function clamp(value: number, low: number, high: number, fallback: number): number {
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : fallback;
}

/** The changes that a hash asks for, on top of `state`. Another version than 1 asks for nothing. */
export function fromHash(hash: string, state: State): Partial<State> {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  if ((query.get("v") ?? "1") !== "1") return {};
  const change: Partial<State> = {};
  const camera = (query.get("c") ?? "").split(",").map(Number);
  if (camera.length === 5 && camera.every(Number.isFinite)) {
    const [x = 0, y = 0, z = 0, heading = 0, pitch = 0] = camera;
    change.camera = { x, y, z, heading, pitch };
  }
  const sea = query.get("sea");
  if (sea !== null) change.sea = clamp(Number(sea), 0, 5, state.sea);
  const field = query.get("f");
  if (field) change.field = field;
  const result = query.get("r");
  if (result && /^[\w-]{1,64}$/.test(result)) change.result = result;
  if (query.has("t")) change.time = clamp(Number(query.get("t")), 0, 1e9, state.time);
  const view = query.get("fv") as FloodView | null;
  if (view && VIEWS.includes(view)) change.view = view;
  const [bx, by, ...dike] = (query.get("br") ?? "").split(",");
  if (bx && by && Number.isFinite(Number(bx)) && Number.isFinite(Number(by))) {
    change.breach = { x: Number(bx), y: Number(by), dike: dike.join(",") };
  }
  if (query.has("ds")) change.space = spaceFromText(query.get("ds") ?? "");
  if (query.has("dk")) change.station = stationFromText(query.get("dk") ?? "");
  if (query.has("wl")) change.levels = levelsFromText(query.get("wl") ?? "");
  if (query.has("wp")) change.spot = spotFromText(query.get("wp") ?? "");
  if (query.has("lc")) change.options = optionsFromText(query.get("lc") ?? "");
  if (query.has("y")) change.year = yearFromText(query.get("y") ?? "");
  if (query.has("pb")) change.probe = spotFromText(query.get("pb") ?? "");
  if (query.has("pit")) change.pit = pitFromText(query.get("pit") ?? "");
  if (query.has("sec")) change.section = sectionFromText(query.get("sec") ?? "");
  if (query.has("cl")) change.bodies = bodiesFromText(query.get("cl") ?? "");
  if (query.has("cf")) change.conflicts = conflictsFromText(query.get("cf") ?? "");
  if (query.has("pl")) change.plan = planFromText(query.get("pl") ?? "");
  if (query.has("w")) change.water = query.get("w") !== "0";
  if (query.has("ve")) change.exaggeration = clamp(Number(query.get("ve")), 1, 20, state.exaggeration);
  if (query.has("g")) change.ground = clamp(Number(query.get("g")) / 100, 0, 1, state.ground);
  const layers = query.get("l");
  if (layers !== null) change.layers = layersFromText(layers, state.layers);
  if (query.get("b") === "year") change.buildings = "year";
  if (query.has("vx")) change.voxels = voxelsFromText(query.get("vx") ?? "", state.voxels);
  const tab = query.get("tab") as Tab | null;
  if (tab && TABS.includes(tab)) change.tab = tab;
  if (query.has("panel")) change.panel = query.get("panel") !== "0";
  const picked = query.get("p");
  const colon = picked?.indexOf(":") ?? -1;
  if (picked && colon > 0) change.picked = { layer: picked.slice(0, colon), id: picked.slice(colon + 1) };
  const lang = query.get("lang");
  if (lang === "nl" || lang === "en") change.lang = lang;
  return change;
}

function spaceFromText(text: string): SpaceChoice | null {
  const [job = "", scenario = "", quantile, year] = text.split(",");
  const good = /^[\w-]{1,64}$/.test(job) && /^[\w-]{1,40}$/.test(scenario);
  const read = (part: string | undefined): number => (part ? Number(part) : NaN);
  return good ? { job, scenario, quantile: clamp(read(quantile) / 100, 0, 1, 0.5), year: clamp(read(year), 1900, 3000, 2100) } : null;
}

function stationFromText(text: string): Station | null {
  const [chainage, ...dike] = text.split(",");
  return dike.length > 0 && Number.isFinite(Number(chainage)) ? { chainage: Number(chainage), dike: dike.join(",") } : null;
}

function voxelsFromText(text: string, old: State["voxels"]): State["voxels"] {
  const [on, field = old.field, hidden = "", cut = "", opacity = "100"] = text.split("/");
  const box = cut.split(",").map((c) => clamp(Number(c) / 100, 0, 1, NaN));
  const good = box.length === 6 && box.every(Number.isFinite);
  return {
    on: on === "1",
    field,
    hidden: hidden.split(".").filter(Boolean).map(Number).filter(Number.isFinite),
    cut: good ? (box as State["voxels"]["cut"]) : old.cut,
    opacity: clamp(Number(opacity) / 100, 0.05, 1, 1),
  };
}
