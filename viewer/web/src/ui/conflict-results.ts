/** From the results of a job to the list of conflicts and its bodies on the map, and off it again. */
import { Vector3 } from "three";
import { isOpen } from "../core/access";
import { FIRST_YEAR } from "../core/claims";
import { firstYear, inOrder } from "../core/conflicts";
import type { Conflict, ConflictsFile } from "../core/conflicts";
import { getJson } from "../core/fetching";
import { folderOf } from "../core/frames";
import { pageFile, results, successful } from "../core/jobs";
import type { JobResults } from "../core/jobs";
import { store } from "../core/state";
import { context } from "./context";
import { yearNow } from "./subsurface";
import { forbidden, loadClaims, seenThrough } from "./subsurface-use";

export const CONFLICTS = "subsurface-conflicts";
/** Results that are looked into for one of this twin. */
const LOOKED_INTO = 6;

export interface ShownConflicts {
  job: string;
  file: ConflictsFile;
  list: Conflict[];
  outcome: JobResults;
}

let shown: ShownConflicts | null = null;
/** Number of the latest wish: what comes in for an earlier one stays away. */
let wish = 0;
let lost = false;
let onConflicts: (list: readonly Conflict[]) => void = () => undefined;

/** The result that is open; null when there is none, or it has not come yet. */
export const shownConflicts = (): ShownConflicts | null => (shown && shown.job === store.state.conflicts?.job ? shown : null);

/** Whether what the address named is no more, or is not for this page. */
export const lostConflicts = (): boolean => lost;

/** Somebody who hears that a result has come. */
export function whenConflicts(hear: (list: readonly Conflict[]) => void): void {
  onConflicts = hear;
}

/** Open a result; false when it tells of no conflicts, is about another twin, or is asked for no more. */
export async function showConflicts(job: string, outcome: JobResults, own = ++wish): Promise<boolean> {
  const url = pageFile(outcome, CONFLICTS);
  if (!url) return false;
  const file = await getJson<ConflictsFile>(url);
  const { twin, director } = context();
  if (file.twin !== twin) return false;
  const folder = folderOf(url);
  const [claims, ...parts] = await Promise.all([
    loadClaims(folder, file.claims),
    // What is not for who asks is left out: there is a file for each theme that is not for everybody.
    ...file.conflicts.filter(isOpen).map((part) => getJson<{ conflicts: Conflict[] }>(folder + part.file).catch(forbidden)),
  ]);
  if (own !== wish) return false;
  shown = { job, file, list: inOrder(parts.flatMap((part) => part?.conflicts ?? [])), outcome };
  lost = false;
  director.claims.use("result", claims);
  const pair = store.state.conflicts?.job === job ? store.state.conflicts.pair : null;
  store.set({ conflicts: { job, pair: shown.list.some(({ id }) => id === pair) ? pair : null }, ...seenThrough() });
  onConflicts(shown.list);
  return true;
}

async function restore(job: string): Promise<void> {
  const own = ++wish;
  const outcome = await results(context().api, job).catch(() => null);
  if (store.state.conflicts?.job !== job) return;
  const found = outcome && (await showConflicts(job, outcome, own).catch(() => false));
  if (found || store.state.conflicts?.job !== job) return;
  lost = true;
  store.set({ conflicts: null });
}

/** From now on the result that the state names is fetched when it is not the one that is open, and its pair stands out. */
export function followConflicts(): void {
  const fetchNamed = (): void => {
    const job = store.state.conflicts?.job;
    if (job && job !== shown?.job) void restore(job);
    else wish++; // what is still on its way is asked for no more
  };
  store.subscribe((state, before) => {
    if (state.conflicts?.job !== before.conflicts?.job) fetchNamed();
    if (state.conflicts !== before.conflicts) markPair();
  });
  fetchNamed();
}

function markPair(): void {
  const pair = pairNow();
  context().director.claims.focus(pair ? [pair.first, pair.second] : []);
}

/** The pair that is looked at. */
export const pairNow = (): Conflict | null => shownConflicts()?.list.find(({ id }) => id === store.state.conflicts?.pair) ?? null;

/** The newest result of this twin; false when there is none. */
export async function showNewestConflicts(): Promise<boolean> {
  const own = ++wish;
  const { api, twin } = context();
  for (const { jobID } of await successful(api, twin, [CONFLICTS, "scenario"], LOOKED_INTO)) {
    if (own !== wish) return true;
    const outcome = await results(api, jobID).catch(() => null);
    if (outcome && (await showConflicts(jobID, outcome, own).catch(() => false))) return true;
  }
  return own !== wish;
}

export function closeConflicts(): void {
  wish++;
  store.set({ conflicts: null });
}

/** Open a pair of the result, and look at it. */
export function openPair(conflict: Conflict): void {
  const { conflicts } = store.state;
  if (conflicts) store.set({ conflicts: { ...conflicts, pair: conflict.id } });
  goToPair(conflict);
}

/** Look at a pair: the year in which it begins, both bodies, from where both are seen. */
export function goToPair(conflict: Conflict): void {
  const { director, world } = context();
  const first = firstYear(conflict);
  const year = first === null || first < FIRST_YEAR ? yearNow() : first;
  store.set({ year, ...seenThrough() });
  director.claims.focus([conflict.first, conflict.second]);
  const [x, y, z] = conflict.point;
  if (typeof x !== "number" || typeof y !== "number") return;
  const [east, north] = world.files.page.origin;
  const level = z ?? world.levels.groundAt(x - east, y - north) ?? 0;
  director.rig.flyTo(director.lookAt(new Vector3(x - east, y - north, level), director.rig.heading, ...seenFrom(conflict, level)));
}

/** Pitch and distance: from as far as the smaller one is wide, from above the ground unless it lies very deep. */
function seenFrom({ first, second }: Conflict, level: number): [pitch: number, distance: number] {
  const { director } = context();
  const wide = Math.min(director.claims.halfWidth(first), director.claims.halfWidth(second), 600);
  const deep = Math.abs(level) * store.state.exaggeration;
  return level < -100 ? [-8, Math.max(3200, 5 * wide)] : [-34, Math.max(180, 5 * wide, 2.3 * deep)];
}
