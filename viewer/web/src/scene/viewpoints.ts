/** Where one stands to look at a depth, what is shown there, and how clear the ground must be for it. */
import { getJsonOrNull } from "../core/fetching";
import { densest, firstPosition } from "../core/clusters";
import type { Group } from "../core/clusters";
import type { World } from "./world";

export interface Viewpoint {
  /** m NAP. */
  depth: number;
  ground: number;
  layers: string[];
  /** Theme whose largest group is looked at; the present focus without one. */
  around: string | null;
  /** Level that is looked at, pitch and distance: below -3 m the eye itself goes under. */
  look: number;
  pitch: number;
  distance: number;
}

export const VIEWPOINTS: Viewpoint[] = [
  { depth: 0, ground: 1, layers: [], around: null, look: 0, pitch: -36, distance: 0 },
  { depth: -1, ground: 0.45, layers: ["utility_lines"], around: null, look: -1, pitch: -36, distance: 900 },
  { depth: -3, ground: 0.35, layers: ["utility_lines", "archaeology"], around: "archaeology", look: -2, pitch: -30, distance: 1500 },
  { depth: -50, ground: 0.3, layers: ["wells", "ates", "protection_zones"], around: "wells", look: -9, pitch: 1.5, distance: 1500 },
  { depth: -500, ground: 0.3, layers: ["wells", "ates", "doublets"], around: "doublets", look: -120, pitch: 3, distance: 7500 },
  { depth: -2500, ground: 0.3, layers: ["wells", "doublets", "layers"], around: "doublets", look: -1050, pitch: 2, distance: 19000 },
];

const RD = "http://www.opengis.net/def/crs/EPSG/0/28992";
const CLUSTER = 1200;

interface Items {
  features: { geometry: { coordinates?: unknown } | null }[];
}

/** Local coordinates of the largest group of a theme; null when the twin has none. */
export async function groupOf(theme: string, world: World): Promise<Group | null> {
  const entry = world.files.page.layers.find((layer) => layer.theme === theme);
  if (!entry) return null;
  const url = `${world.api}/collections/${entry.collection}/items?limit=500&crs=${encodeURIComponent(RD)}`;
  const items = await getJsonOrNull<Items>(url).catch(() => null);
  const places = (items?.features ?? []).map((item) => firstPosition(item.geometry)).filter((p) => p !== null);
  const group = densest(places, CLUSTER);
  const [east, north] = world.files.page.origin;
  return group ? { ...group, middle: [group.middle[0] - east, group.middle[1] - north] } : null;
}
