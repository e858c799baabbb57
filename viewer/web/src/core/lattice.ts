/** Where the cells of a `frames` file lie: from a place in the scene to a block and an index in it. */
import type { FramesFile } from "./types";

export interface CellPlace {
  block: number;
  index: number;
}

export class Lattice {
  constructor(
    readonly file: FramesFile,
    readonly origin: [number, number],
  ) {}

  /** Cell of local coordinates (m east and north of the origin); null outside the grid. */
  at(x: number, y: number): CellPlace | null {
    const { x0, y0, dx, dy, nx, ny } = this.file.grid;
    const col = Math.floor((x + this.origin[0] - x0) / dx + 0.5);
    const row = Math.floor((y0 - y - this.origin[1]) / dy + 0.5);
    if (col < 0 || row < 0 || col >= nx || row >= ny) return null;
    const block = this.file.blocks.findIndex(
      (b) => row >= b.row0 && row < b.row0 + b.ny && col >= b.col0 && col < b.col0 + b.nx,
    );
    const found = this.file.blocks[block];
    return found ? { block, index: (row - found.row0) * found.nx + col - found.col0 } : null;
  }

  /** Value of a cell, cm; null where there is no data. */
  read(blocks: Int16Array[], place: CellPlace): number | null {
    const value = blocks[place.block]?.[place.index] ?? this.file.nodata;
    return value === this.file.nodata ? null : value;
  }
}
