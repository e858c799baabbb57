/** From the results of a job to the polders on the map, and off it again; the same for the table to choose levels from. */
import { LevelChoice } from "../core/level-choice";
import type { LevelChoiceFile } from "../core/level-choice";
import { getGunzipped, getJson } from "../core/fetching";
import { folderOf } from "../core/frames";
import { listProcesses, pageFile, results, successful } from "../core/jobs";
import type { JobResults } from "../core/jobs";
import { store } from "../core/state";
import type { LevelsChoice } from "../core/state";
import { DECIDED, WaterLevels, sizeOf } from "../core/water-levels";
import type { WaterLevelsFile } from "../core/water-levels";
import { number, t } from "../i18n";
import { context } from "./context";
import { player } from "./player";
import { closeSpace } from "./space";

export const RAISE = "water-level-raise";
export const CHOOSE = "water-level-choice";
/** Results that are looked into for one of this twin. */
const LOOKED_INTO = 6;
/** Largest result that the page takes in, bytes. */
const LARGEST = 192e6;

export interface ShownLevels {
  job: string;
  levels: WaterLevels;
  outcome: JobResults;
}

export interface ShownChoice {
  job: string;
  choice: LevelChoice;
}

let shown: ShownLevels | null = null;
let table: ShownChoice | null = null;
/** Numbers of the latest wishes, for the map and for the table: what comes in for an earlier one stays away. */
let wish = 0;
let tableWish = 0;
/** Whether a result that the address named could not be had. */
let lost = false;
let onTable: () => void = () => undefined;

/** The result on the map; null when there is none, or it has not come yet. */
export const shownLevels = (): ShownLevels | null => (shown && shown.job === store.state.levels?.job ? shown : null);

/** The table that levels are chosen from, when the state asks for it and it has come. */
export const shownChoice = (): ShownChoice | null => (table && table.job === store.state.options?.job ? table : null);

/** Whether what the address named is no more, or is not for this page; until something else is shown. */
export const lostLevels = (): boolean => lost;

/** Somebody who hears that a table has come. */
export function whenTable(hear: () => void): void {
  onTable = hear;
}

async function load(url: string): Promise<WaterLevels> {
  const file = await getJson<WaterLevelsFile>(url);
  if (sizeOf(file) > LARGEST) throw new Error(t("levelsTooLarge", number(sizeOf(file) / 1e6)));
  return new WaterLevels(file, await getGunzipped(folderOf(url) + file.file));
}

/** Put polders on the map; false when the result has none, is about another twin, or is asked for no more. */
export async function showLevels(job: string, outcome: JobResults, own = ++wish): Promise<boolean> {
  const url = pageFile(outcome, "water-levels");
  if (!url) return false;
  const levels = await load(url);
  const { twin, director } = context();
  if (levels.file.twin !== twin || own !== wish) return false;
  player.pause();
  if (store.state.space) closeSpace();
  shown = { job, levels, outcome };
  lost = false;
  // An address may ask for a moment, and a place, of this very result; a new run keeps how it is looked at.
  const { levels: before, spot } = store.state;
  store.set({ levels: nearest(levels, job, before), spot: before?.job === job ? spot : null, breach: null });
  director.polders.use(levels, job, store.state);
  return true;
}

/** What the result has that is nearest to what is asked for; at first its last year, in August. */
function nearest({ file }: WaterLevels, job: string, asked: LevelsChoice | null): LevelsChoice {
  const [first, last] = [file.years[0]!, file.years.at(-1)!];
  const area = file.areas.some(({ id }) => id === asked?.area) ? asked!.area : "";
  const look = asked ?? { year: last, month: 8, view: "after" as const, paint: "groundwater" as const, stretch: 10, clear: false };
  return { ...look, job, area, year: Math.min(last, Math.max(first, look.year)) };
}

/** Area of which outcomes are read, as the file names it. */
export const areaNow = (): string => store.state.levels?.area || DECIDED;

async function restore(job: string): Promise<void> {
  const own = ++wish;
  const outcome = await results(context().api, job).catch(() => null);
  if (store.state.levels?.job !== job) return;
  const found = outcome && (await showLevels(job, outcome, own).catch(() => false));
  if (found || store.state.levels?.job !== job) return;
  lost = true;
  store.set({ levels: null, spot: null });
}

