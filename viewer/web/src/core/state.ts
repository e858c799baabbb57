/** The whole state of the page in one plain object: what the URL, the tests and embedding pages see. */
import type { Plan } from "./placing";
import type { Language } from "./types";

export interface CameraState {
  /** EPSG:28992, m; z in m NAP. */
  x: number;
  y: number;
  z: number;
  heading: number;
  pitch: number;
}

export interface LayerState {
  on: boolean;
  opacity: number;
}

/** What of a flood is shown: the water of the moment, the highest water, or when the water came. */
export type FloodView = "depth" | "highest" | "arrival";

/** Where a dike is to be breached, EPSG:28992, and its name or id. */
export interface BreachPlace {
  x: number;
  y: number;
  dike: string;
}

/** The future for which the room of dikes is shown, and the job that it was computed in. */
export interface SpaceChoice {
  job: string;
  scenario: string;
  quantile: number;
  year: number;
}

/** A metre of dike: its dike, and how far along, m. */
export interface Station {
  dike: string;
  chainage: number;
}

/** What of the polders is shown: as it would go on, with the measure, or what the measure changes. */
export type LevelsView = "before" | "after" | "difference";

/** The moment for which polders are shown, how, and the job that it was computed in. */
export interface LevelsChoice {
  job: string;
  year: number;
  /** 1 to 12. */
  month: number;
  view: LevelsView;
  /** What the colours of the land tell. */
  paint: "groundwater" | "ground";
  /** How many times as large heights in the soil are drawn, 1..20. */
  stretch: number;
  /** Whether one sees through the ground to the groundwater. */
  clear: boolean;
  /** Area of which the outcomes are read; empty for all decided land. */
  area: string;
}

/** Levels that somebody chooses: the number of an option for every area, and the job of the table. */
export interface OptionsChoice {
  job: string;
  options: number[];
}

/** A box that is dug out of the ground, EPSG:28992, down to `base`, m NAP. */
export interface Pit {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  base: number;
}

/** A line along which the ground is read, EPSG:28992, from the sky down to `base`, m NAP. */
export interface SectionLine {
  line: [x: number, y: number][];
  base: number;
}

/** Bodies of what uses the subsurface: with lines and foundations too, without the functions that are hidden. */
export interface BodiesChoice {
  many: boolean;
  hidden: string[];
}

/** The result of which conflicts are read, and the pair that is looked at. */
export interface ConflictsChoice {
  job: string;
  pair: string | null;
}

export type Tab = "layers" | "scenario" | "dikes" | "levels" | "below" | "about";

export interface State {
  v: 1;
  lang: Language;
  /** Sea level, m NAP, whole centimetres. */
  sea: number;
  /** Level field that is shown: hold, absent, or that of a result; flood is a result in time. */
  field: string;
  /** Job whose result is on the map. */
  result: string | null;
  /** Moment of a flood, s since its start. */
  time: number;
  view: FloodView;
  water: boolean;
  exaggeration: number;
  /** Opacity of the ground, 0..1. */
  ground: number;
  camera: CameraState | null;
  layers: Record<string, LayerState>;
  buildings: "use" | "year";
  voxels: {
    on: boolean;
    opacity: number;
    field: string;
    hidden: number[];
    /** West, east, south, north, bottom, top as fractions of the model box. */
    cut: [number, number, number, number, number, number];
  };
  tab: Tab;
  panel: boolean;
  picked: { layer: string; id: string } | null;
  breach: BreachPlace | null;
  space: SpaceChoice | null;
  station: Station | null;
  levels: LevelsChoice | null;
  /** Place in a polder of which the section is shown, EPSG:28992. */
  spot: { x: number; y: number } | null;
  options: OptionsChoice | null;
  /** Year in which the subsurface is read; null for the reference year of the twin. */
  year: number | null;
  /** Place of the vertical probe, EPSG:28992. */
  probe: { x: number; y: number } | null;
  pit: Pit | null;
  section: SectionLine | null;
  bodies: BodiesChoice | null;
  conflicts: ConflictsChoice | null;
  /** What is tried out below ground. */
  plan: Plan | null;
}

export const SEA_MAX = 5;

export function initialState(): State {
  return {
    v: 1,
    lang: "nl",
    sea: 0,
    field: "hold",
    result: null,
    time: 0,
    view: "depth",
    water: true,
    exaggeration: 5,
    ground: 1,
    camera: null,
    layers: {},
    buildings: "use",
    voxels: { on: false, opacity: 1, field: "", hidden: [], cut: [0, 1, 0, 1, 0, 1] },
    tab: "layers",
    panel: true,
    picked: null,
    breach: null,
    space: null,
    station: null,
    levels: null,
    spot: null,
    options: null,
    year: null,
    probe: null,
    pit: null,
    section: null,
    bodies: null,
    conflicts: null,
    plan: null,
  };
}

type Listener = (state: State, before: State) => void;

export class Store {
  private current = initialState();
  private readonly listeners = new Set<Listener>();

  get state(): State {
    return this.current;
  }

  /** Change some keys; listeners hear of it once, with the state before. */
  set(change: Partial<State>): void {
    const before = this.current;
    const next = { ...before, ...change, v: 1 as const };
    next.sea = Math.round(Math.min(SEA_MAX, Math.max(0, next.sea)) * 100) / 100;
    next.time = Math.max(0, next.time);
    next.ground = Math.min(1, Math.max(0, next.ground));
    next.exaggeration = Math.min(20, Math.max(1, next.exaggeration));
    this.current = next;
    for (const listener of [...this.listeners]) listener(next, before);
  }

  setLayer(id: string, change: Partial<LayerState>): void {
    const old = this.current.layers[id] ?? { on: false, opacity: 1 };
    this.set({ layers: { ...this.current.layers, [id]: { ...old, ...change } } });
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export const store = new Store();
