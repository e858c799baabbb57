/** Polders in the picture: the ground that sinks and the groundwater below it, at the moment that the state asks for. */
import { DataTexture, FloatType, IntType, Mesh, NearestFilter, PlaneGeometry, RGBAFormat, RGIntegerFormat, UnsignedByteType, Vector2 } from "three";
import type { ShaderMaterial } from "three";
import { CHANGES, DEPTHS, LOSSES } from "../core/water-levels";
import type { LevelCase, Step, WaterLevels } from "../core/water-levels";
import type { LevelsChoice, State } from "../core/state";
import type { Answer } from "./answers";
import { groundwaterMaterial } from "./groundwater-material";
import { Pin } from "./pin";
import { shared } from "./shared";
import { sinkingMaterial } from "./terrain-material";
import type { World } from "./world";

/** Texels in a row of the table of columns. */
const WIDTH = 512;
/** Cells without a column, such as ditches, that sink with the land beside them. */
const REACH = 3;
const UNKNOWN = [0.72, 0.73, 0.74] as const;

export class Polders {
  levels: WaterLevels | null = null;
  private job: string | null = null;
  private sheets: Mesh[] = [];
  private filled: Int32Array | null = null;
  private values: Float32Array | null = null;
  private table: DataTexture | null = null;
  private paint: DataTexture | null = null;
  private readonly pin: Pin;
  /** Hears that another result stands. */
  onLevels: () => void = () => undefined;

  constructor(private readonly world: World) {
    this.pin = new Pin(world.viewport.renderer.getPixelRatio(), [0.05, 0.36, 0.62]);
    world.viewport.scene.add(this.pin.points);
  }

  /** Lay out the result of a job, in the place of an earlier one. */
  use(levels: WaterLevels, job: string, state: State): void {
    this.clear();
    this.levels = levels;
    this.job = job;
    const { grid, parcels } = levels.file;
    const [east, north] = this.world.files.page.origin;
    const lattice = shared.uPolders.value;
    lattice.edge.set(grid.x0 - grid.dx / 2 - east, grid.y0 + grid.dy / 2 - north, 1 / grid.dx, 1 / grid.dy);
    lattice.size.set(grid.nx, grid.ny);
    this.filled = spread(levels.column, grid.nx, grid.ny, REACH);
    shared.uColumns.value = columnTexture(this.filled, levels);
    const rows = Math.max(1, Math.ceil(parcels / WIDTH));
    this.values = new Float32Array(4 * WIDTH * rows);
    this.table = texture(this.values, rows, true);
    this.paint = texture(new Uint8Array(4 * WIDTH * rows), rows, false);
    shared.uParcels.value = this.table;
    shared.uPaint.value = this.paint;
    this.sheets = this.build(levels);
    this.world.viewport.scene.add(...this.sheets);
    this.apply(state);
    this.onLevels();
  }

  private clear(): void {
    for (const mesh of this.sheets) {
      mesh.removeFromParent();
      mesh.geometry.dispose();
      (mesh.material as ShaderMaterial).dispose();
    }
    this.sheets = [];
    const old = [this.table, this.paint, this.levels ? shared.uColumns.value : null];
    // The picture may still hold them until the next result is in their place.
    setTimeout(() => old.forEach((each) => each?.dispose()));
  }

  /** Two sheets over the land that was studied, one for each surface. */
  private build({ file: { grid } }: WaterLevels): Mesh[] {
    const [left, top] = [shared.uPolders.value.edge.x, shared.uPolders.value.edge.y];
    const { c0, c1, r0, r1 } = extent(this.filled!, grid.nx, grid.ny);
    const [width, height] = [(c1 - c0 + 3) * grid.dx, (r1 - r0 + 3) * grid.dy];
    const most = this.world.viewport.software ? 220 : 900;
    const spacing = Math.max(grid.dx, Math.max(width, height) / most);
    const [nx, ny] = [Math.max(1, Math.round(width / spacing)), Math.max(1, Math.round(height / spacing))];
    const [x, y] = [left + (c0 - 1) * grid.dx + width / 2, top - (r0 - 1) * grid.dy - height / 2];
    const step = new Vector2(width / nx, height / ny);
    return [groundwaterMaterial(step), sinkingMaterial(step)].map((material, i) => {
      const mesh = new Mesh(new PlaneGeometry(width, height, nx, ny).translate(x, y, 0), material);
      mesh.frustumCulled = false;
      mesh.renderOrder = 11 + i;
      mesh.name = i === 0 ? "groundwater" : "sinking-ground";
      return mesh;
    });
  }

  get visible(): boolean {
    return shared.uPoldersOn.value > 0.5;
  }

  apply(state: State): void {
    const asked = this.levels && state.levels?.job === this.job ? state.levels : null;
    shared.uPoldersOn.value = asked ? 1 : 0;
    for (const mesh of this.sheets) mesh.visible = asked !== null;
    if (asked) {
      const [water, ground] = this.sheets as [Mesh, Mesh];
      shared.uStretch.value = asked.stretch;
      water.visible = asked.clear;
      const solid = !asked.clear && state.ground > 0.99;
      const material = ground.material as ShaderMaterial;
      material.uniforms["uSoil"]!.value = asked.clear ? 0.26 * state.ground : state.ground;
      if (material.transparent === solid) {
        material.transparent = !solid;
        material.depthWrite = solid;
        material.needsUpdate = true;
      }
      ground.visible = state.ground > 0.01;
      shared.uArea.value = this.levels!.areaNumber(asked.area);
      this.fill(asked);
    }
    this.choose(state);
  }

