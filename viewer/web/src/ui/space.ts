/** From the results of a job to the strip along the dikes, and off the map again. */
import { DikeSpace } from "../core/dike-space";
import type { DikeSpaceFile, Future } from "../core/dike-space";
import { getGunzipped, getJson } from "../core/fetching";
import { folderOf } from "../core/frames";
import { listProcesses, results, successful } from "../core/jobs";
import type { JobResults } from "../core/jobs";
import { store } from "../core/state";
import { context } from "./context";
import { player } from "./player";

export const PROCESS = "dike-space";
/** Results that are looked into for one of this twin; older ones are asked for anew. */
const LOOKED_INTO = 6;

/** The result on the map. */
export interface Shown {
  job: string;
  space: DikeSpace;
  outcome: JobResults;
}

let shown: Shown | null = null;

/** The result on the map; null when there is none, or it has not come yet. */
export const shownSpace = (): Shown | null => (shown && shown.job === store.state.space?.job ? shown : null);

/** The future that the state asks for. */
export function futureNow(space: DikeSpace): Future {
  const asked = store.state.space;
  return asked ? space.future(asked.scenario, asked.quantile, asked.year) : space.future("", 0.5, space.file.asked.year);
}

async function load(url: string): Promise<DikeSpace> {
  const file = await getJson<DikeSpaceFile>(url);
  return new DikeSpace(file, await getGunzipped(folderOf(url) + file.file));
}

/** Put the room that dikes need on the map; false when the result has none, or is about another twin. */
export async function showSpace(job: string, outcome: JobResults): Promise<boolean> {
  const url = outcome["dike-space"]?.href;
  if (!url) return false;
  const space = await load(url);
  const { twin, director } = context();
  if (space.file.twin !== twin) return false;
  player.pause();
  shown = { job, space, outcome };
  // An address may ask for a future of this very result.
  const { space: before } = store.state;
  const same = before?.job === job ? before : null;
  store.set({ space: { job, ...first(space), ...same }, breach: null });
  director.dikes.use(space, job, store.state);
  return true;
}

/** What is shown at first: what the run asked for. */
function first(space: DikeSpace): { scenario: string; quantile: number; year: number } {
  const { asked, scenarios, quantiles, years } = space.file;
  const high = scenarios.find((id) => id.endsWith("-h")) ?? scenarios[0]!;
  const future = space.future(asked.scenario ?? high, asked.quantile ?? 0.5, asked.year);
  return { scenario: scenarios[future.scenario]!, quantile: quantiles[future.quantile]!, year: years[future.year]! };
}

/** A result that the address or an embedding page names; one that is gone leaves the dikes as they are. */
async function restore(job: string): Promise<void> {
  const outcome = await results(context().api, job).catch(() => null);
  if (store.state.space?.job !== job) return;
  const found = outcome && (await showSpace(job, outcome).catch(() => false));
  if (!found && store.state.space?.job === job) store.set({ space: null, station: null });
}

/** From now on the result that the state names is fetched when it is not the one on the map. */
export function followSpace(): void {
  const named = (): void => {
    const job = store.state.space?.job;
    if (job && job !== shown?.job) void restore(job);
  };
  store.subscribe((state, before) => {
    if (state.space?.job !== before.space?.job) named();
  });
  named();
}

/** The newest result of this twin that somebody may see, on the map; false when there is none. */
export async function showNewest(): Promise<boolean> {
  const { api } = context();
  const jobs = await successful(api, [PROCESS, "scenario"], LOOKED_INTO);
  for (const { jobID } of jobs) {
    const outcome = await results(api, jobID).catch(() => null);
    if (outcome && (await showSpace(jobID, outcome).catch(() => false))) return true;
  }
  return false;
}

/** Back on the map what was taken off it. */
export async function reopenSpace(): Promise<void> {
  if (shown) await showSpace(shown.job, shown.outcome);
}

/** Take the strip off the map; the result stays at hand. */
export const closeSpace = (): void => store.set({ space: null, station: null });

let processes: Promise<boolean> | null = null;

/** Whether this service can compute the room that dikes need and the twin has dikes; asked once. */
export function canSpace(): Promise<boolean> {
  const dikes = context().world.files.page.layers.some((layer) => layer.theme === "dikes");
  processes ??= listProcesses(context().api)
    .then((list) => dikes && list.some((entry) => entry.id === PROCESS))
    .catch(() => false);
  return processes;
}
