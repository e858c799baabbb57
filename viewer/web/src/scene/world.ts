/** The twin in 3D: puts the grid, the water, the voxels and the tiles of all layers in one scene. */
import { Vector3 } from "three";
import { isOpen } from "../core/access";
import { loadFrames } from "../core/frames";
import { Levels } from "../core/levels";
import { getJson } from "../core/fetching";
import type { PageFile, TablesFile, VoxelsFile } from "../core/types";
import { Polders } from "./polders";
import { Sky } from "./sky";
import { shared } from "./shared";
import { terrainMaterial } from "./terrain-material";
import { loadDrape, reliefTexture } from "./textures";
import { Tiles } from "./tiles";
import { Viewport } from "./viewport";
import { Voxels, noVoxels } from "./voxels";
import { walls } from "./walls";
import { Waters } from "./waters";
import type { Mesh, ShaderMaterial } from "three";

/** Depth to which the cut sides are drawn, m NAP, where the voxel model does not say. */
const WALL_FLOOR = -50;

export interface TwinFiles {
  page: PageFile;
  levels: Levels;
  tables: TablesFile;
  voxels: VoxelsFile | null;
}

function withClosedApart(page: PageFile): PageFile {
  return { ...page, layers: page.layers.filter(isOpen), closed: page.layers.filter((entry) => !isOpen(entry)) };
}

export async function loadTwin(api: string, twin: string): Promise<TwinFiles> {
  const assets = `${api}/collections/${twin}/assets/`;
  const described = getJson<PageFile>(`${assets}page.json`).then(withClosedApart);
  const [page, frames, tables, voxels] = await Promise.all([
    described,
    loadFrames(`${assets}frames.json`),
    getJson<TablesFile>(`${assets}tables.json`),
    described.then((twin) => (twin.voxels ? getJson<VoxelsFile>(`${assets}voxels.json`) : null)),
  ]);
  return { page, levels: new Levels(frames, page.origin), tables, voxels };
}

export class World {
  readonly box: { x0: number; y0: number; x1: number; y1: number };
  readonly sky = new Sky();
  readonly terrain: Tiles;
  readonly ground: ShaderMaterial;
  readonly waters: Waters;
  readonly polders: Polders;
  readonly sides: Mesh;
  readonly voxels: Voxels | null;
  readonly levels: Levels;

  constructor(
    readonly viewport: Viewport,
    readonly files: TwinFiles,
    readonly api: string,
    readonly twin: string,
  ) {
    const { page } = files;
    const [ex, ny] = page.origin;
    this.levels = files.levels;
    this.box = { x0: page.bbox[0] - ex, y0: page.bbox[1] - ny, x1: page.bbox[2] - ex, y1: page.bbox[3] - ny };
    this.ground = terrainMaterial();
    this.terrain = new Tiles({
      url: `${api}/collections/${twin}-terrain/3dtiles-rd/tileset.json`,
      camera: viewport.camera,
      errorTarget: viewport.software ? 14 : 6,
      metadata: false,
      onMesh: (mesh) => {
        mesh.material = this.ground;
        mesh.renderOrder = 10;
      },
      onChange: () => viewport.invalidate(),
    });
    this.waters = new Waters(viewport, this.box);
    this.voxels = files.voxels ? new Voxels(files.voxels, page.origin, `${api}/collections/${twin}/assets/`) : null;
    const floor = Math.max(WALL_FLOOR, this.voxels?.bounds.min.z ?? WALL_FLOOR);
    this.sides = walls(this.box, floor, 400, this.voxels?.uniforms ?? noVoxels());
    viewport.scene.add(this.sky.mesh, this.terrain.renderer.group, this.sides);
    if (this.voxels) viewport.scene.add(this.voxels.mesh);
    this.polders = new Polders(this);
  }

  /** The ground as it is drawn at local coordinates, m NAP: that of the twin, sunk where polders are shown. */
  surfaceAt(x: number, y: number): number | null {
    const ground = this.levels.groundAt(x, y);
    return ground === null ? null : ground + this.polders.liftAt(x, y);
  }

  /** A place in EPSG:28992 on the ground as it is drawn, local m. */
  onSurface([x, y]: readonly [number, number], lift = 0): { x: number; y: number; z: number } {
    const [east, north] = this.files.page.origin;
    return { x: x - east, y: y - north, z: (this.surfaceAt(x - east, y - north) ?? 0) + lift };
  }

  get centre(): Vector3 {
    const { x0, y0, x1, y1 } = this.box;
    return new Vector3((x0 + x1) / 2, (y0 + y1) / 2, 0);
  }

  /** Upload the grid and the drape; the first picture can stand once this is done. */
  async start(): Promise<void> {
    const { page, levels } = this.files;
    const assets = `${this.api}/collections/${this.twin}/assets/`;
    const [drape] = await Promise.all([
      loadDrape(`${assets}drape.png`, page.land_use, page.grid),
      this.voxels?.show(Object.keys(this.voxels.file.fields)[0] ?? "", new Set()),
    ]);
    shared.uDrape.value = drape.texture;
    shared.uRelief.value = reliefTexture(levels.frames, drape.open);
    this.waters.useTwin(levels);
  }

  setGroundOpacity(value: number): void {
    shared.uGroundOpacity.value = value;
    const solid = value > 0.99;
    const sides = this.sides.material as ShaderMaterial;
    for (const material of [this.ground, sides]) {
      if (material.transparent === !solid) continue;
      material.transparent = !solid;
      material.depthWrite = solid;
      material.needsUpdate = true;
    }
    this.sides.renderOrder = solid ? 0 : 9;
    this.terrain.renderer.group.visible = value > 0.01;
    this.viewport.invalidate();
  }
}
