/** A cross-section of half a parcel: from the middle of its ditch to the middle of its land, in numbers to draw. */
import type { LevelCase, WaterLevels } from "./water-levels";

/** Along the section, m from the middle of the ditch; and m NAP. */
export type Spot = [number, number];

export interface WaterLine {
  kind: "mean" | "ghg" | "glg";
  /** Level in the ditch that belongs to it, m NAP. */
  ditch: number;
  /** Mean over the land, m NAP: the number that the model gives. */
  mean: number;
  /** The line from the ditch to the middle of the land; its shape is assumed. */
  points: Spot[];
}

export interface ParcelSection {
  /** Half the distance between the ditches, m. */
  half: number;
  /** Whether that distance is known; else one of 50 m stands in. */
  spaced: boolean;
  /** Ground at the start and in the year, without and with the measure, m NAP; null where it is unknown. */
  start: number;
  before: number | null;
  after: number | null;
  /** Ditch levels with the measure, and those without, m NAP. */
  summer: number | null;
  winter: number | null;
  summerBefore: number | null;
  winterBefore: number | null;
  lines: WaterLine[];
  /** Undersides of the layers, m NAP; null where the layer is absent or unknown. */
  clay: number | null;
  peat: number | null;
  soft: number | null;
  /** Head in the aquifer, m NAP. */
  head: number | null;
  /** Level of the head of a wooden pile, m NAP; null where the land is not built on. */
  pile: number | null;
}

/** Width of a ditch at the water and slope of its sides, which the file does not hold: as in the veenweide. */
export const DITCH = { half: 1.5, slope: 1.5, depth: 0.6 };
/** Head of a wooden pile below the ground, and below the lowest level, of the start, m: as the effect `foundations` assumes. */
export const PILE = { depth: 1.0, cover: 0.5 };
const SPACING = 50;

/**
 * Section at a parcel column in a year.
 *
 * The file has the mean groundwater of the parcel. Between a ditch and the middle of the land steady groundwater is
 * nearly a parabola, of which the mean lies at two thirds of its rise; so the middle stands 1.5 times as far from the
 * ditch level as the mean does.
 */
export function parcelSection(levels: WaterLevels, parcel: number, year: number, shown: LevelCase): ParcelSection | null {
  const start = levels.of(parcel, "ground_level");
  if (start === null) return null;
  const read = (of: LevelCase, name: string): number | null => levels.value(of, name, parcel, year);
  const ground = (of: LevelCase): number | null => {
    const rise = levels.rise(of, parcel, year);
    return rise === null ? null : start + rise;
  };
  const spacing = levels.of(parcel, "spacing");
  const half = (spacing ?? SPACING) / 2;
  const top = ground(shown);
  const [summer, winter] = [read(shown, "summer_level"), read(shown, "winter_level")];
  const below = (name: string): number | null => {
    const thick = levels.of(parcel, name);
    return thick === null || thick <= 0 ? null : thick;
  };
  const clay = below("clay_cover");
  const peat = below("peat_thickness");
  const soft = below("soft_thickness");
  const base = top ?? start;
  const built = levels.file.uses[levels.of(parcel, "use") ?? -1] === "built";
  return {
    half,
    spaced: spacing !== null,
    start,
    before: ground("before"),
    after: ground("after"),
    summer,
    winter,
    summerBefore: read("before", "summer_level"),
    winterBefore: read("before", "winter_level"),
    lines: top === null || summer === null || winter === null ? [] : lines(levels, parcel, year, shown, { top, summer, winter, half }),
    clay: clay === null ? null : base - clay,
    peat: peat === null ? null : base - (clay ?? 0) - peat,
    // The firm layer does not move when the soft soil on it becomes thinner.
    soft: soft === null ? null : start - soft,
    head: levels.of(parcel, "deep_head"),
    pile: built ? pileHead(levels, parcel, start) : null,
  };
}

/** Builders put the head well below the ground, and below the lowest water of their day. */
function pileHead(levels: WaterLevels, parcel: number, ground: number): number {
  const first = levels.file.years[0]!;
  const low = ["summer_level", "winter_level"].map((name) => levels.value("before", name, parcel, first)).filter((each) => each !== null);
  return Math.min(ground - PILE.depth, ...low.map((each) => each - PILE.cover));
}

interface Land {
  top: number;
  summer: number;
  winter: number;
  half: number;
}

function lines(levels: WaterLevels, parcel: number, year: number, shown: LevelCase, land: Land): WaterLine[] {
  const read = (name: string): number | null => levels.value(shown, name, parcel, year);
  const months = Array.from({ length: 12 }, (_, i) => levels.value(shown, "monthly", parcel, year, i + 1));
  const mean = months.every((each) => each !== null) ? months.reduce((sum, each) => sum + each, 0) / 12 : null;
  const depths: [WaterLine["kind"], number | null, number][] = [
    ["ghg", read("ghg"), land.winter],
    ["mean", mean, (land.summer + land.winter) / 2],
    ["glg", read("glg"), land.summer],
  ];
  return depths.flatMap(([kind, depth, ditch]) => (depth === null ? [] : [{ kind, ditch, mean: land.top - depth, points: parabola(ditch, land.top - depth, land.half, land.top) }]));
}

/**
 * From the ditch to the middle of the land, level there, with the given mean; nowhere above the ground, where the line
 * is flat and stands so much higher elsewhere that its mean stays.
 */
export function parabola(ditch: number, mean: number, half: number, ground = Infinity): Spot[] {
  const parts = Array.from({ length: 25 }, (_, i) => i / 24);
  const at = (middle: number): number[] => parts.map((part) => Math.min(Math.max(ground, ditch), middle + (ditch - middle) * (1 - part) ** 2));
  const meanOf = (levels: number[]): number => (levels.reduce((sum, each) => sum + each, 0) - (levels[0]! + levels[24]!) / 2) / 24;
  let middle = ditch + 1.5 * (mean - ditch);
  if (middle > ground) {
    let [low, high] = [middle, ditch + 1e4 * Math.abs(mean - ditch)];
    for (let i = 0; i < 60; i++) {
      middle = (low + high) / 2;
      if (meanOf(at(middle)) < mean) low = middle;
      else high = middle;
    }
  }
  return at(middle).map((level, i) => [DITCH.half + parts[i]! * (half - DITCH.half), level]);
}

/** The section as rows: what, how far from the middle of the ditch, m NAP. */
export function parcelCsv(section: ParcelSection): string {
  const rows: [string, number, number][] = [];
  const level = (name: string, value: number | null): void => {
    if (value !== null) rows.push([name, 0, value], [name, section.half, value]);
  };
  level("ground_start", section.start);
  level("ground_before", section.before);
  level("ground_after", section.after);
  level("ditch_summer", section.summer);
  level("ditch_winter", section.winter);
  for (const { kind, points } of section.lines) for (const [x, z] of points) rows.push([`groundwater_${kind}`, x, z]);
  level("clay_base", section.clay);
  level("peat_base", section.peat);
  level("soft_base", section.soft);
  level("aquifer_head", section.head);
  if (section.pile !== null) rows.push(["pile_head", section.half * 0.7, section.pile]);
  return ["line,distance_m,level_m_nap", ...rows.map(([name, x, z]) => `${name},${x.toFixed(2)},${z.toFixed(3)}`)].join("\n") + "\n";
}
