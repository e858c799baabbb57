/** Words and numbers in the language of the reader. */
import { store } from "../core/state";
import type { Language } from "../core/types";
import { en } from "./en";
import { dutchFault } from "./faults-nl";
import { nl } from "./nl";
import type { Key } from "./nl";

export type { Key } from "./nl";

const TEXTS: Record<Language, Record<Key, string>> = { nl, en };
const LOCALES: Record<Language, string> = { nl: "nl-NL", en: "en-GB" };

export function t(key: Key, ...values: string[]): string {
  return values.reduce((text, value, i) => text.replace(`{${i}}`, () => value), TEXTS[store.state.lang][key]);
}

/** Text for a key that may be unknown (a field name, a scenario id): the name itself then. */
export function maybe(key: string): string {
  const texts: Record<string, string> = TEXTS[store.state.lang];
  return texts[key] ?? key;
}

export function label(entry: { label_nl?: string | null; label_en?: string | null }): string {
  const { lang } = store.state;
  const text = lang === "nl" ? (entry.label_nl ?? entry.label_en) : (entry.label_en ?? entry.label_nl);
  return text ?? "";
}

/** What the service says, with the minus sign of the page. */
export const said = (text: string): string => text.replace(/(^|[\s(])-(?=\d)/g, "$1−");

/** What the service says is wrong, in the language of the reader where that is known. */
export const faultText = (text: string): string => said((store.state.lang === "nl" ? dutchFault(text) : null) ?? text);

export function number(value: number, digits = 0, least = digits): string {
  return new Intl.NumberFormat(LOCALES[store.state.lang], {
    minimumFractionDigits: least,
    maximumFractionDigits: digits,
  }).format(Object.is(value, -0) ? 0 : value);
}

/** A level with its sign: +1,20 or −0,40. */
export function signed(value: number, digits = 2): string {
  const text = number(Math.abs(value), digits);
  if (Number(value.toFixed(digits)) === 0) return text;
  return (value < 0 ? "−" : "+") + text;
}

/** Square metres as ha or km². */
export function area(m2: number): string {
  if (m2 >= 1e7) return `${number(m2 / 1e6, m2 >= 1e8 ? 0 : 1)} km²`;
  return `${number(m2 / 1e4, m2 > 0 && m2 < 1e5 ? 1 : 0)} ha`;
}

/** Metres as m or km. */
export const length = (m: number): string => (m < 1000 ? `${number(m)} m` : `${number(m / 1000, m < 1e5 ? 1 : 0)} km`);

/** Cubic metres as mln m³. */
export function volume(m3: number): string {
  const million = store.state.lang === "nl" ? "mln m³" : "million m³";
  return `${number(m3 / 1e6, m3 > 0 && m3 < 1e7 ? 1 : 0)} ${million}`;
}

/** A rounded count: nobody believes the last digits of a modelled number of people. */
export function people(count: number): string {
  const step = count >= 10000 ? 100 : count >= 1000 ? 10 : 1;
  return number(Math.round(count / step) * step);
}

/** Seconds as hours and minutes: 3 h 30 min. In Dutch an hour is a u. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hour = store.state.lang === "nl" ? "u" : "h";
  if (minutes === 0) return seconds > 0 ? `${number(Math.ceil(seconds))} s` : `0 ${hour}`;
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return [h > 0 ? `${number(h)} ${hour}` : "", m > 0 ? `${m} min` : ""].filter(Boolean).join(" ");
}
