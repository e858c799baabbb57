/** Answers about one cell: the same rule as the shader, in plain numbers for text and picks. */
import type { LevelFrames } from "./frames";

/** Water thinner than this is not shown, cm. */
const THINNEST_CM = 2;

export interface CellAnswer {
  /** m NAP, null where there is no data. */
  ground: number | null;
  /** Lowest sea level that floods the cell, m NAP; null where no sea level does. */
  level: number | null;
  /** Water depth at the asked sea level, m; 0 where dry or too thin to show. */
  depth: number;
}

export class Levels {
  constructor(
    readonly frames: LevelFrames,
    readonly origin: [number, number],
  ) {}

  get names(): string[] {
    return [...this.frames.fields.keys()];
  }

  /** Column and row of local coordinates (m east and north of the origin); null outside the grid. */
  cell(x: number, y: number): [number, number] | null {
    const { x0, y0, dx, dy, nx, ny } = this.frames.file.grid;
    const col = Math.floor((x + this.origin[0] - x0) / dx + 0.5);
    const row = Math.floor((y0 - y - this.origin[1]) / dy + 0.5);
    return col >= 0 && row >= 0 && col < nx && row < ny ? [col, row] : null;
  }

  private value(blocks: Int16Array[], col: number, row: number): number {
    const index = this.frames.file.blocks.findIndex(
      (b) => row >= b.row0 && row < b.row0 + b.ny && col >= b.col0 && col < b.col0 + b.nx,
    );
    const block = this.frames.file.blocks[index];
    if (!block) return this.frames.file.nodata;
    return blocks[index]?.[(row - block.row0) * block.nx + col - block.col0] ?? this.frames.file.nodata;
  }

  groundAt(x: number, y: number): number | null {
    const at = this.cell(x, y);
    if (!at) return null;
    const cm = this.value(this.frames.ground, at[0], at[1]);
    return cm === this.frames.file.nodata ? null : cm / 100;
  }

  answer(field: string, sea: number, x: number, y: number): CellAnswer {
    const { nodata, never } = this.frames.file;
    const at = this.cell(x, y);
    const blocks = this.frames.fields.get(field);
    const ground = this.groundAt(x, y);
    if (!at || !blocks) return { ground, level: null, depth: 0 };
    const cm = this.value(blocks, at[0], at[1]);
    const level = cm === nodata || cm === never ? null : cm / 100;
    const rise = Math.floor(sea * 100 + 1e-6);
    const depth = level !== null && ground !== null && cm <= rise ? rise - Math.round(ground * 100) : 0;
    return { ground, level, depth: depth > THINNEST_CM ? depth / 100 : 0 };
  }
}
