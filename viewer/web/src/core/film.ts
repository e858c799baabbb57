/** A water level in time, wholly in the page: scrubbing and hydrographs ask the server nothing. */
import { getBytes, gunzipped } from "./fetching";
import { addDifference } from "./frames";
import { Lattice } from "./lattice";
import type { CellPlace } from "./lattice";
import { THINNEST_CM } from "./levels";
import type { FramesFile } from "./types";

/** Unpacked frames that are kept, bytes; what does not fit is unpacked again from the key frames and differences. */
const BUDGET = 192e6;

export interface Moment {
  /** s since the start. */
  time: number;
  /** m. */
  depth: number;
  /** m NAP; null where dry. */
  level: number | null;
}

/** What the run kept of every step, on the grid of the frames: better than what the frames alone show. */
export interface Kept {
  highest: Int16Array[] | null;
  arrival: Int16Array[] | null;
}

/** Frames before and after a moment, and how far between them it lies. */
export interface Between {
  first: number;
  second: number;
  part: number;
}

export class Film {
  readonly lattice: Lattice;
  readonly times: number[];
  /** Area that was dry at the start and is wet, m2 per frame. */
  readonly area: number[] = [];
  /** Highest level of every cell, cm; never where it stays dry. */
  highest: Int16Array[];
  /** First time a cell is wet, min; never where it stays dry. */
  arrival: Int16Array[];
  private readonly unpacked = new Map<number, Int16Array[]>();
  private readonly capacity: number;

  private constructor(
    readonly file: FramesFile,
    origin: [number, number],
    readonly ground: Int16Array[],
    /** One array of blocks per frame, as they came: packed. */
    private readonly packed: ArrayBuffer[][],
    private readonly kept: Kept,
  ) {
    this.lattice = new Lattice(file, origin);
    this.times = file.times.map(Number);
    const bytes = 2 * ground.reduce((sum, block) => sum + block.length, 0);
    this.capacity = Math.max(4, Math.floor(BUDGET / bytes));
    const never = (): Int16Array[] => ground.map((block) => new Int16Array(block.length).fill(file.never));
    this.highest = kept.highest ?? never();
    this.arrival = kept.arrival ?? never();
  }

