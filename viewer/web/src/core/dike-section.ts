/** A dike's cross-section as a line of points, outer toe to inner toe: today, and what a future asks for. */
import type { DikeSpace, Future, ProfileColumns, Row } from "./dike-space";

/** Offset across the dike, m (0 in the middle of today's crest, positive to the protected side), and level, m NAP. */
export type Point = [offset: number, level: number];

export interface Shape {
  crestLevel: number;
  crestWidth: number;
  outerSlope: number;
  innerSlope: number;
  outerToeLevel: number;
  innerToeLevel: number;
  outerBermWidth: number;
  outerBermLevel: number;
  innerBermWidth: number;
  innerBermLevel: number;
}

const KEYS: readonly [keyof Shape, keyof ProfileColumns][] = [
  ["crestLevel", "crest_level"],
  ["crestWidth", "crest_width"],
  ["outerSlope", "outer_slope"],
  ["innerSlope", "inner_slope"],
  ["outerToeLevel", "outer_toe_level"],
  ["innerToeLevel", "inner_toe_level"],
  ["outerBermWidth", "outer_berm_width"],
  ["outerBermLevel", "outer_berm_level"],
  ["innerBermWidth", "inner_berm_width"],
  ["innerBermLevel", "inner_berm_level"],
];

/** Today's shape at a place; null where a part of it is unknown. */
export function shapeNow(space: DikeSpace, place: number): Shape | null {
  const found = {} as Shape;
  for (const [key, column] of KEYS) {
    const value = space.file.profile[column]?.[place] ?? null;
    if (value === null) return null;
    found[key] = value;
  }
  return found;
}

const between = (level: number, toe: number, crest: number): number => Math.min(Math.max(level, Math.min(toe, crest)), crest);

/**
 * The eight corners of a shape whose outer toe lies at `from`: outer toe, outer berm, crest, inner berm, inner toe.
 * Without a berm its two corners fall together on the slope. Written as offset, level, offset, level ...
 */
export function writeCorners(into: Float64Array, shape: Shape, from: number): void {
  const { crestLevel: crest, outerToeLevel, innerToeLevel } = shape;
  const outerBerm = between(shape.outerBermLevel, outerToeLevel, crest);
  const innerBerm = between(shape.innerBermLevel, innerToeLevel, crest);
  into[0] = from;
  into[1] = outerToeLevel;
  into[2] = from + (outerBerm - outerToeLevel) * shape.outerSlope;
  into[4] = into[2] + shape.outerBermWidth;
  into[3] = into[5] = outerBerm;
  into[6] = into[4] + (crest - outerBerm) * shape.outerSlope;
  into[8] = into[6] + shape.crestWidth;
  into[7] = into[9] = crest;
  into[10] = into[8] + (crest - innerBerm) * shape.innerSlope;
  into[12] = into[10] + shape.innerBermWidth;
  into[11] = into[13] = innerBerm;
  into[14] = into[12] + (innerBerm - innerToeLevel) * shape.innerSlope;
  into[15] = innerToeLevel;
}

export function corners(shape: Shape, from: number): Point[] {
  const flat = new Float64Array(16);
  writeCorners(flat, shape, from);
  return Array.from({ length: 8 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]);
}

/** Offset of today's outer toe. */
export function outerToe(shape: Shape): number {
  const half = corners(shape, 0);
  return -(half[3]![0] + half[4]![0]) / 2;
}

/** Today's cross-section. */
export const sectionNow = (shape: Shape): Point[] => corners(shape, outerToe(shape));

/** Arrays of a shape; of the last ones today's holds where a result has none. */
const NEEDED = ["heightening", "inner_slope", "berm_width", "berm_level", "inward", "outward"] as const;
const SPARE = ["outer_slope", "outer_berm_width", "outer_berm_level"] as const;

/** The shapes in soil that a future asks for, place by place. */
export class ShapesThen {
  private readonly rows: Record<string, Row | null>;
  private readonly nodata: number;

  constructor(space: DikeSpace, future: Future) {
    this.rows = Object.fromEntries([...NEEDED, ...SPARE].map((name) => [name, space.row(name, future)]));
    this.nodata = space.file.nodata;
  }

  known(place: number): boolean {
    for (const name of NEEDED) if ((this.rows[name]?.raw[place] ?? this.nodata) === this.nodata) return false;
    return true;
  }

  read(name: (typeof NEEDED)[number] | (typeof SPARE)[number], place: number, other = 0): number {
    const row = this.rows[name];
    const raw = row?.raw[place] ?? this.nodata;
    return raw === this.nodata ? other : raw * row!.scale;
  }

  /** Ground beyond today's toes at a place that is known, m. */
  width(place: number): number {
    return this.read("inward", place) + this.read("outward", place);
  }

  /** Write the shape at a place that is known. */
  write(into: Shape, place: number, now: Shape): Shape {
    into.crestLevel = now.crestLevel + Math.max(0, this.read("heightening", place));
    into.crestWidth = now.crestWidth;
    into.outerSlope = this.read("outer_slope", place, now.outerSlope);
    into.innerSlope = this.read("inner_slope", place);
    into.outerToeLevel = now.outerToeLevel;
    into.innerToeLevel = now.innerToeLevel;
    into.outerBermWidth = this.read("outer_berm_width", place, now.outerBermWidth);
    into.outerBermLevel = this.read("outer_berm_level", place, now.outerBermLevel);
    into.innerBermWidth = this.read("berm_width", place);
    into.innerBermLevel = this.read("berm_level", place);
    return into;
  }
}

