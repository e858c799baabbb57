/** The room that dikes need, wholly in the page: another year, scenario or quantile asks the server nothing. */

export interface DikeEntry {
  id: string;
  name?: string | null;
}

export interface MeasureEntry {
  id: string;
  label_nl: string;
  label_en: string;
}

type Column = (number | null)[];

export interface ProfileColumns {
  crest_level: Column;
  crest_width: Column;
  outer_slope: Column;
  inner_slope: Column;
  outer_toe_level: Column;
  inner_toe_level: Column;
  outer_berm_width: Column;
  outer_berm_level: Column;
  inner_berm_width: Column;
  inner_berm_level: Column;
}

export interface DikeSpaceFile {
  format: "zicht-dike-space";
  version: number;
  /** Name of the twin that it was computed on. */
  twin: string;
  nodata: number;
  file: string;
  dikes: DikeEntry[];
  scenarios: string[];
  quantiles: number[];
  years: number[];
  drivers: string[];
  measures: MeasureEntry[];
  /** Why nothing can be said of a place; the first is empty. */
  reasons: string[];
  /** Places on the dikes, EPSG:28992, and the unit vector to the protected side. */
  locations: {
    x: number[];
    y: number[];
    inward_x: number[];
    inward_y: number[];
    chainage: number[];
    length: number[];
    dike: number[];
    reason: number[];
    /** m from today's inner toe to the first obstacle inward, or as far as was looked where `obstacle` is null. */
    free_space: Column;
    obstacle: (string | null)[];
  };
  profile: ProfileColumns;
  subsoil: { cover_thickness: Column; aquifer_top: Column; firm_level: Column };
  /** The case that the tables of the result hold for. */
  asked: { scenario: string | null; quantile: number | null; year: number; rise: number };
  /** Kinds of things in the way that could not be looked at, with the reason; absent or empty when all were. */
  conflicts_unknown?: string;
  /** Each over (scenario, quantile, year, place); `offset` in bytes. */
  arrays: { name: string; unit: string; scale: number; offset: number }[];
}

/** A future: numbers in the lists of the file. */
export interface Future {
  scenario: number;
  quantile: number;
  year: number;
}

/** Stored values and what one of them is worth. */
export interface Row {
  raw: Int16Array;
  scale: number;
}

export interface Totals {
  /** Dike that must be changed, m. */
  length: number;
  /** Dike of which nothing can be said, m. */
  unknown: number;
  /** Ground beyond today's toes, m2. */
  area: number;
  /** Widest strip, m. */
  widest: number;
  /** Share of the changed length by driver, 0..1. */
  drivers: number[];
}

const nearest = (values: readonly number[], wanted: number): number =>
  values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best]! - wanted) ? i : best), 0);

export class DikeSpace {
  readonly count: number;
  private readonly arrays = new Map<string, { values: Int16Array; scale: number }>();

  constructor(
    readonly file: DikeSpaceFile,
    data: ArrayBuffer,
  ) {
    if (file.format !== "zicht-dike-space") throw new Error("not a dike-space file");
    this.count = file.locations.x.length;
    const size = this.count * file.scenarios.length * file.quantiles.length * file.years.length;
    for (const { name, scale, offset } of file.arrays) {
      if (offset + 2 * size > data.byteLength) throw new Error(`${file.file}: ${name} is cut off`);
      this.arrays.set(name, { values: shorts(data, offset, size), scale });
    }
    for (const name of ["inward", "outward"]) if (!this.arrays.has(name)) throw new Error(`${file.file}: no ${name}`);
  }

  /** The future of a scenario that is asked for by name, nearest in quantile and year. */
  future(scenario: string, quantile: number, year: number): Future {
    const { scenarios, quantiles, years } = this.file;
    return { scenario: Math.max(0, scenarios.indexOf(scenario)), quantile: nearest(quantiles, quantile), year: nearest(years, year) };
  }

  /** All places in a future, as they are stored; null when the array is not in the file. */
  row(name: string, future: Future): Row | null {
    const array = this.arrays.get(name);
    const { quantiles, years } = this.file;
    const first = ((future.scenario * quantiles.length + future.quantile) * years.length + future.year) * this.count;
    return array ? { raw: array.values.subarray(first, first + this.count), scale: array.scale } : null;
  }