/** Fetch a table of choices and let the sliders stand where the state asks, else as today. */
export async function showChoice(job: string, outcome: JobResults, own = ++tableWish): Promise<boolean> {
  const url = pageFile(outcome, "water-level-choice");
  if (!url) return false;
  const choice = new LevelChoice(await getJson<LevelChoiceFile>(url));
  if (choice.file.twin !== context().twin || own !== tableWish) return false;
  table = { job, choice };
  lost = false;
  const asked = store.state.options?.job === job ? store.state.options.options : [];
  store.set({ options: { job, options: choice.possible(asked) } });
  onTable();
  return true;
}

async function restoreChoice(job: string): Promise<void> {
  const own = ++tableWish;
  const outcome = await results(context().api, job).catch(() => null);
  if (store.state.options?.job !== job) return;
  const found = outcome && (await showChoice(job, outcome, own).catch(() => false));
  if (found || store.state.options?.job !== job) return;
  lost = true;
  store.set({ options: null });
}

/** From now on the results that the state names are fetched when they are not the ones that stand. */
export function followLevels(): void {
  const fetchLevels = (): void => {
    const job = store.state.levels?.job;
    if (job && job !== shown?.job) void restore(job);
    else wish++; // what is still on its way is asked for no more
  };
  const fetchTable = (): void => {
    const job = store.state.options?.job;
    if (job && job !== table?.job) void restoreChoice(job);
    else tableWish++;
  };
  const correct = (): void => {
    const { levels: asked, options } = store.state;
    const { levels } = shownLevels() ?? {};
    if (asked && levels) {
      const exact = nearest(levels, asked.job, asked);
      if (exact.area !== asked.area || exact.year !== asked.year) store.set({ levels: exact });
    }
    const choice = shownChoice()?.choice;
    const possible = choice && options ? choice.possible(options.options) : null;
    if (possible && possible.join() !== options!.options.join()) store.set({ options: { ...options!, options: possible } });
  };
  store.subscribe((state, before) => {
    // Each by itself: what is still on its way is not asked for again because the other came.
    if (state.levels?.job !== before.levels?.job) fetchLevels();
    if (state.options?.job !== before.options?.job) fetchTable();
    if (state.levels !== before.levels || state.options !== before.options) correct();
    if (state.space && !before.space && state.levels) closeLevels();
  });
  fetchLevels();
  fetchTable();
}

/** The newest result of this twin that `show` takes; false when there is none. Another wish in the meantime goes first. */
async function newest(process: string, show: (job: string, outcome: JobResults) => Promise<boolean>, over: () => boolean): Promise<boolean> {
  const { api, twin } = context();
  for (const { jobID } of await successful(api, twin, [process, "scenario"], LOOKED_INTO)) {
    if (over()) return true;
    const outcome = await results(api, jobID).catch(() => null);
    if (over()) return true;
    if (outcome && (await show(jobID, outcome).catch(() => false))) return true;
  }
  return over();
}

export function showNewestLevels(): Promise<boolean> {
  const own = ++wish;
  return newest(RAISE, (job, outcome) => showLevels(job, outcome, own), () => own !== wish);
}

export function showNewestChoice(): Promise<boolean> {
  const own = ++tableWish;
  return newest(CHOOSE, (job, outcome) => showChoice(job, outcome, own), () => own !== tableWish);
}

/** Back on the map what was taken off it, else the newest that there is. */
export async function reopenLevels(): Promise<void> {
  if (!shown || !(await showLevels(shown.job, shown.outcome).catch(() => false))) await showNewestLevels().catch(() => false);
}

/** Take the polders off the map, also when they are still on their way; the result stays at hand. */
export function closeLevels(): void {
  wish++;
  store.set({ levels: null, spot: null });
}

let processes: Promise<Set<string>> | null = null;

/** What this service can compute of the levels of this twin: `water-level-raise`, `water-level-choice`; asked once. */
export function levelProcesses(): Promise<Set<string>> {
  processes ??= listProcesses(context().api)
    .then((list) => new Set(hasPolders() ? list.map(({ id }) => id).filter((id) => id === RAISE || id === CHOOSE) : []))
    .catch(() => new Set<string>());
  return processes;
}

/** Whether the twin has water-level areas. */
export const hasPolders = (): boolean => context().world.files.page.layers.some((layer) => layer.theme === "peilgebieden");
