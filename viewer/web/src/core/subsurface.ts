/** What the service tells of the subsurface: shapes of its answers, and the functions that use it. */

interface Named {
  label_nl: string;
  label_en: string;
}

/** From when to when, years; null where it is not known or has no end. */
interface Lasting {
  start: number | null;
  end: number | null;
}

/** A theme of which who asks sees nothing here. */
export type Withheld = Named & { theme: string };

export interface ProbeItem extends Named, Lasting {
  kind: "ground" | "object" | "water" | "layer" | "voxel" | "claim" | "borehole";
  theme: string | null;
  id: string;
  function: string | null;
  /** m NAP; null where there is no limit. */
  top: number | null;
  base: number | null;
  color: string | null;
  status: string | null;
  source: string | null;
  unit?: string | null;
  /** How far from the place that was asked about it lies, m. */
  distance?: number;
  /** Hydraulic conductivity, m/s; null where it is not known. */
  kh?: number | null;
  kv?: number | null;
  /** How likely the soil of a block is, 0..1; null where it is not known. */
  probability?: number | null;
}

export interface ProbeFile {
  x: number;
  y: number;
  year: number;
  ground_level: number | null;
  items: ProbeItem[];
  withheld: Withheld[];
}

/** A ring, or a path, of (distance along the line m, level m NAP). */
export type Ring = [distance: number, level: number][];

export interface SectionClaim extends Named, Lasting {
  id: string;
  theme: string;
  function: string;
  status: string | null;
  polygons: Ring[];
  /** Bores of it near the plane. */
  paths?: Ring[];
}

/** What a drill or a cone met; `soil` is the number of its lithoclass. */
export type Interval = [top: number, base: number, soil: number, unit: string, text: string];

export interface SectionBorehole {
  id: string;
  kind: string;
  distance: number;
  /** How far from the plane it stands, m. */
  offset: number;
  intervals: Interval[];
}

/** Something that crosses the plane of the section in one point. */
export interface SectionCrossing extends Named {
  id: string;
  theme: string;
  function: string;
  distance: number;
  level: number;
  radius?: number | null;
  /** Room that it asks around itself, m. */
  clearance?: number | null;
}

export interface SectionFile {
  year: number;
  length: number;
  points: [x: number, y: number][];
  low: number;
  high: number;
  ground: { distance: number[]; level: (number | null)[] };
  layers: (Named & { kind: "layer" | "unit" | "lithology"; id: string; color: string | null; polygons: Ring[] })[];
  /** Levels that are kept, m NAP, from one distance to another. */
  water?: { id: string; start: number; end: number; summer: number | null; winter: number | null }[];
  boreholes?: SectionBorehole[];
  claims: SectionClaim[];
  lines: SectionCrossing[];
  withheld: Withheld[];
}

export interface BoxFile {
  bbox: [number, number, number, number];
  base: number;
  top: number;
  year: number;
  /** m3. */
  volume: number;
  soils: (Named & { id: string; color: string | null; volume: number })[];
  objects: (Named & { theme: string; id: string; top: number | null; base: number | null })[];
  claims: (Named & Lasting & { id: string; theme: string; function: string; status: string | null; top: number | null; base: number | null; volume: number | null })[];
  /** How many there are; the lists may hold fewer. */
  counts?: { objects: number; claims: number };
  withheld: Withheld[];
}

/** Functions of the subsurface: what they are called, and the colour of their bodies. */
export const FUNCTIONS: Record<string, Named & { color: string }> = {
  GEO: { label_nl: "aardwarmte", label_en: "geothermal heat", color: "#dc2626" },
  ATES: { label_nl: "warmte-koudeopslag", label_en: "aquifer heat storage", color: "#f97316" },
  BHE: { label_nl: "gesloten bodemlus", label_en: "closed loop", color: "#eab308" },
  WWG: { label_nl: "waterwingebied", label_en: "abstraction area", color: "#1d4ed8" },
  GWB: { label_nl: "grondwaterbescherming", label_en: "groundwater protection", color: "#60a5fa" },
  BVZ: { label_nl: "boringsvrije zone", label_en: "no-drilling zone", color: "#22a6b3" },
  ASV: { label_nl: "strategische drinkwatervoorraad", label_en: "strategic water reserve", color: "#6366f1" },
  WEL: { label_nl: "put", label_en: "well", color: "#2f5d8a" },
  CAB: { label_nl: "kabel", label_en: "cable", color: "#c026d3" },
  PIP: { label_nl: "leiding", label_en: "pipeline", color: "#7c3f98" },
  TUN: { label_nl: "ondergronds bouwwerk", label_en: "underground structure", color: "#5b6470" },
  ARC: { label_nl: "archeologie", label_en: "archaeology", color: "#b45309" },
  STO: { label_nl: "opslag", label_en: "storage", color: "#8b5e83" },
  SALT: { label_nl: "zoutwinning", label_en: "salt mining", color: "#d98cb3" },
  SAND: { label_nl: "ontgronding", label_en: "extraction", color: "#d4b45a" },
  INF: { label_nl: "infiltratie", label_en: "infiltration", color: "#3aa5c9" },
  TRE: { label_nl: "boomwortels", label_en: "tree roots", color: "#4d9e5a" },
  DIK: { label_nl: "dijkzone", label_en: "dike zone", color: "#7d8a5c" },
  PEI: { label_nl: "peilbeheer", label_en: "managed water level", color: "#7db9df" },
};

const STANDING: readonly (string | null)[] = [null, "", "existing", "in-force"];

/** Not there yet: drawn with a broken edge. */
export const isPlanned = (status: string | null): boolean => !STANDING.includes(status);

export const functionColour = (name: string | null): string => FUNCTIONS[name ?? ""]?.color ?? "#6b7a88";

/** Above this nothing stands that is asked for, m NAP. */
const SKY = 100;
const point = (x: number, y: number): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** Addresses of the three questions, below that of the twin's collection. */
export const probeQuery = (x: number, y: number, year: number): string => `probe?coords=${encodeURIComponent(`POINT(${point(x, y)})`)}&year=${year}`;

export const sectionQuery = (line: readonly (readonly [number, number])[], year: number): string =>
  `section?coords=${encodeURIComponent(`LINESTRING(${line.map(([x, y]) => point(x, y)).join(", ")})`)}&year=${year}`;

export const boxQuery = (pit: { x0: number; y0: number; x1: number; y1: number; base: number }, year: number): string =>
  `box?bbox=${[pit.x0, pit.y0, pit.x1, pit.y1].map((v) => Math.round(v * 10) / 10).join(",")}&z=${pit.base}/${SKY}&year=${year}`;
