/** Plans that are tried out: what can be placed, where its place stands in its form, and what it starts with. */
import type { Fault } from "./fetching";
import { firstValue, resolve, shapeOf } from "./schema";
import type { Defs, Json, Schema } from "./schema";

/** EPSG:28992, m. */
export type Spot = [x: number, y: number];

/** An intervention by its kind, as the service takes it. */
export type Plan = { kind: string; [key: string]: Json };

/** Kinds that can be placed, with what their forms start with where the schema names nothing; m NAP, m, m3. */
const STARTS: Record<string, { [key: string]: Json }> = {
  "geothermal-doublet": { flow_m3_h: 250 },
  ates: { volume: 150_000, filter_top: -34, filter_base: -50 },
  "closed-loops": { rows: 3, columns: 4 },
  "well-field": { yield_m3_yr: 2_000_000, screen_top: -20, screen_base: -40 },
  "utility-route": {},
  excavation: { depth: 4 },
  "building-pit": { base_level: -8 },
};

export interface Kind {
  kind: string;
  schema: Schema;
  defs: Defs;
  /** The field that its place stands in, and what that is. */
  place: string;
  geometry: "point" | "line" | "area";
}

/** Kinds that can be placed of those that a field with interventions takes. */
export function kindsOf(interventions: Schema): Kind[] {
  const defs = interventions.$defs ?? {};
  const list = shapeOf(interventions, defs);
  const union = list.kind === "array" ? shapeOf(list.item, defs) : null;
  if (union?.kind !== "union") return [];
  return Object.keys(STARTS).flatMap((kind) => {
    const schema = union.options.get(kind);
    const fields = Object.entries(schema?.properties ?? {});
    for (const [place, field] of fields) {
      const geometry = shapeOf(field, defs);
      if (geometry.kind === "geometry") return [{ kind, schema: resolve(schema!, defs), defs, place, geometry: geometry.geometry as Kind["geometry"] }];
    }
    return [];
  });
}

/** A plan at a place: what its form asks, from the start of its kind. */
export function planAt({ kind, schema, defs, place, geometry }: Kind, spots: Spot[]): Plan {
  const asked = (schema.required ?? []).filter((name) => name !== place && name !== "kind");
  const first = Object.fromEntries(asked.map((name) => [name, firstValue(schema.properties![name]!, defs)]));
  return { ...first, ...STARTS[kind], kind, [place]: geometry === "point" ? spots[0]! : spots };
}

/** The places that a plan stands at. */
export function spotsOf(plan: Plan, { place, geometry }: Kind): Spot[] {
  const value = plan[place];
  const list = geometry === "point" ? [value] : Array.isArray(value) ? value : [];
  return list.filter((each): each is Spot => Array.isArray(each) && each.length === 2 && each.every((part) => typeof part === "number"));
}

const movedTo = (plan: Plan, { place, geometry }: Kind, spots: Spot[]): Plan => ({ ...plan, [place]: geometry === "point" ? spots[0]! : spots });

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** All places moved alike, or one of them; further fields of the plan that are places go along with the whole. */
export function dragged(plan: Plan, kind: Kind, handle: number | null, dx: number, dy: number): Plan {
  const shift = ([x, y]: Spot): Spot => [tenth(x + dx), tenth(y + dy)];
  const moved = movedTo(plan, kind, spotsOf(plan, kind).map((spot, i) => (handle === null || handle === i ? shift(spot) : spot)));
  if (handle !== null) return moved;
  for (const [name, field] of Object.entries(kind.schema.properties ?? {})) {
    const value = plan[name];
    const point = shapeOf(field, kind.defs);
    if (name === kind.place || point.kind !== "geometry" || point.geometry !== "point" || !Array.isArray(value)) continue;
    moved[name] = shift(value as Spot);
  }
  return moved;
}

/** How far an arrow key moves a place, m: along the axis of the map that lies most nearly that way in the picture; null for other keys. */
export function nudge(key: string, far: boolean, heading: number): Spot | null {
  const side = ["ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"].indexOf(key);
  if (side < 0) return null;
  const step = far ? 100 : 10;
  const ways: Spot[] = [[0, step], [step, 0], [0, -step], [-step, 0]];
  return ways[(((side + Math.round(heading / 90)) % 4) + 4) % 4]!;
}

/** The field of the plan that something is wrong with; empty for the plan as a whole. */
export function faultyField({ field = "" }: Fault, { schema }: Kind): string {
  const name = /^intervention\.(\w+)/.exec(field)?.[1] ?? "";
  return schema.properties?.[name] ? name : "";
}

/** What is wrong with fields of the plan, by their name, in the words of who reads it; the rest under an empty one. */
export function faultsByField(faults: readonly Fault[], kind: Kind, inWords: (said: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const fault of faults) {
    const known = faultyField(fault, kind);
    const { field = "", detail = "", remedy = "" } = fault;
    const said = [known ? "" : field.replace(/^intervention\.?/, ""), inWords(detail), inWords(remedy)].filter(Boolean).join(": ");
    found.set(known, [...(found.get(known) ?? []), said]);
  }
  return found;
}

/** A plan with what was sound before in the place of fields that are wrong, so that the rest can be judged; null when nothing is left to change. */
export function mended(plan: Plan, faults: readonly Fault[], kind: Kind, before: Plan | null): Plan | null {
  const names = new Set(faults.map((fault) => faultyField(fault, kind)));
  if (names.has("") || names.size === 0 || before?.kind !== plan.kind) return null;
  const found = { ...plan };
  for (const name of names) {
    if (before[name] === undefined) delete found[name];
    else found[name] = before[name];
  }
  return found;
}
