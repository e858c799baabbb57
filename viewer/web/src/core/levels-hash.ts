/** The keys of the hash that are about polders. */
import type { LevelsChoice, LevelsView, OptionsChoice } from "./state";

const VIEWS: readonly LevelsView[] = ["before", "after", "difference"];
const JOB = /^[\w-]{1,64}$/;
const between = (text: string | undefined, low: number, high: number, fallback: number): number => {
  const value = text ? Number(text) : NaN;
  return Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : fallback;
};

/** `job,year,month,view,paint,stretch,clear,area`; the area comes last, since its name may hold a comma. */
export const levelsToText = ({ job, year, month, view, paint, stretch, clear, area }: LevelsChoice): string =>
  [job, year, month, view, paint, stretch, clear ? 1 : 0, area].join(",");

export function levelsFromText(text: string): LevelsChoice | null {
  const [job = "", year, month, view, paint, stretch, clear, ...area] = text.split(",");
  if (!JOB.test(job)) return null;
  return {
    job,
    year: Math.round(between(year, 1900, 3000, 2100)),
    month: Math.round(between(month, 1, 12, 8)),
    view: VIEWS.find((each) => each === view) ?? "after",
    paint: paint === "ground" ? "ground" : "groundwater",
    stretch: Math.round(between(stretch, 1, 20, 5)),
    clear: clear === "1",
    area: area.join(","),
  };
}

export function spotFromText(text: string): { x: number; y: number } | null {
  const [x, y] = text.split(",").map((part) => (part ? Number(part) : NaN));
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x!, y: y! } : null;
}

export function optionsFromText(text: string): OptionsChoice | null {
  const [job = "", numbers = ""] = text.split(",");
  const options = numbers.split(".").filter(Boolean).map(Number);
  return JOB.test(job) && options.every((each) => Number.isInteger(each) && each >= 0) ? { job, options } : null;
}