  /** A value at a place, in the unit of the array; null where it is unknown or not in the file. */
  value(name: string, future: Future, place: number): number | null {
    const row = this.row(name, future);
    const raw = row?.raw[place];
    return raw === undefined || raw === this.file.nodata ? null : raw * row!.scale;
  }

  /** Ground that is asked for beyond today's toes, m; null where it is unknown. */
  width(future: Future, place: number): number | null {
    const inward = this.value("inward", future, place);
    const outward = this.value("outward", future, place);
    return inward === null || outward === null ? null : inward + outward;
  }

  /** Why nothing can be said of a place; empty where something can. */
  reason(place: number): string {
    return this.file.reasons[this.file.locations.reason[place]!] ?? "";
  }

  dikeOf(place: number): DikeEntry {
    return this.file.dikes[this.file.locations.dike[place]!] ?? { id: "?" };
  }

  /** The place on a dike nearest to a chainage; null when the dike is not there. */
  placeAt(dike: string, chainage: number): number | null {
    const { locations, dikes } = this.file;
    const number = dikes.findIndex((entry) => entry.id === dike);
    let best: number | null = null;
    for (let i = 0; i < this.count; i++) {
      if (locations.dike[i] !== number) continue;
      if (best === null || Math.abs(locations.chainage[i]! - chainage) < Math.abs(locations.chainage[best]! - chainage)) best = i;
    }
    return best;
  }

  /** The place `steps` further along the same dike; the end of it where it ends. */
  along(place: number, steps: number): number {
    const { dike } = this.file.locations;
    const next = place + steps;
    return dike[next] === dike[place] ? next : place;
  }

  /** Room inward up to the first obstacle, m; null where there is none or nothing is known. */
  obstacleAt(place: number): number | null {
    const { free_space: free, obstacle } = this.file.locations;
    return obstacle[place] == null ? null : (free[place] ?? null);
  }

  /** First year in which the strip reaches the first obstacle inward; null when not before the last year. */
  yearFull(future: Future, place: number): number | null {
    const free = this.obstacleAt(place);
    if (free === null) return null;
    const year = this.file.years.findIndex((_, k) => (this.value("inward", { ...future, year: k }, place) ?? 0) > free);
    return year < 0 ? null : this.file.years[year]!;
  }

  totals(future: Future): Totals {
    const { nodata, locations } = this.file;
    const { length } = locations;
    const sum: Totals = { length: 0, unknown: 0, area: 0, widest: 0, drivers: this.file.drivers.map(() => 0) };
    const [inward, outward] = [this.row("inward", future)!, this.row("outward", future)!];
    const [raised, driver] = [this.row("heightening", future)?.raw, this.row("driver", future)?.raw];
    for (let i = 0; i < this.count; i++) {
      const metres = length[i]!;
      if (inward.raw[i] === nodata || outward.raw[i] === nodata) {
        sum.unknown += metres;
        continue;
      }
      const width = inward.raw[i]! * inward.scale + outward.raw[i]! * outward.scale;
      sum.area += width * metres;
      sum.widest = Math.max(sum.widest, width);
      if (width <= 0 && (raised?.[i] ?? 0) <= 0) continue;
      sum.length += metres;
      const led = driver?.[i];
      if (led !== undefined && led >= 0) sum.drivers[led] = (sum.drivers[led] ?? 0) + metres;
    }
    sum.drivers = sum.drivers.map((part) => (sum.length > 0 ? part / sum.length : 0));
    return sum;
  }
}

/** Little-endian numbers out of a block; where that begins at an odd place, out of a copy. */
function shorts(data: ArrayBuffer, offset: number, size: number): Int16Array {
  return offset % 2 === 0 ? new Int16Array(data, offset, size) : new Int16Array(data.slice(offset, offset + 2 * size));
}

/** Upper ends of the classes of width, m, with their colours: light to dark, so that nobody needs the hue. */
export const WIDTHS: readonly { until: number; color: string }[] = [
  { until: 0, color: "#eef3f7" },
  { until: 10, color: "#ffdc4a" },
  { until: 20, color: "#f58f48" },
  { until: 40, color: "#d8456c" },
  { until: 80, color: "#8a2981" },
  { until: Infinity, color: "#34105c" },
];

/** Number of the class of a width; that of more than 0 cm begins above half a decimetre. */
export const classOf = (width: number): number => WIDTHS.findIndex((entry) => width <= entry.until + 0.05);