/** Cross-section in soil that a future asks for: its outer toe lies `outward` before today's. */
export function sectionThen(space: DikeSpace, future: Future, place: number, now: Shape): Point[] | null {
  const then = new ShapesThen(space, future);
  return then.known(place) ? corners(then.write({ ...now }, place, now), outerToe(now) - then.read("outward", place)) : null;
}

/** Level of a section at an offset; that of the nearer toe beyond it. */
export function levelAt(points: readonly Point[], offset: number): number {
  const next = points.findIndex(([x]) => x >= offset);
  if (next < 0) return points.at(-1)![1];
  const [b, a] = [points[next]!, points[Math.max(0, next - 1)]!];
  return b[0] === a[0] ? b[1] : a[1] + ((b[1] - a[1]) * (offset - a[0])) / (b[0] - a[0]);
}

/** All that is drawn of a metre of dike in a future. */
export interface Section {
  now: Point[];
  /** The new dike in soil; null where it is unknown. */
  soil: Point[] | null;
  /** The new dike on the room that the chosen measure takes, where that is not soil. */
  narrow: Point[] | null;
  /** Where walls of the chosen measure stand, and their length, m, where it is known. */
  walls: { offset: number; top: number; length: number | null }[];
  /** m NAP; null where unknown. */
  water: number | null;
  /** Top of the sand below the cover layer, m NAP; null where unknown. */
  sand: number | null;
  /** Top of the load-bearing sand, m NAP. */
  firm: number | null;
  /** Offset from which something stands in the way. */
  obstacle: number | null;
}

/** Where the walls of a measure stand on a section: at the inner toe, or in the crest (two of a cofferdam). */
const AT_CREST = ["wall-crest", "diaphragm-wall", "cofferdam"];
const SOIL = ["none", "soil"];
/** Obstacles are kept this far from, m: the free space ends that much before them. */
const BUFFER = 5;

export function sectionOf(space: DikeSpace, future: Future, place: number): Section | null {
  const shape = shapeNow(space, place);
  if (!shape) return null;
  const now = sectionNow(shape);
  const { subsoil, measures } = space.file;
  const free = space.obstacleAt(place);
  const code = space.value("measure", future, place);
  const measure = code === null ? null : (measures[code]?.id ?? null);
  const special = measure !== null && !SOIL.includes(measure);
  const then = new ShapesThen(space, future);
  const room = space.value("measure_width", future, place);
  const narrow = special && room !== null && then.known(place) ? onLess(shape, then.write({ ...shape }, place, shape), room) : null;
  return {
    now,
    soil: sectionThen(space, future, place, shape),
    narrow,
    walls: narrow ? walls(measure!, narrow, space.value("wall_length", future, place)) : [],
    water: space.value("water_level", future, place),
    sand: subsoil.aquifer_top[place] ?? null,
    firm: subsoil.firm_level[place] ?? null,
    obstacle: free === null ? null : now.at(-1)![0] + free + BUFFER,
  };
}

/** The required crest on the room that the chosen measure takes inward: without a berm, and steeper if need be. */
function onLess(now: Shape, then: Shape, room: number): Point[] {
  const { innerToeLevel: level } = now;
  const crest = corners(then, outerToe(now)).slice(0, 5);
  const toe = Math.max(crest.at(-1)![0], sectionNow(now).at(-1)![0] + room);
  return [...crest, [toe, level]];
}

function walls(measure: string, narrow: Point[], length: number | null): Section["walls"] {
  const [outer, inner, toe] = [narrow[3]!, narrow[4]!, narrow.at(-1)!];
  if (measure === "cofferdam") return [outer, inner].map(([offset, level]) => ({ offset, top: level - 0.5, length }));
  if (AT_CREST.includes(measure)) return [{ offset: inner[0], top: inner[1] - 0.5, length }];
  return [{ offset: toe[0], top: toe[1], length }];
}

/** The lines of a section as a table: what, offset (m), level (m NAP). */
export function sectionCsv(section: Section): string {
  const rows: string[] = ["line,offset_m,level_m_nap"];
  const add = (name: string, points: readonly Point[] | null): void => {
    for (const [x, z] of points ?? []) rows.push(`${name},${x.toFixed(2)},${z.toFixed(2)}`);
  };
  add("today", section.now);
  add("required_soil", section.soil);
  add("required_narrow", section.narrow);
  for (const { offset, top, length } of section.walls) add("wall", length === null ? [[offset, top]] : [[offset, top], [offset, top - length]]);
  if (section.water !== null) rows.push(`water_level,,${section.water.toFixed(2)}`);
  if (section.sand !== null) rows.push(`top_of_aquifer,,${section.sand.toFixed(2)}`);
  if (section.obstacle !== null) rows.push(`first_obstacle,${section.obstacle.toFixed(2)},`);
  return `${rows.join("\r\n")}\r\n`;
}
