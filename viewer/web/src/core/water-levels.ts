/** What a polder level does year by year, wholly in the page: another year, month or area asks the server nothing. */
import type { TableRow } from "./effect-tables";
import type { GridSpec } from "./types";

/** Without and with what is decided. */
export type LevelCase = "before" | "after";
export const CASES: readonly LevelCase[] = ["before", "after"];

export interface LevelArea {
  id: string;
  name?: string | null;
  decided: boolean;
  raise_summer: number;
  raise_winter: number;
  policy: string;
  drains: string;
  start: number | null;
}

export interface Ranged {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface EffectRow {
  /** Id of an area, or `decided` for all land of which something is decided. */
  area: string;
  before: Ranged | null;
  after: Ranged | null;
  difference: Ranged | null;
  reason: string | null;
  notes: string | readonly string[] | null;
  /** Share of the land on which a relation is used outside its range; null when no such range is told. */
  extrapolated?: number | null;
  /** What the value is made of, by a name with its unit. */
  parts?: Record<string, Record<LevelCase, number | null>> | null;
  /** Rows by state, network, area or year, where the effect has them. */
  tables?: Record<LevelCase, TableRow[]> | null;
}

export interface LevelEffect {
  id: string;
  label_nl: string;
  label_en: string;
  unit: string;
  better: "lower" | "higher" | null;
  method: string;
  rows: EffectRow[];
}

export interface CaseSeries {
  /** m below ground, twelve for every year from `start` on. */
  monthly_groundwater: (number | null)[];
  /** m NAP, one for every year from `start` on. */
  ground_level: (number | null)[];
  level: (number | null)[];
}

interface Packed {
  name: string;
  unit: string;
  scale: number;
  offset: number;
}

export interface WaterLevelsFile {
  format: "zicht-water-levels";
  version: number;
  twin: string;
  file: string;
  nodata: number;
  grid: GridSpec;
  years: number[];
  relation: string;
  start: number;
  horizon: number;
  areas: LevelArea[];
  /** What the number of the area of a parcel stands for; that in `areas` when it is absent. */
  area_ids?: string[];
  soils: string[];
  uses: string[];
  parcels: number;
  /** Why nothing can be said of a parcel; the first is empty. */
  reasons: string[];
  column: { offset: number; type: "int32" };
  parcel: (Packed & { type: "int16" | "int32" })[];
  arrays: (Packed & { case: LevelCase; dims: string[] })[];
  series: Record<string, Record<LevelCase, CaseSeries>>;
  effects: LevelEffect[];
}

/** Key under which all decided land together stands. */
export const DECIDED = "decided";
const FORMAT = "zicht-water-levels";
const VERSION = 1;

interface Array16 {
  values: Int16Array;
  scale: number;
  months: number;
}

export class WaterLevels {
  /** Parcel column of every cell, row by row from the north-west; -1 where there is none. */
  readonly column: Int32Array;
  private readonly parcel = new Map<string, { values: Int16Array | Int32Array; scale: number; missing: number }>();
  private readonly arrays = new Map<string, Array16>();

  constructor(
    readonly file: WaterLevelsFile,
    data: ArrayBuffer,
  ) {
    if (file.format !== FORMAT) throw new Error("not a water-levels file");
    if (file.version !== VERSION) throw new Error(`water-levels file of version ${file.version}: this page reads ${VERSION}`);
    const { nx, ny } = file.grid;
    const cut = (name: string, offset: number, bytes: number): void => {
      if (offset + bytes > data.byteLength) throw new Error(`${file.file}: ${name} is cut off`);
    };
    cut("column", file.column.offset, 4 * nx * ny);
    this.column = whole(data, file.column.offset, nx * ny, "int32") as Int32Array;
    for (const { name, scale, offset, type } of file.parcel) {
      cut(name, offset, file.parcels * (type === "int32" ? 4 : 2));
      this.parcel.set(name, { values: whole(data, offset, file.parcels, type), scale, missing: file.nodata });
    }
    for (const { name, case: of, scale, offset, dims } of file.arrays) {
      const months = dims.includes("month") ? 12 : 1;
      const size = file.years.length * months * file.parcels;
      cut(name, offset, 2 * size);
      this.arrays.set(`${of}/${name}`, { values: whole(data, offset, size, "int16") as Int16Array, scale, months });
    }
    for (const of of CASES) for (const name of ["ground_level", "monthly"]) {
      if (!this.arrays.has(`${of}/${name}`)) throw new Error(`${file.file}: no ${name} ${of}`);
    }
  }

  /** Parcel column at a place (EPSG:28992); null outside the land that was studied. */
  columnAt(x: number, y: number): number | null {
    const { x0, y0, dx, dy, nx, ny } = this.file.grid;
    const [col, row] = [Math.floor((x - x0) / dx + 0.5), Math.floor((y0 - y) / dy + 0.5)];
    if (col < 0 || row < 0 || col >= nx || row >= ny) return null;
    const found = this.column[row * nx + col]!;
    return found < 0 ? null : found;
  }

  /** What does not change in time of a parcel; null when it is unknown or not in the file. */
  of(parcel: number, name: string): number | null {
    const array = this.parcel.get(name);
    const raw = array?.values[parcel];
    return raw === undefined || raw === array!.missing ? null : raw * array!.scale;
  }

