/** Who is in whose way below ground, as the service tells it, and what holds in a year. */
import type { Claim, ClaimsEntry } from "./claims";
import type { Withheld } from "./subsurface";

export type Verdict = "forbidden" | "conditional" | "competing" | "unknown" | "synergy";

/** The worst first. */
export const VERDICTS: readonly Verdict[] = ["forbidden", "conditional", "competing", "unknown", "synergy"];

export const VERDICT_COLOURS: Record<Verdict, string> = { forbidden: "#b3202c", conditional: "#b8650c", competing: "#7a3e9d", unknown: "#5b6470", synergy: "#1f7a4d" };

type Words<T> = { nl: T; en: T };

export interface Conflict {
  id: string;
  first: string;
  first_theme: string;
  first_function: string;
  first_status?: string;
  second: string;
  second_theme: string;
  second_function: string;
  second_status?: string;
  /** The one of both that has to give way. */
  plan: string;
  rule: number;
  code: string;
  verdict: Verdict;
  /** As drawn; else only with a probability, as places are uncertain. */
  holds: boolean;
  /** Room that is left, negative where it lacks. */
  margin: number | null;
  margin_unit: "m" | "yr";
  /** Metres. */
  distance: number | null;
  required: number | null;
  first_year: number | null;
  last_year: number | null;
  probability: number | null;
  /** Metres of one inside the other. */
  inside: number | null;
  overlap_volume: number | null;
  explanation: Words<string>;
  remedies: Words<string[]>;
  source: string;
  status: string;
  /** EPSG:28992 and m NAP. */
  point: (number | null)[];
}

export interface ConflictsFile {
  format: string;
  version: number;
  twin: string;
  year: number | null;
  horizon: number | null;
  counts: Partial<Record<Verdict, number>>;
  claims: ClaimsEntry[];
  conflicts: { name: string; count: number; file: string; access?: string }[];
}

/** What a plan that is tried out meets. */
export interface VerdictsFile {
  claims: Claim[];
  conflicts: Conflict[];
  counts: Partial<Record<Verdict, number>>;
  withheld: Withheld[];
}

const rank = ({ id }: Conflict): number => Number(/\d+$/.exec(id)?.[0] ?? 0);

/** Whether something that is not there yet is one of the two. */
export const ofPlan = ({ first_status, second_status }: Conflict): boolean => first_status === "planned" || second_status === "planned";

/** Pairs with a plan before those that stand already, each the worst first. */
export const inOrder = (list: readonly Conflict[]): Conflict[] =>
  [...list].sort((a, b) => Number(ofPlan(b)) - Number(ofPlan(a)) || rank(a) - rank(b));

/** How many pairs have each verdict. */
export function countByVerdict(list: readonly Conflict[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { forbidden: 0, conditional: 0, competing: 0, unknown: 0, synergy: 0 };
  for (const { verdict } of list) counts[verdict]++;
  return counts;
}

/** Whether two are in each other's way in a year. */
export const holdsIn = ({ holds, first_year, last_year }: Conflict, year: number): boolean =>
  holds && (first_year === null || first_year <= year) && (last_year === null || year <= last_year);

/** The worst that holds in a year; null where nobody is in the way. */
export function worstIn(list: readonly Conflict[], year: number): Verdict | null {
  const there = new Set(list.filter((each) => holdsIn(each, year)).map(({ verdict }) => verdict));
  return VERDICTS.find((verdict) => there.has(verdict)) ?? null;
}

/** Years of each verdict, from the first in which a pair has it up to that in which none has it any more. */
export function spans(list: readonly Conflict[], from: number, to: number): { verdict: Verdict; from: number; to: number }[] {
  return VERDICTS.flatMap((verdict) => {
    const found: { verdict: Verdict; from: number; to: number }[] = [];
    const those = list.filter((each) => each.verdict === verdict);
    for (let year = from; year < to; year++) {
      if (!those.some((each) => holdsIn(each, year))) continue;
      const last = found.at(-1);
      if (last?.to === year) last.to = year + 1;
      else found.push({ verdict, from: year, to: year + 1 });
    }
    return found;
  });
}

/** The first whole year in which both are in each other's way; null where it has always been so. */
export const firstYear = ({ first_year }: Conflict): number | null => (first_year === null ? null : Math.ceil(first_year));