  /** Write the moment into the table: rise of the ground, depth of the groundwater, whether both are known. */
  private fill(asked: LevelsChoice): void {
    const levels = this.levels!;
    const of: LevelCase = asked.view === "before" ? "before" : "after";
    const colours = this.paint!.image.data as Uint8Array;
    for (let k = 0; k < levels.file.parcels; k++) {
      const rise = levels.rise(of, k, asked.year);
      const depth = levels.value(of, "monthly", k, asked.year, asked.month);
      this.values!.set([rise ?? 0, depth ?? 0, rise === null || depth === null ? 0 : 1, 1], 4 * k);
      const value = paintedValue(levels, asked, k);
      const colour = value === null ? UNKNOWN : rgb(stepsOf(asked).find((step) => value <= step.until)!.color);
      colours.set([...colour.map((part) => Math.round(part * 255)), value === null ? 0 : 255], 4 * k);
    }
    this.table!.needsUpdate = true;
    this.paint!.needsUpdate = true;
  }

  /** How far the ground is drawn above (or, below 0, under) that of the twin at a place in local metres, m. */
  liftAt(x: number, y: number): number {
    if (!this.visible || !this.filled) return 0;
    const { edge, size } = shared.uPolders.value;
    const [col, row] = [Math.floor((x - edge.x) * edge.z), Math.floor((edge.y - y) * edge.w)];
    if (col < 0 || row < 0 || col >= size.x || row >= size.y) return 0;
    const column = this.filled[row * size.x + col]!;
    return column < 0 ? 0 : this.values![4 * column]! * shared.uStretch.value;
  }

  /** Mark the place of which the section is shown. */
  choose(state: State): void {
    const { spot } = state;
    const [east, north] = this.world.files.page.origin;
    if (!spot || !this.visible) return this.pin.put(null);
    const [x, y] = [spot.x - east, spot.y - north];
    this.pin.put({ x, y, z: (this.world.levels.groundAt(x, y) ?? 0) + this.liftAt(x, y) });
    this.world.viewport.invalidate();
  }

  /** The place of the parcel that an answer about the ground is about; null for anything else. */
  spotOf(answer: Answer): { x: number; y: number } | null {
    const ground = answer.kind === "ground" || (answer.kind === "feature" && ["peilgebieden", "land_use_areas"].includes(answer.layer));
    if (!ground || !this.visible || this.levels!.columnAt(answer.x, answer.y) === null) return null;
    return { x: Math.round(answer.x), y: Math.round(answer.y) };
  }
}

/** The scale of what is painted. */
export const stepsOf = ({ view, paint }: LevelsChoice): readonly Step[] => (view === "difference" ? CHANGES : paint === "ground" ? LOSSES : DEPTHS);

/** What is painted of a parcel, m: a depth or loss, or how much nearer to the ground (groundwater) or higher (ground) with the measure. */
export function paintedValue(levels: WaterLevels, asked: LevelsChoice, parcel: number): number | null {
  const read = (of: LevelCase): number | null => {
    if (asked.paint === "ground") return levels.rise(of, parcel, asked.year);
    const depth = levels.value(of, "monthly", parcel, asked.year, asked.month);
    return depth === null ? null : -depth;
  };
  if (asked.view !== "difference") {
    const value = read(asked.view);
    return value === null ? null : -value;
  }
  const [before, after] = [read("before"), read("after")];
  return before === null || after === null ? null : after - before;
}

const rgb = (hex: string): [number, number, number] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as [number, number, number];

/** The column of the nearest cell that has one, at most `reach` cells away. */
function spread(column: Int32Array, nx: number, ny: number, reach: number): Int32Array {
  let from = column;
  for (let i = 0; i < reach; i++) {
    const next = from.slice();
    for (let r = 0; r < ny; r++) {
      for (let c = 0; c < nx; c++) {
        const at = r * nx + c;
        if (from[at]! >= 0) continue;
        const around = [c > 0 ? from[at - 1]! : -1, c < nx - 1 ? from[at + 1]! : -1, r > 0 ? from[at - nx]! : -1, r < ny - 1 ? from[at + nx]! : -1];
        next[at] = around.find((each) => each >= 0) ?? -1;
      }
    }
    from = next;
  }
  return from;
}

/** Outermost columns and rows of cells with a parcel. */
function extent(column: Int32Array, nx: number, ny: number): { c0: number; c1: number; r0: number; r1: number } {
  const found = { c0: nx, c1: 0, r0: ny, r1: 0 };
  column.forEach((each, at) => {
    if (each < 0) return;
    const [r, c] = [Math.floor(at / nx), at % nx];
    found.c0 = Math.min(found.c0, c);
    found.c1 = Math.max(found.c1, c);
    found.r0 = Math.min(found.r0, r);
    found.r1 = Math.max(found.r1, r);
  });
  return found;
}

/** Numbers of the column and of its area for every cell. */
function columnTexture(column: Int32Array, levels: WaterLevels): DataTexture {
  const { nx, ny } = levels.file.grid;
  const data = new Int32Array(2 * nx * ny).fill(-1);
  const area = Int32Array.from({ length: levels.file.parcels }, (_, k) => levels.of(k, "area") ?? -1);
  column.forEach((each, at) => {
    if (each >= 0) data.set([each, area[each]!], 2 * at);
  });
  const made = new DataTexture(data, nx, ny, RGIntegerFormat, IntType);
  made.internalFormat = "RG32I";
  return near(made);
}

function texture(data: Float32Array | Uint8Array, rows: number, floats: boolean): DataTexture {
  return near(new DataTexture(data as Float32Array<ArrayBuffer>, WIDTH, rows, RGBAFormat, floats ? FloatType : UnsignedByteType));
}

function near(made: DataTexture): DataTexture {
  made.minFilter = made.magFilter = NearestFilter;
  made.needsUpdate = true;
  return made;
}