  /** Id of the area of a parcel, also of one that the run was not asked about. */
  areaIdOf(parcel: number): string | null {
    const number = this.of(parcel, "area") ?? -1;
    return this.file.area_ids?.[number] ?? this.file.areas[number]?.id ?? null;
  }

  areaOf(parcel: number): LevelArea | null {
    const id = this.areaIdOf(parcel);
    return this.file.areas.find((area) => area.id === id) ?? null;
  }

  /** Number of an area as the parcels have it; -1 when there is none. */
  areaNumber(id: string): number {
    return this.file.area_ids ? this.file.area_ids.indexOf(id) : this.file.areas.findIndex((area) => area.id === id);
  }

  /** Why nothing can be said of a parcel; empty where something can. */
  reason(parcel: number): string {
    return this.file.reasons[this.of(parcel, "reason") ?? 0] ?? "";
  }

  /** The kept years round a year, and how far it is from the first to the second. */
  between(year: number): { first: number; second: number; part: number } {
    const { years } = this.file;
    const last = years.length - 1;
    const next = years.findIndex((each) => each >= year);
    if (next < 0) return { first: last, second: last, part: 0 };
    // A kept year stands for itself, also when the one before it is unknown.
    if (next === 0 || years[next] === year) return { first: next, second: next, part: 0 };
    const [from, to] = [years[next - 1]!, years[next]!];
    return { first: next - 1, second: next, part: (year - from) / (to - from) };
  }

  private raw(array: Array16, year: number, parcel: number, month: number): number | null {
    const { parcels, nodata } = this.file;
    const value = array.values[(array.months === 12 ? year * 12 + month : year) * parcels + parcel];
    return value === undefined || value === nodata ? null : value * array.scale;
  }

  /** A value of a parcel in a year, between the kept years; null when it is unknown. Months from 1. */
  value(of: LevelCase, name: string, parcel: number, year: number, month = 1): number | null {
    const array = this.arrays.get(`${of}/${name}`);
    if (!array) return null;
    const { first, second, part } = this.between(year);
    const a = this.raw(array, first, parcel, month - 1);
    if (part === 0 || a === null) return a;
    const b = this.raw(array, second, parcel, month - 1);
    return b === null ? null : a + (b - a) * part;
  }

  /** Ground of a parcel relative to that of the first year, m: below 0 where it has sunk. */
  rise(of: LevelCase, parcel: number, year: number): number | null {
    const [now, then] = [this.value(of, "ground_level", parcel, year), this.value("before", "ground_level", parcel, this.file.years[0]!)];
    return now === null || then === null ? null : now - then;
  }

  /** Series of an area, or of all decided land; null when the file has none. */
  series(area: string): Record<LevelCase, CaseSeries> | null {
    return this.file.series[area] ?? null;
  }

  row(effect: LevelEffect, area: string): EffectRow | null {
    return effect.rows.find((row) => row.area === area) ?? null;
  }

  /** Areas of which something is decided. */
  get decided(): LevelArea[] {
    return this.file.areas.filter((area) => area.decided);
  }
}

/** Little-endian numbers out of a block; where that begins at an odd place, out of a copy. */
function whole(data: ArrayBuffer, offset: number, size: number, type: "int16" | "int32"): Int16Array | Int32Array {
  const [Numbers, bytes] = type === "int32" ? [Int32Array, 4] : [Int16Array, 2];
  return offset % bytes === 0 ? new Numbers(data, offset, size) : new Numbers(data.slice(offset, offset + bytes * size));
}

/** Bytes of the whole file, unpacked. */
export const sizeOf = ({ grid, parcels, years, arrays }: WaterLevelsFile): number =>
  4 * grid.nx * grid.ny + 2 * parcels * years.length * arrays.reduce((sum, { dims }) => sum + (dims.includes("month") ? 12 : 1), 0);

/** A class of a scale: its upper end and colour. */
export interface Step {
  until: number;
  color: string;
}

/** Groundwater below the ground, m: blue is wet, brown is dry, pale green the target band; told apart without red and green too. */
export const DEPTHS: readonly Step[] = [
  { until: 0, color: "#123f80" },
  { until: 0.2, color: "#4f97d0" },
  { until: 0.4, color: "#b5e3bf" },
  { until: 0.6, color: "#f3d878" },
  { until: 0.9, color: "#dd8a3a" },
  { until: Infinity, color: "#8f3720" },
];

/** Ground lost since the start, m: light to dark. */
export const LOSSES: readonly Step[] = [
  { until: 0.02, color: "#f1f3ee" },
  { until: 0.1, color: "#f6dfa4" },
  { until: 0.25, color: "#eeb066" },
  { until: 0.5, color: "#d9743f" },
  { until: 0.75, color: "#ad3c3b" },
  { until: Infinity, color: "#6a1c40" },
];

/** What the measure does, m (groundwater nearer to the ground, or ground that is higher): brown is less, blue is more. */
export const CHANGES: readonly Step[] = [
  { until: -0.2, color: "#8c510a" },
  { until: -0.05, color: "#d9a35c" },
  { until: 0.05, color: "#eceeea" },
  { until: 0.2, color: "#8fc7e0" },
  { until: 0.4, color: "#3f8fc0" },
  { until: Infinity, color: "#0f4a80" },
];
