/** Claims on the subsurface as the service tells them: who uses which room, from when to when, and how it grows. */

export type Position = number[];

/** GeoJSON in EPSG:28992, m; with heights where it has a third number, m NAP. */
export type Shape =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint" | "LineString"; coordinates: Position[] }
  | { type: "MultiLineString" | "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "GeometryCollection"; geometries: Shape[] };

export interface Claim {
  id: string;
  theme: string;
  function: string;
  kind: string;
  status: string;
  owner: string;
  /** Years; null where it is not told, or has no end. */
  start: number | null;
  end: number | null;
  /** m NAP; null where there is no limit. */
  top: number | null;
  base: number | null;
  /** Room round its outline in the first year, m. */
  radius: number | null;
  /** m per root of a second; null where it grows, but nobody knows how fast. */
  growth: number | null;
  /** m NAP. */
  ground: number | null;
  geometry: Shape;
}

export interface ClaimsFile {
  format: string;
  version: number;
  theme: string;
  claims: Claim[];
}

/** A file of claims that a twin or a result offers. */
export interface ClaimsEntry {
  theme: string;
  count: number;
  file: string;
  access?: "full" | "generalised" | "withheld";
}

/** A year as the laws of growth take it, s. */
export const YEAR = 31_557_600;
/** What the slider of the years spans. */
export const FIRST_YEAR = 2020;
export const LAST_YEAR = 2150;

/** Themes with thousands of claims, or that cover most of the land: they come only when somebody asks for them. */
const MANY = new Set(["utility_lines", "buildings", "expectation_zones"]);
export const isMany = (theme: string): boolean => MANY.has(theme);

/** Whether a claim is there in a year. */
export const stands = ({ start, end }: { start: number | null; end: number | null }, year: number): boolean =>
  (start === null || start <= year) && (end === null || year < end);

/** Room round the outline in a year, m; the age of what began nobody knows when is not made up. */
export function radiusAt({ radius, growth, start }: Pick<Claim, "radius" | "growth" | "start">, year: number): number {
  const age = start === null ? 0 : Math.max(0, year - start);
  return (radius ?? 0) + (growth ?? 0) * Math.sqrt(age * YEAR);
}

/** How many claims of each function stand in a year. */
export function countByFunction(claims: readonly Claim[], year: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const claim of claims) found.set(claim.function, (found.get(claim.function) ?? 0) + (stands(claim, year) ? 1 : 0));
  return found;
}

/** All places of a shape. */
export function* places(shape: Shape): Generator<Position> {
  if (shape.type === "GeometryCollection") for (const part of shape.geometries) yield* places(part);
  else yield* flat(shape.coordinates);
}

type Nested = Position | Nested[];

function* flat(coordinates: Nested): Generator<Position> {
  if (typeof coordinates[0] === "number") yield coordinates as Position;
  else for (const part of coordinates as Nested[]) yield* flat(part);
}
