/** From the results of a job to the strip along the dikes, and off the map again. */
import { DikeSpace } from "../core/dike-space";
import type { DikeSpaceFile, Future } from "../core/dike-space";
import { getGunzipped, getJson } from "../core/fetching";
import { folderOf } from "../core/frames";
import { listProcesses, results, successful } from "../core/jobs";
import type { JobResults } from "../core/jobs";
import { store } from "../core/state";
import type { SpaceChoice } from "../core/state";
import { number, t } from "../i18n";
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

/** Largest table that the page takes in, bytes: one of a whole country would fill the memory of a telephone. */
const LARGEST = 128e6;

let shown: Shown | null = null;
/** Number of the latest wish: what comes in for an earlier one stays off the map. */
let wish = 0;

/** The result on the map; null when there is none, or it has not come yet. */
export const shownSpace = (): Shown | null => (shown && shown.job === store.state.space?.job ? shown : null);

/** The future that the state asks for. */
export function futureNow(space: DikeSpace): Future {
  const asked = store.state.space;
  return asked ? space.future(asked.scenario, asked.quantile, asked.year) : space.future("", 0.5, space.file.asked.year);
}

/** Bytes of all arrays together, unpacked. */
const tableSize = ({ locations, scenarios, quantiles, years, arrays }: DikeSpaceFile): number =>
  2 * locations.x.length * scenarios.length * quantiles.length * years.length * arrays.length;

async function load(url: string): Promise<DikeSpace> {
  const file = await getJson<DikeSpaceFile>(url);
  const size = tableSize(file);
  if (size > LARGEST) throw new Error(t("dikeTooLarge", number(size / 1e6)));
  return new DikeSpace(file, await getGunzipped(folderOf(url) + file.file));
}

/** Put the room that dikes need on the map; false when the result has none, is about another twin, or is asked for no more. */
export async function showSpace(job: string, outcome: JobResults): Promise<boolean> {
  const url = outcome["dike-space"]?.href;
  if (!url) return false;
  const own = ++wish;
  const space = await load(url);
  const { twin, director } = context();
  if (space.file.twin !== twin || own !== wish) return false;
  player.pause();
  shown = { job, space, outcome };
  // An address may ask for a future, and a metre of dike, of this very result.
  const { space: before, station } = store.state;
  const there = station && space.placeAt(station.dike, station.chainage) !== null;
  store.set({ space: nearest(space, job, before?.job === job ? before : null), station: there ? station : null, breach: null });
  director.dikes.use(space, job, store.state);
  return true;
}

/** The future of the table that is nearest to the one asked for; at first that is what the run asked for. */
function nearest(space: DikeSpace, job: string, wanted: SpaceChoice | null): SpaceChoice {
  const { asked, scenarios, quantiles, years } = space.file;
  const high = scenarios.find((id) => id.endsWith("-h")) ?? scenarios[0]!;
  const { quantile, year } = wanted ?? asked;
  const scenario = [wanted?.scenario, asked.scenario].find((id) => id && scenarios.includes(id)) ?? high;
  const future = space.future(scenario, quantile ?? 0.5, year);
  return { job, scenario: scenarios[future.scenario]!, quantile: quantiles[future.quantile]!, year: years[future.year]! };
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
  const fetchNamed = (): void => {
    const job = store.state.space?.job;
    if (job && job !== shown?.job) void restore(job);
  };
  // What is asked for by hand becomes what is shown.
  const correct = (asked: SpaceChoice | null): void => {
    const space = shownSpace()?.space;
    const exact = space && asked && nearest(space, asked.job, asked);
    const same = exact && exact.scenario === asked.scenario && exact.quantile === asked.quantile && exact.year === asked.year;
    if (exact && !same) store.set({ space: exact });
  };
  store.subscribe((state, before) => {
    if (state.space?.job !== before.space?.job) fetchNamed();
    if (state.space !== before.space) correct(state.space);
  });
  fetchNamed();
}

/** The newest result of this twin that somebody may see, on the map; false when there is none. */
export async function showNewest(): Promise<boolean> {
  const { api, twin } = context();
  const jobs = await successful(api, twin, [PROCESS, "scenario"], LOOKED_INTO);
  for (const { jobID } of jobs) {
    const outcome = await results(api, jobID).catch(() => null);
    if (outcome && (await showSpace(jobID, outcome).catch(() => false))) return true;
    if (store.state.space) return true; // another was asked for in the meantime
  }
  return false;
}

/** Back on the map what was taken off it; where that is gone by now, the newest that there is. */
export async function reopenSpace(): Promise<void> {
  if (!shown || (await showSpace(shown.job, shown.outcome).catch(() => null)) !== null) return;
  shown = null;
  await showNewest().catch(() => false);
}

/** Take the strip off the map, also when it is still on its way; the result stays at hand. */
export function closeSpace(): void {
  wish++;
  store.set({ space: null, station: null });
}

let processes: Promise<boolean> | null = null;

/** Whether this service can compute the room that dikes need and the twin has dikes; asked once. */
export function canSpace(): Promise<boolean> {
  const dikes = context().world.files.page.layers.some((layer) => layer.theme === "dikes");
  processes ??= listProcesses(context().api)
    .then((list) => dikes && list.some((entry) => entry.id === PROCESS))
    .catch(() => false);
  return processes;
}
