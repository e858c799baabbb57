/** The keys of the hash that are about the subsurface: the year, the box that is dug, the line of the section. */
import type { Pit, SectionLine } from "./state";

/** Deepest level that a box or a section may reach, m NAP. */
export const DEEPEST = -3000;
/** Points of a line: more would fill the address. */
export const MOST_POINTS = 30;

const numbers = (text: string): number[] => text.split(",").map((part) => (part ? Number(part) : NaN));
const tenth = (value: number): number => Math.round(value * 10) / 10;

export const pitToText = ({ x0, y0, x1, y1, base }: Pit): string => [x0, y0, x1, y1, base].map(tenth).join(",");

/** Null for what is no box of at least a metre in both directions. */
export function pitFromText(text: string): Pit | null {
  const found = numbers(text);
  if (found.length !== 5 || !found.every(Number.isFinite)) return null;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, base = 0] = found;
  return x1 - x0 >= 1 && y1 - y0 >= 1 && base >= DEEPEST && base <= 100 ? { x0, y0, x1, y1, base } : null;
}

/** `base,x,y,x,y,...` */
export const sectionToText = ({ line, base }: SectionLine): string => [base, ...line.flat()].map(tenth).join(",");

/** Null for what is no line of two points or more. */
export function sectionFromText(text: string): SectionLine | null {
  const [base = NaN, ...flat] = numbers(text);
  const good = flat.length >= 4 && flat.length <= 2 * MOST_POINTS && flat.length % 2 === 0 && [base, ...flat].every(Number.isFinite);
  if (!good || base < DEEPEST || base > 100) return null;
  const line = Array.from({ length: flat.length / 2 }, (_, i): [number, number] => [flat[2 * i]!, flat[2 * i + 1]!]);
  return line.some(([x, y]) => Math.hypot(x - line[0]![0], y - line[0]![1]) >= 1) ? { line, base } : null;
}

export function yearFromText(text: string): number | null {
  const year = text ? Number(text) : NaN;
  return Number.isInteger(year) && year >= 1900 && year <= 3000 ? year : null;
}
