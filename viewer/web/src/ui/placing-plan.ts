/** A plan that is tried out: what may be placed, where, and what the service says of it, each time that it changes. */
import { worstIn } from "../core/conflicts";
import type { VerdictsFile } from "../core/conflicts";
import { HttpError, postJson } from "../core/fetching";
import { describeProcess } from "../core/jobs";
import { Latest } from "../core/latest";
import { dragged, faultsByField, kindsOf, mended, planAt, spotsOf } from "../core/placing";
import type { Kind, Plan } from "../core/placing";
import { store } from "../core/state";
import type { State } from "../core/state";
import { faultText, maybe } from "../i18n";
import { CONFLICTS, closeConflicts } from "./conflict-results";
import { context } from "./context";
import { tracer, yearNow } from "./subsurface";
import { closeBodies, seenThrough } from "./subsurface-use";

class Trial {
  kinds: readonly Kind[] = [];
  /** Hears of every change of the plan and of what is said of it. */
  onChange: () => void = () => undefined;
  onAnswer: () => void = () => undefined;
  readonly latest = new Latest<VerdictsFile>(
    () => this.told(),
    (plan) => this.judge(JSON.parse(plan) as Plan),
  );
  /** The last plan with which nothing was wrong. */
  private sound: Plan | null = null;
  /** The plan that the answer is about. */
  private answered: Plan | null = null;
  private asked: Plan | null = null;

  /** The kinds that this service can judge. */
  async load(): Promise<void> {
    const process = await describeProcess(context().api, CONFLICTS);
    const field = process.inputs["interventions"];
    this.kinds = field ? kindsOf(field.schema) : [];
    this.follow(store.state);
  }

  private async judge(plan: Plan): Promise<VerdictsFile> {
    const { kind, sound } = this;
    const ask = (each: Plan): Promise<VerdictsFile> => postJson(`${context().api}/collections/${context().twin}/verdicts`, JSON.stringify({ intervention: each }));
    try {
      return await ask(plan);
    } catch (error) {
      // Limits of fields are looked at first, and only then how they go together: all that is wrong is told at once.
      const faults = error instanceof HttpError ? error.faults : [];
      const rest = kind && mended(plan, faults, kind, sound);
      const further = rest ? await ask(rest).catch((later: Error) => later) : null;
      if (further instanceof HttpError) faults.push(...further.faults.filter((each) => !faults.some(({ field }) => field === each.field)));
      throw error;
    }
  }

  get kind(): Kind | null {
    return this.kinds.find(({ kind }) => kind === store.state.plan?.kind) ?? null;
  }

  /** Draw the place of a new plan of a kind. */
  begin(kind: Kind): void {
    tracer().begin(kind.geometry, (spots) => {
      // What stands comes in the place of the result of a run: that may hold other plans.
      const bodies = store.state.bodies ?? { many: false, hidden: [] };
      store.set({ plan: planAt(kind, spots), bodies, conflicts: null, ...seenThrough() });
    }, maybe(`place-${kind.kind}`));
  }

  /** What the state holds is asked about, and its handles stand on the map. */
  follow({ plan }: State): void {
    const { kind } = this;
    const { director } = context();
    director.handles.put(plan && kind ? spotsOf(plan, kind) : []);
    director.handles.onDrag = (handle, dx, dy) => {
      const now = store.state.plan;
      if (now && kind) store.set({ plan: dragged(now, kind, handle, dx, dy) });
    };
    this.asked = plan;
    this.latest.ask(plan ? JSON.stringify(plan) : null);
    if (!plan) this.answered = null;
    this.dress();
    this.onChange();
  }

  private told(): void {
    const { value } = this.latest;
    this.answered = value ? this.asked : null;
    if (value) this.sound = this.asked;
    context().director.claims.use("plan", value?.claims ?? []);
    this.dress();
    this.onChange();
    this.onAnswer();
  }

  /** The colour of the verdict on each body in the year that is shown; until a new answer comes the bodies go along with the hand. */
  dress(): void {
    const { plan } = store.state;
    const { kind, answered } = this;
    const met = this.latest.value?.conflicts ?? [];
    const [from, to] = [answered, plan].map((each) => (each && kind ? spotsOf(each, kind)[0] : undefined));
    const shift = from && to ? [to[0] - from[0], to[1] - from[1]] : [0, 0];
    context().director.claims.dressPlan((id) => worstIn(met.filter(({ first }) => first === id), yearNow()), shift[0]!, shift[1]!);
  }

  /** What is wrong, by the field it is about. */
  get faults(): Map<string, string[]> {
    const { failure } = this.latest;
    const { kind } = this;
    if (!failure || !kind) return new Map();
    const named = failure instanceof HttpError ? failure.faults : [];
    return named.length > 0 ? faultsByField(named, kind, faultText) : new Map([["", [failure.message]]]);
  }
}

export const trial = new Trial();

/** From now on the plan of the state is tried out whenever it changes. */
export function followPlan(): void {
  store.subscribe((state, before) => {
    if (state.plan !== before.plan) {
      if (state.plan && trial.kinds.length === 0) void trial.load().catch(() => undefined);
      trial.follow(state);
    } else if (state.plan && state.year !== before.year) trial.dress();
  });
  if (store.state.plan) void trial.load().catch(() => undefined);
}

export const closePlan = (): void => store.set({ plan: null });

/** Take all use of the subsurface off the map. */
export function closeUse(): void {
  closeBodies();
  closeConflicts();
  closePlan();
}
