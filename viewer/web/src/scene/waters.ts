/** The water that is shown: a field of the twin or of a result at a sea level, or a flood at a moment. */
import type { DataArrayTexture, Mesh, ShaderMaterial } from "three";
import type { Film } from "../core/film";
import { Levels } from "../core/levels";
import type { CellAnswer } from "../core/levels";
import type { State } from "../core/state";
import type { FramesFile } from "../core/types";
import { Flood } from "./flood";
import { shared } from "./shared";
import type { LatticeUniform } from "./shared";
import { blockTexture } from "./textures";
import { floodSurface, seaSurface } from "./water";
import type { Box } from "./water";
import type { Viewport } from "./viewport";

/** Names of what a run of the visitor's own put on the map: a field of thresholds, a flood in time. */
export const RESULT = "result";
export const FLOOD = "flood";

interface Field {
  levels: Levels;
  name: string;
  texture: DataArrayTexture;
  bed: DataArrayTexture;
}

/** Tell the shaders where the cells of a grid lie. */
export function placeLattice(uniform: LatticeUniform, file: FramesFile, origin: [number, number]): void {
  const { x0, y0, dx, dy, nx, ny } = file.grid;
  const first = file.blocks[0];
  uniform.edge.set(x0 - dx / 2 - origin[0], y0 + dy / 2 - origin[1], 1 / dx, 1 / dy);
  uniform.size.set(nx, ny);
  uniform.block.set(first?.nx ?? nx, first?.ny ?? ny);
  uniform.columns = file.blocks.filter((b) => b.row0 === 0).length;
}

export function boxOf(file: FramesFile, origin: [number, number]): Box {
  const { x0, y0, dx, dy, nx, ny } = file.grid;
  const [left, top] = [x0 - dx / 2 - origin[0], y0 + dy / 2 - origin[1]];
  return { x0: left, y0: top - ny * dy, x1: left + nx * dx, y1: top };
}

export class Waters {
  private readonly fields = new Map<string, Field>();
  private readonly sea: Mesh;
  private sheet: Mesh | null = null;
  flood: Flood | null = null;
  /** Called when another field can be chosen, or a flood has come or gone. */
  onFields: () => void = () => undefined;
  /** Called when the frames of the moment that was asked for have come. */
  onFrames: () => void = () => undefined;

  constructor(
    private readonly viewport: Viewport,
    readonly box: Box,
  ) {
    this.sea = seaSurface(box);
    viewport.scene.add(this.sea);
  }

  get names(): string[] {
    return [...this.fields.keys()];
  }

  /** The fields of the twin, all over its own ground. */
  useTwin(levels: Levels): void {
    const { file, ground, fields } = levels.frames;
    placeLattice(shared.uGrid.value, file, levels.origin);
    const bed = blockTexture(file, ground, file.nodata);
    shared.uGround.value = bed;
    for (const [name, blocks] of fields) this.fields.set(name, { levels, name, texture: blockTexture(file, blocks, file.never), bed });
  }

  /** A level field of a result, over the ground that it was computed on. */
  addResult(levels: Levels): void {
    const { file, ground, fields } = levels.frames;
    const [name, blocks] = [...fields][0] ?? [];
    if (!name || !blocks) return;
    const old = this.fields.get(RESULT);
    const bed = blockTexture(file, ground, file.nodata);
    const field = { levels, name, texture: blockTexture(file, blocks, file.never), bed };
    this.fields.set(RESULT, field);
    // The field on the screen may be the very one that is replaced.
    if (old && shared.uLevel.value === old.texture) this.show(field);
    old?.texture.dispose();
    old?.bed.dispose();
    this.onFields();
  }

  /** A flood takes the place of an earlier one; null takes it away. */
  setFlood(film: Film | null): void {
    this.sheet?.removeFromParent();
    this.sheet?.geometry.dispose();
    (this.sheet?.material as ShaderMaterial | undefined)?.dispose();
    this.sheet = null;
    const old = this.flood;
    this.flood = film ? new Flood(film, () => this.framesCame()) : null;
    if (film) {
      const most = this.viewport.software ? 110 : 640;
      this.sheet = floodSurface(boxOf(film.file, film.lattice.origin), film.file.grid.dx, most);
      this.viewport.scene.add(this.sheet);
    }
    this.onFields();
    // Only now: the picture may still hold the textures of the old one.
    setTimeout(() => old?.dispose());
  }

  private framesCame(): void {
    this.viewport.invalidate();
    this.onFrames();
  }

  private show(field: Field): void {
    placeLattice(shared.uField.value, field.levels.frames.file, field.levels.origin);
    shared.uKind.value = 0;
    shared.uLevel.value = shared.uNext.value = shared.uArrival.value = field.texture;
    shared.uBed.value = field.bed;
  }

  private isTimed(name: string): boolean {
    return name === FLOOD && this.flood !== null;
  }

  apply(state: State): void {
    const timed = this.isTimed(state.field);
    shared.uShowWater.value = state.water ? 1 : 0;
    shared.uSea.value = Math.round(state.sea * 100);
    this.sea.visible = state.water && !timed;
    if (this.sheet) this.sheet.visible = state.water && timed;
    if (timed) {
      placeLattice(shared.uField.value, this.flood!.film.file, this.flood!.film.lattice.origin);
      this.flood!.show(state.time, state.view);
    } else {
      const field = this.fields.get(state.field) ?? [...this.fields.values()][0];
      if (field) this.show(field);
    }
    this.viewport.invalidate();
  }

  /** Ground, level and depth at local coordinates, as they are on the screen. */
  answer(state: State, x: number, y: number): CellAnswer {
    if (this.isTimed(state.field)) return this.flood!.answer(x, y);
    const field = this.fields.get(state.field) ?? [...this.fields.values()][0];
    return field ? field.levels.answer(field.name, state.sea, x, y) : { ground: null, level: null, depth: 0 };
  }
}

