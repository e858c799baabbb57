/** From an empty canvas to the first complete picture. */
import { fromHash, toHash } from "./core/hash";
import { getJsonOrNull } from "./core/fetching";
import { initialState, store } from "./core/state";
import type { LayerState, State } from "./core/state";
import type { PageFile } from "./core/types";
import { waitUntilReady } from "./core/readiness";
import { exposeHandle } from "./handle";
import { t } from "./i18n";
import { Director } from "./scene/director";
import { Viewport } from "./scene/viewport";
import { FLOOD, RESULT } from "./scene/waters";
import { World, loadTwin } from "./scene/world";
import { provide } from "./ui/context";
import { restoreOutcome } from "./ui/outcome";
import { followLevels } from "./ui/levels";
import { followConflicts } from "./ui/conflict-results";
import { followPlan } from "./ui/placing-plan";
import { followSpace } from "./ui/space";
import { followBodies } from "./ui/subsurface-use";

const API = new URL("v1", document.baseURI).pathname; // the page may lie below a path of a proxy
const SHOWN_AT_FIRST = ["buildings", "dikes", "vital_objects", "roads"];

/** The twin to show: `?twin=ID`, else the demo, else the first that the server has. */
async function chooseTwin(): Promise<string> {
  const asked = new URLSearchParams(location.search).get("twin");
  if (asked && /^[\w.-]+$/.test(asked)) return asked;
  if (await getJsonOrNull<PageFile>(`${API}/collections/demo/assets/page.json`)) return "demo";
  const list = await getJsonOrNull<{ collections: { id: string }[] }>(`${API}/collections`);
  return list?.collections.find(({ id }) => id !== "catalogue")?.id ?? "demo";
}

function firstLayers(page: PageFile): Record<string, LayerState> {
  return Object.fromEntries(
    page.layers.map((entry) => [entry.theme, { on: SHOWN_AT_FIRST.includes(entry.theme), opacity: 1 }]),
  );
}

export async function start(canvas: HTMLCanvasElement, say: (detail: string, fraction: number | null) => void): Promise<void> {
  const asked = fromHash(location.hash, initialState());
  if (asked.lang) store.set({ lang: asked.lang });
  await waitUntilReady(say);
  say(t("loadingData"), null);
  const twin = await chooseTwin();
  const files = await loadTwin(API, twin);
  say(t("loadingPicture"), 0.9);
  const viewport = new Viewport(canvas);
  const world = new World(viewport, files, API, twin);
  const field = files.levels.names[0] ?? "hold";
  store.set({ layers: firstLayers(files.page), field });
  store.set(fromHash(location.hash, store.state));
  if (!files.levels.names.includes(store.state.field)) store.set({ field });
  await world.start();
  const director = new Director(world, store);
  provide({ api: API, twin, world, director, computed: null, flood: null });
  director.begin(store.state);
  restore(asked.field);
  followSpace();
  followLevels();
  followBodies();
  followConflicts();
  followPlan();
  followHash();
  exposeHandle(director);
}

/** A result that the address names comes once the first picture stands; the address may show something else meanwhile. */
function restore(field: string | undefined): void {
  const { result } = store.state;
  if (result && (field === FLOOD || field === RESULT)) void restoreOutcome(result);
}

/** The hash follows the state (replacing, not filling the history); a hash typed by hand is obeyed. */
function followHash(): void {
  let written = location.hash;
  let waiting = 0;
  const obey = (): void => {
    if (location.hash === written) return;
    written = location.hash;
    const { result } = store.state;
    const change = fromHash(location.hash, store.state);
    store.set(change);
    if (store.state.result !== result) restore(change.field);
  };
  const write = (state: State): void => {
    // One that was typed a moment ago, and not told of yet, comes first: it must not be written over.
    if (location.hash !== written) return obey();
    history.replaceState(null, "", `#${toHash(state)}`);
    written = location.hash; // as the browser spells it
  };
  store.subscribe((state) => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => write(state), 200);
  });
  addEventListener("hashchange", obey);
}
