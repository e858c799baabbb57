/** Reading the consequence tables at a sea level: the nearest step, nothing in between is made up. */
import type { TableName, TablesFile } from "./types";

export interface Reading {
  /** Level of the step that was read, m NAP. */
  level: number;
  values: Partial<Record<TableName, number | null>>;
}

export function nearestStep(levels: readonly number[], sea: number): number {
  let best = 0;
  levels.forEach((level, i) => {
    if (Math.abs(level - sea) < Math.abs((levels[best] ?? 0) - sea) - 1e-9) best = i;
  });
  return best;
}

export function readTables(tables: TablesFile, field: string, sea: number): Reading | null {
  const columns = tables.fields[field];
  if (!columns) return null;
  const step = nearestStep(tables.sea_level, sea);
  const values: Reading["values"] = {};
  for (const [name, column] of Object.entries(columns)) values[name as TableName] = column[step] ?? null;
  return { level: tables.sea_level[step] ?? 0, values };
}

export interface YearRange {
  scenario: string;
  /** Year at the 95 %, 50 % and 5 % rise; null when not before the end of the table. */
  early: number | null;
  middle: number | null;
  late: number | null;
}

export function yearsReached(tables: TablesFile, sea: number): YearRange[] {
  const step = nearestStep(tables.sea_level, sea);
  return Object.entries(tables.year_reached).map(([scenario, quantiles]) => ({
    scenario,
    early: quantiles["0.95"]?.[step] ?? null,
    middle: quantiles["0.5"]?.[step] ?? null,
    late: quantiles["0.05"]?.[step] ?? null,
  }));
}
