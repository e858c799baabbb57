/** What the page can say about a picked thing, in plain data. */
import type { Vector3 } from "three";
import { Vector3 as V3 } from "three";
import { firstPosition } from "../core/clusters";
import { getJsonOrNull } from "../core/fetching";
import type { State } from "../core/state";
import type { PageFile } from "../core/types";
import type { Attributes } from "./feature-layer";
import type { FeatureHit } from "./picker";
import type { Voxels } from "./voxels";
import type { Waters } from "./waters";

interface Place {
  /** EPSG:28992, m. */
  x: number;
  y: number;
  /** m NAP. */
  z: number;
}

export interface FeatureAnswer extends Place {
  kind: "feature";
  layer: string;
  collection: string;
  id: string;
  attributes: Attributes;
  ground: number | null;
  level: number | null;
  depth: number;
}

export interface GroundAnswer extends Place {
  kind: "ground";
  ground: number | null;
  level: number | null;
  depth: number;
}

export interface VoxelAnswer extends Place {
  kind: "voxel";
  values: Record<string, { value: number; label_nl: string; label_en: string; color: string }>;
}

export type Answer = FeatureAnswer | GroundAnswer | VoxelAnswer;

function place(point: Vector3, page: PageFile): Place {
  return { x: point.x + page.origin[0], y: point.y + page.origin[1], z: point.z };
}

export function describeFeature(hit: FeatureHit, point: Vector3, page: PageFile, waters: Waters, state: State): FeatureAnswer {
  const attributes = hit.layer.attributes(hit.mesh, hit.row);
  return {
    kind: "feature",
    layer: hit.layer.entry.theme,
    collection: hit.layer.entry.collection,
    id: String(attributes["id"] ?? hit.row),
    attributes,
    ...place(point, page),
    ...waters.answer(state, point.x, point.y),
  };
}

const RD = "http://www.opengis.net/def/crs/EPSG/0/28992";

/** The same answer for an object of which only the name is known. */
export async function fetchFeature(
  picked: NonNullable<State["picked"]>,
  api: string,
  page: PageFile,
  waters: Waters,
  state: State,
): Promise<FeatureAnswer | null> {
  const entry = page.layers.find((layer) => layer.theme === picked.layer);
  if (!entry) return null;
  const url = `${api}/collections/${entry.collection}/items/${encodeURIComponent(picked.id)}?crs=${encodeURIComponent(RD)}`;
  const item = await getJsonOrNull<{ properties: Attributes; geometry: { coordinates?: unknown } }>(url).catch(() => null);
  const at = firstPosition(item?.geometry ?? null);
  if (!item || !at) return null;
  const water = waters.answer(state, at[0] - page.origin[0], at[1] - page.origin[1]);
  const where = { x: at[0], y: at[1], z: water.ground ?? 0 };
  return { kind: "feature", layer: picked.layer, collection: entry.collection, id: picked.id, attributes: item.properties, ...where, ...water };
}

export function describeCell(point: Vector3, page: PageFile, waters: Waters, state: State): GroundAnswer {
  return { kind: "ground", ...place(point, page), ...waters.answer(state, point.x, point.y) };
}

/** Walk the ray through the cut model until the first class that is shown. */
export function describeVoxel(voxels: Voxels, eye: Vector3, ray: Vector3, page: PageFile, state: State): VoxelAnswer | null {
  const { min, max } = voxels.bounds;
  const cut = state.voxels.cut;
  const lo = new V3(cut[0], cut[2], cut[4]).multiply(max.clone().sub(min)).add(min);
  const hi = new V3(cut[1], cut[3], cut[5]).multiply(max.clone().sub(min)).add(min);
  const near: number[] = [0];
  const far: number[] = [];
  for (const axis of ["x", "y", "z"] as const) {
    const a = (lo[axis] - eye[axis]) / ray[axis];
    const b = (hi[axis] - eye[axis]) / ray[axis];
    near.push(Math.min(a, b));
    far.push(Math.max(a, b));
  }
  const leave = Math.min(...far);
  const { dx, dy, nx, ny } = voxels.file.grid;
  const { nz, dz, nodata } = voxels.file;
  const hidden = new Set(state.voxels.hidden);
  const shown = voxels.data.get(voxels.field);
  const step = Math.min(dz / Math.max(Math.abs(ray.z), 1e-3), dx) / 3;
  for (let t = Math.max(...near) + 0.01; t < leave; t += step) {
    const p = eye.clone().addScaledVector(ray, t);
    const c = [Math.floor((p.x - min.x) / dx), Math.floor((max.y - p.y) / dy), Math.floor((p.z - min.z) / dz)] as const;
    if (c[0] < 0 || c[1] < 0 || c[2] < 0 || c[0] >= nx || c[1] >= ny || c[2] >= nz) continue;
    const index = (c[2] * ny + c[1]) * nx + c[0];
    const value = shown?.[index] ?? nodata;
    if (value === nodata || hidden.has(value)) continue;
    const values: VoxelAnswer["values"] = {};
    for (const [name, data] of voxels.data) {
      const found = voxels.file.fields[name]?.classes.find((entry) => (entry.value ?? entry.code) === data[index]);
      if (found) values[name] = { value: data[index]!, label_nl: found.label_nl, label_en: found.label_en, color: found.color };
    }
    return { kind: "voxel", ...place(p, page), values };
  }
  return null;
}
