/** One feature theme: its tiles, their colours from the attributes, and what a vertex belongs to. */
import { BufferAttribute, Mesh, MeshStandardMaterial } from "three";
import type { Camera, ShaderMaterial } from "three";
import type { LayerEntry } from "../core/types";
import { rgbOf, useColour, yearColour } from "../core/palette";
import type { Rgb } from "../core/palette";
import { applyOpacity, featureMaterial } from "./feature-material";
import type { FeatureLook } from "./feature-material";
import { Tiles } from "./tiles";

export type Attributes = Record<string, string | number | boolean | null>;

interface Metadata {
  getPropertyTableData(tables: number[], ids: number[]): Record<string, unknown>[];
}

/** Least half width in pixels of themes that are thin. */
const INFLATE: Record<string, number> = {
  wells: 2.2,
  boreholes: 1.4,
  doublets: 2.2,
  ates: 1.6,
  utility_lines: 1.1,
  vital_objects: 2.5,
};
const GLOW: Record<string, number> = { vital_objects: 0.5, utility_lines: 0.55, wells: 0.35, doublets: 0.4, protection_zones: 0.6, layers: 0.3 };

/** Themes that lie on the ground as sheets or low bodies. */
const ON_GROUND = new Set(["dikes", "roads", "watercourses", "peilgebieden", "land_use_areas", "expectation_zones"]);
/** Bodies that one looks through are many and large: they only tint. */
const THIN: Record<string, number> = { protection_zones: 0.55 };

function linearToSrgb(c: number): number {
  return 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
}

export class FeatureLayer {
  readonly tiles: Tiles;
  readonly meshes = new Set<Mesh>();
  /** Counts how often the set of meshes changed. */
  version = 0;
  private readonly opacity = { value: 1 };
  private mode: "use" | "year" = "use";

  constructor(
    readonly entry: LayerEntry,
    url: string,
    camera: Camera,
    private readonly pixel: { value: number },
    private readonly changed: () => void,
  ) {
    this.tiles = new Tiles({
      url,
      camera,
      errorTarget: 10,
      metadata: true,
      onMesh: (mesh) => this.dress(mesh),
      onChange: changed,
    });
    this.tiles.renderer.addEventListener("dispose-model", ({ scene }) => {
      this.version++;
      // The tiles library frees what it loaded; the look is ours.
      scene.traverse((object) => {
        if (this.meshes.delete(object as Mesh)) ((object as Mesh).material as ShaderMaterial).dispose();
      });
    });
  }

  private dress(mesh: Mesh): void {
    const source = mesh.material as MeshStandardMaterial;
    const name = this.entry.theme;
    const flat: Rgb = source.color
      ? ([source.color.r, source.color.g, source.color.b].map(linearToSrgb) as Rgb)
      : rgbOf(this.entry.color);
    const own = source.transparent ? source.opacity * (THIN[name] ?? 1) : 1;
    const look: FeatureLook = {
      opacity: own,
      inflate: own < 1 ? 0 : (INFLATE[name] ?? 0),
      glow: GLOW[name] ?? 0,
      floodTint: name === "buildings",
      onGround: ON_GROUND.has(name),
    };
    mesh.userData["flat"] = flat;
    this.meshes.add(mesh);
    this.version++;
    this.paint(mesh);
    this.anchor(mesh, look.floodTint);
    if (look.inflate > 0) {
      mesh.geometry.computeVertexNormals();
      mesh.geometry.setAttribute("outward", mesh.geometry.getAttribute("normal"));
    }
    mesh.material = featureMaterial(look, this.pixel, this.opacity);
    mesh.renderOrder = own < 1 ? 8 : 1;
    source.dispose();
  }

  /** Row of the property table that each vertex belongs to. */
  static ids(mesh: Mesh): BufferAttribute | null {
    return (mesh.geometry.getAttribute("_feature_id_0") as BufferAttribute | undefined) ?? null;
  }

  /** Whether one sees through the thing itself (a zone, a plume), whatever the opacity of its layer. */
  static isClear(mesh: Mesh): boolean {
    return Number((mesh.material as ShaderMaterial).userData["own"] ?? 1) < 1;
  }

  attributes(mesh: Mesh, row: number): Attributes {
    const metadata = mesh.userData["structuralMetadata"] as Metadata | undefined;
    const data = metadata?.getPropertyTableData([0], [row])[0] ?? {};
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plain(value)]));
  }

  private paint(mesh: Mesh): void {
    const ids = FeatureLayer.ids(mesh);
    const count = mesh.geometry.getAttribute("position").count;
    const colours = new Uint8Array(3 * count);
    const flat = mesh.userData["flat"] as Rgb;
    const known = new Map<number, Rgb>();
    for (let i = 0; i < count; i++) {
      let rgb = flat;
      if (ids && this.entry.theme === "buildings") {
        const row = ids.getX(i);
        rgb = known.get(row) ?? this.buildingColour(mesh, row);
        known.set(row, rgb);
      }
      colours.set(rgb, 3 * i);
    }
    mesh.geometry.setAttribute("tint", new BufferAttribute(colours, 3, true));
  }

  private buildingColour(mesh: Mesh, row: number): Rgb {
    const { use, year } = this.attributes(mesh, row);
    return rgbOf(this.mode === "year" ? yearColour(year) : useColour(use));
  }

  /** A point of the feature itself: a whole building is wet or dry, by the cell of its middle. */
  private anchor(mesh: Mesh, perFeature: boolean): void {
    const position = mesh.geometry.getAttribute("position");
    const ids = FeatureLayer.ids(mesh);
    const data = new Float32Array(2 * position.count);
    if (perFeature && ids) {
      const e = mesh.matrixWorld.elements;
      const sums = new Map<number, [number, number, number]>();
      for (let i = 0; i < position.count; i++) {
        const [px, py, pz] = [position.getX(i), position.getY(i), position.getZ(i)];
        const sum = sums.get(ids.getX(i)) ?? [0, 0, 0];
        sum[0] += e[0]! * px + e[4]! * py + e[8]! * pz + e[12]!;
        sum[1] += e[1]! * px + e[5]! * py + e[9]! * pz + e[13]!;
        sum[2] += 1;
        sums.set(ids.getX(i), sum);
      }
      for (let i = 0; i < position.count; i++) {
        const sum = sums.get(ids.getX(i))!;
        data[2 * i] = sum[0] / sum[2];
        data[2 * i + 1] = sum[1] / sum[2];
      }
    }
    mesh.geometry.setAttribute("anchor", new BufferAttribute(data, 2));
  }

  setBuildingColours(mode: "use" | "year"): void {
    if (this.entry.theme !== "buildings" || mode === this.mode) return;
    this.mode = mode;
    for (const mesh of this.meshes) this.paint(mesh);
    this.changed();
  }

  setOpacity(value: number): void {
    this.opacity.value = value;
    for (const mesh of this.meshes) applyOpacity(mesh.material as ShaderMaterial, value);
    this.changed();
  }
}

function plain(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return String(value);
}
