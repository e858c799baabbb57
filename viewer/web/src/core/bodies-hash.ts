/** The keys of the hash that are about the use of the subsurface: bodies, a result of conflicts, a plan. */
import type { Plan } from "./placing";
import type { BodiesChoice, ConflictsChoice } from "./state";

/** A plan that is longer does not go in the address. */
const LONGEST = 2000;

/** `1,GEO.ATES`: whether lines and foundations are there too, functions that are hidden. */
export const bodiesToText = ({ many, hidden }: BodiesChoice): string => `${many ? 1 : 0},${hidden.join(".")}`;

export function bodiesFromText(text: string): BodiesChoice {
  const [many, hidden = ""] = text.split(",");
  return { many: many === "1", hidden: hidden.split(".").filter((name) => /^[A-Z]{2,8}$/.test(name)) };
}

export const conflictsToText = ({ job, pair }: ConflictsChoice): string => (pair ? `${job},${pair}` : job);

export function conflictsFromText(text: string): ConflictsChoice | null {
  const [job = "", pair = ""] = text.split(",");
  return /^[\w-]{1,64}$/.test(job) ? { job, pair: /^[\w-]{1,40}$/.test(pair) ? pair : null } : null;
}

export function planToText(plan: Plan): string | null {
  const text = JSON.stringify(plan);
  return text.length <= LONGEST ? text : null;
}

/** Null for what is no plan of a kind; what stands in it the service judges. */
export function planFromText(text: string): Plan | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found) && typeof (found as Plan).kind === "string" ? (found as Plan) : null;
  } catch {
    return null;
  }
}
