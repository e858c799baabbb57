/** `window.__viewer`: the handle for tests and for pages that embed this one. */
import { store } from "./core/state";
import type { State } from "./core/state";
import type { Answer } from "./scene/answers";
import type { Director } from "./scene/director";

export interface Stats {
  frames: number;
  tiles: number;
  triangles: number;
  software: boolean;
  /** Whether tiles of the present view are still coming. */
  busy: boolean;
  /** Share of wet cells in the middle quarter of the area at the present sea level. */
  wet: number;
  /** Requests to another origin than this page's; must stay 0. */
  external: number;
  width: number;
  height: number;
}

export interface ViewerHandle {
  readonly ready: boolean;
  readonly state: State;
  setState(change: Partial<State>): void;
  /** What is at a pixel of the canvas (from the top left, CSS px); that of `focus` when left out. */
  pick(x?: number, y?: number): Answer | null;
  /** The pixel that keys and buttons take as the middle: that of the part the panels leave free. */
  focus(): { x: number; y: number };
  /** The pixel at which a place in EPSG:28992 + NAP is drawn; null behind the eye. */
  project(x: number, y: number, z: number): { x: number; y: number } | null;
  stats(): Stats;
  /** Mean colour of a region of the picture, in fractions from the top left. */
  meanColour(x0: number, y0: number, x1: number, y1: number): [number, number, number];
}

declare global {
  interface Window {
    __viewer?: ViewerHandle;
  }
}

function wetShare(director: Director): number {
  const { waters, box } = director.world;
  const n = 40;
  let wet = 0;
  for (let i = 0; i < n * n; i++) {
    const x = box.x0 + (box.x1 - box.x0) * (0.375 + (0.25 * ((i % n) + 0.5)) / n);
    const y = box.y0 + (box.y1 - box.y0) * (0.375 + (0.25 * (Math.floor(i / n) + 0.5)) / n);
    if (waters.answer(store.state, x, y).depth > 0) wet++;
  }
  return wet / (n * n);
}

function externalRequests(): number {
  const entries = performance.getEntriesByType("resource");
  return entries.filter((entry) => /^https?:/.test(entry.name) && !entry.name.startsWith(location.origin)).length;
}

export function exposeHandle(director: Director): void {
  const { world } = director;
  const { viewport } = world;
  let stood = false;
  const visible = (): number =>
    world.terrain.visible + [...director.layers.values()].reduce((sum, layer) => sum + layer.tiles.visible, 0);
  window.__viewer = {
    get ready() {
      // Once the first complete picture stands it stays ready; later tiles refine it. Under the ground there may be none.
      stood ||= !director.busy && viewport.frames > 0 && world.terrain.renderer.rootTileset !== null;
      return stood;
    },
    get state() {
      return store.state;
    },
    setState: (change) => store.set(change),
    pick: (x, y) => {
      const middle = viewport.focus();
      return director.pick(x ?? middle.x, y ?? middle.y);
    },
    focus: () => ({ x: viewport.focus().x, y: viewport.focus().y }),
    project: (x, y, z) => director.aim.project(x, y, z),
    stats: () => ({
      frames: viewport.frames,
      tiles: visible(),
      triangles: viewport.renderer.info.render.triangles,
      software: viewport.software,
      busy: director.busy || director.rig.flying,
      wet: wetShare(director),
      external: externalRequests(),
      width: viewport.size().x,
      height: viewport.size().y,
    }),
    meanColour: (x0, y0, x1, y1) => viewport.meanColour(x0, y0, x1, y1),
  };
}
