/** Shapes of the files that a published twin offers to the page. */
import type { ClaimsEntry } from "./claims";

export interface GridSpec {
  x0: number;
  y0: number;
  dx: number;
  dy: number;
  nx: number;
  ny: number;
}

export interface LayerEntry {
  id: string;
  theme: string;
  collection: string;
  group: "surface" | "shallow" | "subsurface" | "deep";
  label_nl: string;
  label_en: string;
  count: number;
  color: string;
  /** How much of it the service shows to who asks; all of it when it does not say. */
  access?: "full" | "generalised" | "withheld";
}

export interface ClassEntry {
  code?: number;
  key?: string;
  value?: number;
  label_nl: string;
  label_en: string;
  color: string;
}

export interface PageFile {
  name: string;
  title_nl: string;
  title_en: string;
  fictional: boolean;
  bbox: [number, number, number, number];
  origin: [number, number];
  grid: GridSpec;
  reference_year: number;
  layers: LayerEntry[];
  /** Layers that who asks may not see in full: they have no tiles. */
  closed: LayerEntry[];
  voxels: boolean;
  /** Files of what uses the subsurface. */
  claims?: (ClaimsEntry & { label_nl: string; label_en: string })[];
  land_use: ClassEntry[];
  networks: ClassEntry[];
  license: string;
  attribution: string;
}

export interface FramesFile {
  format: "zicht-frames";
  version: number;
  quantity: string;
  nodata: number;
  never: number;
  grid: GridSpec;
  times: (string | number | null)[];
  key_every: number;
  ground: string[];
  blocks: { row0: number; col0: number; ny: number; nx: number }[];
  fields: Record<string, { label_nl: string; label_en: string; frames: string[][] }>;
}

export type TableName =
  | "flooded_area"
  | "flooded_volume"
  | "buildings_flooded"
  | "people_affected"
  | "vital_objects_flooded";

export interface TablesFile {
  sea_level: number[];
  fields: Record<string, Record<TableName, (number | null)[]>>;
  year_reached: Record<string, Record<string, (number | null)[]>>;
  methods?: Record<string, string>;
  reasons?: Record<string, string>;
}

export interface VoxelsFile {
  grid: GridSpec;
  z0: number;
  dz: number;
  nz: number;
  nodata: number;
  fields: Record<string, { file: string; classes: ClassEntry[] }>;
}

export type Language = "nl" | "en";
