/** Numbers and units of effects as people read them: as many digits as they can use, m³ and not m3. */
import { store } from "../core/state";
import type { Language } from "../core/types";
import { number } from "../i18n";

/** Seconds in a day times millimetres in a metre. */
const MM_PER_DAY = 86.4e6;

const WORDS: Record<Language, Record<string, string>> = {
  nl: { yr: "jaar", d: "dagen", buildings: "panden", dwellings: "woningen", sites: "vindplaatsen", dry: "droog", drained: "ontwaterd" },
  en: { d: "days" },
};

/** Whether a unit is that of a flux in SI, which reads better in mm a day. */
const isFlux = (unit: string): boolean => unit === "m/s" || unit === "m s-1";

/** Formulas with the digits below the line: CO₂. */
export const chemical = (text: string): string => text.replace(/\b(CO|CH|N)([24])(?=O?\b)/g, (_, element: string, digit: string) => element + "₂₄"[digit === "2" ? 0 : 1]!);

/** A unit as people write it; a share is told in per cent. */
export function unitText(unit: string): string {
  if (unit === "1") return "%";
  if (isFlux(unit)) return "mm/d";
  const words = WORDS[store.state.lang];
  const raised = unit.replace(/\b([ckm]?m)([23])\b/g, (_, metre: string, power: string) => metre + (power === "2" ? "²" : "³"));
  return chemical(raised).replace(/[a-z]+/gi, (word, at: number) => (word === "d" && raised[at - 1] === "/" ? word : (words[word] ?? word)));
}

/** From the unit of the file to that of `unitText`. */
export const inUnit = (unit: string) => (value: number): number => (unit === "1" ? 100 * value : isFlux(unit) ? MM_PER_DAY * value : value);

/** The unit in which values that stand beside each other read best, and what they are divided by for it: long ways in km, much in millions. */
export function readable(unit: string, values: readonly number[]): { unit: string; by: number } {
  const size = Math.max(0, ...values.map(Math.abs));
  if (unit === "m" && size >= 1e4) return { unit: "km", by: 1e3 };
  return size >= 1e6 ? { unit: `${millions()} ${unitText(unit)}`, by: 1e6 } : { unit: unitText(unit), by: 1 };
}

const millions = (): string => (store.state.lang === "nl" ? "mln" : "million");

/**
 * Writes numbers that stand beside each other alike: with the decimals that the largest needs, in millions where that
 * reads better, and with four digits of what is larger than ten thousand.
 */
export function writer(values: readonly (number | null | undefined)[], sign = false): (value: number) => string {
  const known = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const size = Math.max(0, ...known.map(Math.abs));
  const many = size >= 1e6;
  const by = many ? 1e6 : 1;
  const whole = !many && known.every((value) => Math.abs(value - Math.round(value)) < 1e-9);
  const digits = whole ? 0 : Math.min(4, Math.max(0, size === 0 ? 0 : size < 1 ? 1 - Math.floor(Math.log10(size)) : 2 - Math.floor(Math.log10(size / by))));
  const step = many || size < 1e4 ? 1 : 10 ** (Math.floor(Math.log10(size)) - 3);
  const unit = many ? ` ${millions()}` : "";
  return (value) => {
    const text = number(Math.abs(step === 1 ? value : Math.round(value / step) * step) / by, digits);
    const zero = !/[1-9]/.test(text);
    // Little beside the others is not nothing.
    if (zero && Math.abs(value) > 1e-9 && known.length > 1) return writer([value], sign)(value);
    return `${zero ? "" : value < 0 ? "−" : sign ? "+" : ""}${text}${zero ? "" : unit}`;
  };
}

/** A number by itself. */
export const figure = (value: number): string => writer([value])(value);
