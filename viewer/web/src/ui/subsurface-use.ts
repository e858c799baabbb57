/** Use of the subsurface on the map: the claims of the twin, the year that is shown, where one looks from. */
import { isOpen } from "../core/access";
import { FIRST_YEAR, LAST_YEAR, isMany } from "../core/claims";
import type { Claim, ClaimsEntry, ClaimsFile } from "../core/claims";
import { HttpError, getJson } from "../core/fetching";
import { store } from "../core/state";
import type { State } from "../core/state";
import { context } from "./context";
import { yearNow } from "./subsurface";

/** Opacity of the ground through which bodies are seen. */
const CLEAR = 0.3;

/** Whether anything is on the map that the year of the subsurface is about. */
export const usesYear = ({ bodies, conflicts, plan }: State): boolean => bodies !== null || conflicts !== null || plan !== null;

/** Nothing for what is not for who asks; anything else that went wrong is an error. */
export function forbidden(error: Error): null {
  if (error instanceof HttpError && [401, 403, 404].includes(error.status)) return null;
  throw error;
}

/** Claims of the files that who asks may read; one that is not for them is left out. */
export async function loadClaims(folder: string, entries: readonly ClaimsEntry[]): Promise<Claim[]> {
  const files = await Promise.all(entries.filter(isOpen).map(({ file }) => getJson<ClaimsFile>(folder + file).catch(forbidden)));
  return files.flatMap((file) => file?.claims ?? []);
}

export const canShow = (): boolean => (context().world.files.page.claims?.length ?? 0) > 0;

const asked = new Set<boolean>();
let problem = "";

/** Fetch the claims of the twin the first time that they are asked for: the few large ones, or the many small ones. */
async function fetchBodies(many: boolean): Promise<void> {
  problem = "";
  if (asked.has(many)) return;
  asked.add(many);
  const { api, twin, world, director } = context();
  const entries = (world.files.page.claims ?? []).filter(({ theme }) => isMany(theme) === many);
  try {
    director.claims.use(many ? "many" : "standing", await loadClaims(`${api}/collections/${twin}/assets/`, entries));
  } catch (error) {
    asked.delete(many); // after a broken connection the next time asks again
    problem = (error as Error).message;
  }
  onBodies();
}

/** Why bodies could not be had; empty when they could. */
export const bodiesProblem = (): string => problem;

let onBodies: () => void = () => undefined;

/** Somebody who hears that claims have come. */
export function whenBodies(hear: () => void): void {
  onBodies = hear;
}

/** From now on the bodies that the state asks for are fetched. */
export function followBodies(): void {
  const fetchAsked = ({ bodies }: State): void => {
    if (!bodies) return;
    void fetchBodies(false);
    if (bodies.many) void fetchBodies(true);
  };
  store.subscribe((state, before) => {
    if (state.bodies !== before.bodies) fetchAsked(state);
  });
  fetchAsked(store.state);
}

export function showBodies(): void {
  store.set({ bodies: store.state.bodies ?? { many: false, hidden: [] }, ...seenThrough() });
}

/** A change that lets one see through the ground, where it hides what lies below. */
export const seenThrough = (): Partial<State> => (store.state.ground > 0.6 ? { ground: CLEAR } : {});

export const closeBodies = (): void => store.set({ bodies: null });

/** Years that run: a century in ten seconds, or still. */
const PACE = 10;

class Years {
  onChange: () => void = () => undefined;
  private request = 0;
  private last: number | null = null;
  private moment = 0;

  get playing(): boolean {
    return this.request !== 0;
  }

  toggle(): void {
    if (this.playing) return this.pause();
    this.moment = yearNow() >= LAST_YEAR ? FIRST_YEAR : yearNow();
    this.last = null;
    this.next();
    this.onChange();
  }

  pause(): void {
    if (!this.playing) return;
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.onChange();
  }

  private next(): void {
    this.request = requestAnimationFrame((now) => {
      this.moment = Math.min(LAST_YEAR, this.moment + (this.last === null ? 0 : ((now - this.last) / 1000) * PACE));
      this.last = now;
      const year = Math.floor(this.moment);
      if (year !== store.state.year) store.set({ year });
      context().director.claims.setYear(this.moment);
      if (this.moment >= LAST_YEAR) this.pause();
      else this.next();
    });
  }

  seek(year: number): void {
    this.pause();
    store.set({ year: Math.min(LAST_YEAR, Math.max(FIRST_YEAR, Math.round(year))) });
  }
}

export const years = new Years();