  /**
   * Fetch all frames of the first field and read them once; what was not kept comes from the frames. `tell` hears how
   * far it is, 0..1.
   */
  static async load(
    file: FramesFile,
    base: string,
    origin: [number, number],
    kept: Kept,
    tell: (part: number) => void,
  ): Promise<Film> {
    const frames = Object.values(file.fields)[0]?.frames ?? [];
    let arrived = 0;
    const one = async (name: string): Promise<ArrayBuffer> => {
      const bytes = await getBytes(base + name);
      tell((0.7 * ++arrived) / (frames.length * file.blocks.length));
      return bytes;
    };
    const [packed, ground] = await Promise.all([
      Promise.all(frames.map((names) => Promise.all(names.map(one)))),
      Promise.all(file.ground.map(async (name) => new Int16Array(await gunzipped(await getBytes(base + name))))),
    ]);
    const film = new Film(file, origin, ground, packed, kept);
    for (let i = 0; i < frames.length; i++) {
      film.digest(i, await film.frame(i));
      tell(0.7 + (0.3 * (i + 1)) / frames.length);
      // The page stays alive between two frames.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return film;
  }

  get end(): number {
    return this.times.at(-1) ?? 0;
  }

  /** Frames round a moment. */
  between(time: number): Between {
    const last = this.times.length - 1;
    let first = this.times.findLastIndex((t) => t <= time);
    first = Math.min(Math.max(first, 0), Math.max(0, last - 1));
    const second = Math.min(first + 1, last);
    const [a, b] = [this.times[first] ?? 0, this.times[second] ?? 0];
    return { first, second, part: b > a ? Math.min(1, Math.max(0, (time - a) / (b - a))) : 0 };
  }

  /** Blocks of a frame that is unpacked now. */
  held(index: number): Int16Array[] | undefined {
    return this.unpacked.get(index);
  }

  /** Blocks of one frame, cm: from the nearest frame that is unpacked, on or back by differences. */
  async frame(index: number): Promise<Int16Array[]> {
    const found = this.unpacked.get(index);
    if (found) return found;
    const next = this.unpacked.get(index + 1);
    const isKey = (i: number): boolean => i % this.file.key_every === 0;
    let blocks: Int16Array[];
    if (next && !isKey(index) && !isKey(index + 1)) {
      const steps = await this.unpack(index + 1);
      blocks = next.map((block, i) => addDifference(block, steps[i]!, -1));
    } else {
      let from = index;
      while (!isKey(from) && !this.unpacked.has(from)) from--;
      blocks = this.unpacked.get(from) ?? (await this.unpack(from));
      for (let t = from + 1; t <= index; t++) {
        const steps = await this.unpack(t);
        blocks = blocks.map((block, i) => addDifference(block, steps[i]!));
      }
    }
    this.unpacked.set(index, blocks);
    const oldest = this.unpacked.keys().next().value;
    if (this.unpacked.size > this.capacity && oldest !== undefined) this.unpacked.delete(oldest);
    return blocks;
  }

  private async unpack(index: number): Promise<Int16Array[]> {
    return Promise.all((this.packed[index] ?? []).map(async (bytes) => new Int16Array(await gunzipped(bytes))));
  }

  /** Depth of a value above the ground of its cell, cm; 0 where dry or too thin. */
  depthOf(value: number, ground: number): number {
    const { nodata, never } = this.file;
    if (value === never || value === nodata || ground === nodata) return 0;
    const depth = value - ground;
    return depth > THINNEST_CM ? depth : 0;
  }

  private digest(index: number, frame: Int16Array[]): void {
    const { never, grid } = this.file;
    const now = (this.times[index] ?? 0) / 60;
    const last = (this.times[index - 1] ?? 0) / 60;
    let fresh = 0;
    frame.forEach((block, b) => {
      const [ground, highest, arrival] = [this.ground[b]!, this.highest[b]!, this.arrival[b]!];
      for (let i = 0; i < block.length; i++) {
        const value = block[i]!;
        const depth = this.depthOf(value, ground[i]!);
        if (depth === 0) continue;
        if (!this.kept.highest && (highest[i] === never || value > highest[i]!)) highest[i] = value;
        // A dry cell reaches the thinnest water that is shown somewhere between the two frames.
        if (!this.kept.arrival && arrival[i] === never) arrival[i] = index > 0 ? Math.round(last + ((now - last) * THINNEST_CM) / depth) : 0;
        if (arrival[i]! > 0) fresh++;
      }
    });
    this.area[index] = fresh * grid.dx * grid.dy;
  }

  /** Depth of a cell between two frames, cm: it rises from nothing when the water arrives, as in the shader. */
  depthBetween(first: number, second: number, arrival: number, times: { from: number; to: number; now: number }): number {
    const { from, to, now } = times;
    const part = to > from ? (now - from) / (to - from) : 0;
    if (first > 0) return first + (second - first) * part;
    const begin = Math.min(Math.max(arrival, from), to);
    if (now <= begin || second === 0) return now >= to ? second : 0;
    return (second * (now - begin)) / Math.max(to - begin, 1e-6);
  }

  /** Level and depth of one cell in time. */
  async history(place: CellPlace): Promise<Moment[]> {
    const ground = this.ground[place.block]?.[place.index] ?? this.file.nodata;
    const moments: Moment[] = [];
    for (const [i, time] of this.times.entries()) {
      const value = (await this.frame(i))[place.block]?.[place.index] ?? this.file.nodata;
      const depth = this.depthOf(value, ground);
      moments.push({ time, depth: depth / 100, level: depth > 0 ? value / 100 : null });
    }
    return moments;
  }

  /** First time a cell is wet, s; null where it stays dry. */
  arrivalAt(place: CellPlace): number | null {
    const minutes = this.arrival[place.block]?.[place.index] ?? this.file.never;
    return minutes === this.file.never || minutes === this.file.nodata ? null : 60 * minutes;
  }
}
