/** From the results of a job to the map: a level field at its sea level, or a flood in time. */
import { Film } from "../core/film";
import { describeFrames, folderOf, loadFrames } from "../core/frames";
import { results } from "../core/jobs";
import type { Indicator, JobResults } from "../core/jobs";
import { Levels } from "../core/levels";
import { store } from "../core/state";
import type { FramesFile } from "../core/types";
import { FLOOD, RESULT } from "../scene/waters";
import { context } from "./context";
import { player } from "./player";

/** Put a result on the map; `tell` hears how far its frames have come, 0..1. */
export async function showOutcome(job: string, outcome: JobResults, tell: (part: number) => void = () => undefined): Promise<void> {
  if (!outcome.frames) return;
  const url = outcome.frames.href;
  const file = await describeFrames(url);
  const { world } = context();
  const { origin } = world.files.page;
  player.pause();
  if (file.times.length < 2) {
    world.waters.addResult(new Levels(await loadFrames(url, file), origin));
    return showField(job, outcome.indicators);
  }
  const [highest, arrival] = await Promise.all([kept(outcome["frames-max-level"], file), kept(outcome["frames-arrival-time"], file)]);
  const film = await Film.load(file, folderOf(url), origin, { highest, arrival }, tell);
  const same = store.state.result === job;
  world.waters.setFlood(film);
  context().flood = { job, indicators: outcome.indicators };
  // An address may ask for a moment of this very result.
  store.set({ field: FLOOD, water: true, result: job, time: same ? Math.min(store.state.time, film.end) : 0, view: same ? store.state.view : "depth" });
  world.waters.apply(store.state);
}

/** A single field that the run kept, if it lies on the same cells as the film. */
async function kept(found: { href: string } | undefined, film: FramesFile): Promise<Int16Array[] | null> {
  if (!found) return null;
  const { file, fields } = await loadFrames(found.href);
  const same = JSON.stringify([file.grid, file.blocks]) === JSON.stringify([film.grid, film.blocks]);
  return same ? ([...fields.values()][0] ?? null) : null;
}

function showField(job: string, indicators: Record<string, Indicator>): void {
  const sea = indicators["sea-level-rise.sea_level"]?.value;
  const names = Object.keys(indicators).filter((name) => name.startsWith("sea-level-rise."));
  const values = Object.fromEntries(names.map((name) => [name.slice(15), indicators[name]?.value ?? null]));
  context().computed = typeof sea === "number" ? { sea, values } : null;
  store.set({ field: RESULT, result: job, water: true, ...(typeof sea === "number" ? { sea } : {}) });
}

/** The result that the address names; one that is gone leaves the twin as it is. */
export async function restoreOutcome(job: string): Promise<void> {
  try {
    await showOutcome(job, await results(context().api, job));
  } catch {
    store.set({ result: null, time: 0, view: "depth" });
  }
}

/** Take a flood off the map again. */
export function closeFlood(): void {
  const { world } = context();
  player.pause();
  context().flood = null;
  store.set({ field: world.waters.names[0] ?? "hold", result: null, time: 0, view: "depth", breach: null });
  world.waters.setFlood(null);
}
