/** What stands in the way of the dikes: the table of a result, in the order in which it becomes a problem. */
import { firstPosition } from "./clusters";
import type { Place } from "./clusters";

export interface Bottleneck {
  /** Theme and id of the object in the twin. */
  theme: string;
  id: string;
  dike: string;
  /** m along the dike. */
  chainage: number | null;
  kind: string;
  label_nl: string;
  label_en: string;
  /** First year in which the dike that was asked for reaches it; null when it stands in it today. */
  from: number | null;
  /** m2, m and m3; null where that is no measure of this kind of thing. */
  area: number | null;
  length: number | null;
  volume: number | null;
  addresses: number | null;
  /** EUR. */
  value: number | null;
  at: Place;
}

export interface Item {
  id?: string | number;
  properties: Record<string, unknown>;
  geometry: { coordinates?: unknown } | null;
}

const numeric = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

/** Rows that lie somewhere, soonest first, then the dearest, then the largest. */
export function bottlenecks(items: readonly Item[]): Bottleneck[] {
  const found: Bottleneck[] = [];
  for (const { properties: p, geometry } of items) {
    const at = middleOf(geometry);
    if (!at) continue;
    found.push({
      theme: text(p["theme"]),
      id: text(p["object"]),
      dike: text(p["dike"]),
      chainage: numeric(p["chainage"]),
      kind: text(p["kind"]),
      label_nl: text(p["label_nl"]),
      label_en: text(p["label_en"]),
      from: numeric(p["from_year"]),
      area: numeric(p["area"]),
      length: numeric(p["length"]),
      volume: numeric(p["volume"]),
      addresses: numeric(p["addresses"]),
      value: numeric(p["value"]),
      at,
    });
  }
  const size = (row: Bottleneck): number => row.area ?? row.length ?? row.volume ?? 0;
  return found.sort((a, b) => (a.from ?? 0) - (b.from ?? 0) || (b.value ?? 0) - (a.value ?? 0) || size(b) - size(a));
}

/** Middle of the positions of a geometry's first part: near enough to look at. */
export function middleOf(geometry: { coordinates?: unknown } | null): Place | null {
  let part: unknown = geometry?.coordinates;
  while (Array.isArray(part) && Array.isArray(part[0]) && Array.isArray((part[0] as unknown[])[0])) part = part[0];
  if (!Array.isArray(part) || !Array.isArray(part[0])) return firstPosition(geometry);
  const places = part as number[][];
  const low = [0, 1].map((k) => Math.min(...places.map((p) => p[k]!)));
  const high = [0, 1].map((k) => Math.max(...places.map((p) => p[k]!)));
  return [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2];
}
