/** The rows behind an effect, by state, network or year, without and with the measure side by side. */
import type { LevelCase } from "./water-levels";

export type TableRow = Readonly<Record<string, string | number | boolean | null>>;

export interface SplitRow {
  /** What the row is about: its texts, in the order of the file. */
  names: string[];
  /** Name of the number where that is not just the value. */
  measure: string;
  unit: string;
  before: number | null;
  after: number | null;
}

/** Texts that group or measure, and so name nothing themselves. */
const SILENT = ["row", "unit"];

/**
 * Rows of both cases that say the same of the same thing, on one line. A thing that only one case lists has no number
 * in the other: null, not 0.
 */
export function splitRows(tables: Record<LevelCase, readonly TableRow[]>): SplitRow[] {
  const found = new Map<string, SplitRow>();
  for (const which of ["before", "after"] as const) {
    for (const row of tables[which] ?? []) {
      // The state of an area is that of the inlet that has to bring the water.
      const said = (key: string, value: string): string => (key === "state" && row["row"] === "area" ? `inlet ${value}` : value);
      const names = Object.entries(row).flatMap(([key, value]) => (typeof value === "string" && value !== "" && !SILENT.includes(key) ? [said(key, value)] : []));
      for (const [key, value] of Object.entries(row)) {
        if (typeof value !== "number") continue;
        const measure = key === "value" ? "" : key;
        const id = JSON.stringify([row["row"] ?? "", names, measure]);
        const line = found.get(id) ?? { names, measure, unit: key === "value" ? String(row["unit"] ?? "") : "", before: null, after: null };
        found.set(id, { ...line, [which]: value });
      }
    }
  }
  return [...found.values()];
}
