/** What the parts of the page share once the twin has been loaded. */
import type { Director } from "../scene/director";
import type { Indicator } from "../core/jobs";
import type { TableName } from "../core/types";
import type { World } from "../scene/world";

/** The last computed outcome that is shown as a field: its numbers hold at its own sea level only. */
export interface Computed {
  sea: number;
  values: Partial<Record<TableName, number | null>>;
}

/** The flood that is on the map: the job it came from, and its outcomes. */
export interface FloodOutcome {
  job: string;
  indicators: Record<string, Indicator>;
}

export interface Context {
  api: string;
  twin: string;
  world: World;
  director: Director;
  computed: Computed | null;
  flood: FloodOutcome | null;
}

let current: Context | null = null;

export function provide(context: Context): void {
  current = context;
}

export function context(): Context {
  if (!current) throw new Error("the twin has not been loaded yet");
  return current;
}
