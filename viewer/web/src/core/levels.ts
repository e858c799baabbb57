/** Answers about one cell: the same rule as the shader, in plain numbers for text and picks. */
import type { LevelFrames } from "./frames";
import { Lattice } from "./lattice";

/** Water thinner than this is not shown, cm. */
export const THINNEST_CM = 2;

export interface CellAnswer {
  /** m NAP, null where there is no data. */
  ground: number | null;
  /** Lowest sea level that floods the cell, or the water level of this moment, m NAP; null where there is none. */
  level: number | null;
  /** Water depth at the asked sea level or moment, m; 0 where dry or too thin to show. */
  depth: number;
}

export class Levels {
  readonly lattice: Lattice;

  constructor(
    readonly frames: LevelFrames,
    readonly origin: [number, number],
  ) {
    this.lattice = new Lattice(frames.file, origin);
  }

  get names(): string[] {
    return [...this.frames.fields.keys()];
  }

  groundAt(x: number, y: number): number | null {
    const at = this.lattice.at(x, y);
    const cm = at ? this.lattice.read(this.frames.ground, at) : null;
    return cm === null ? null : cm / 100;
  }

  answer(field: string, sea: number, x: number, y: number): CellAnswer {
    const at = this.lattice.at(x, y);
    const blocks = this.frames.fields.get(field);
    const ground = this.groundAt(x, y);
    if (!at || !blocks) return { ground, level: null, depth: 0 };
    const cm = this.lattice.read(blocks, at);
    const level = cm === null || cm === this.frames.file.never ? null : cm / 100;
    const rise = Math.floor(sea * 100 + 1e-6);
    const depth = cm !== null && level !== null && ground !== null && cm <= rise ? rise - Math.round(ground * 100) : 0;
    return { ground, level, depth: depth > THINNEST_CM ? depth / 100 : 0 };
  }
}
