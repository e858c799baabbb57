/** Words about water levels: what is decided of an area, its policy, the months. */
import { store } from "../core/state";
import type { LevelArea, WaterLevels } from "../core/water-levels";
import { number, signed, t } from "../i18n";

/** Name of a month, 1 to 12. */
export const monthName = (month: number, style: "long" | "short" | "narrow" = "long"): string =>
  new Intl.DateTimeFormat(store.state.lang, { month: style }).format(new Date(2001, month - 1, 15));

/** Metres as whole centimetres, without the unit. */
export function centimetres(metres: number): string {
  const text = number(Math.abs(100 * metres));
  return metres < 0 && text !== "0" ? `−${text}` : text;
}

/** The land of which numbers are read. */
export function areaText({ file }: WaterLevels): string {
  const area = file.areas.find(({ id }) => id === store.state.levels?.area);
  return area ? (area.name ?? area.id) : t("levelsAllDecided");
}

/** What a result decides of the land that is read: of all of it, each decision once. */
export function decisionNow(levels: WaterLevels): string {
  const area = levels.file.areas.find(({ id }) => id === store.state.levels?.area);
  return area ? decision(area) : [...new Set(levels.decided.map(decision))].join("; ");
}

/** What is decided of an area, in words. */
export function decision(area: LevelArea): string {
  if (!area.decided) return t("levelsAsToday");
  const cm = (metres: number): string => `${signed(100 * metres, 0)} cm`;
  const raise = Math.abs(area.raise_summer - area.raise_winter) < 5e-4 ? cm(area.raise_summer) : `${t("levelsSummer")} ${cm(area.raise_summer)}, ${t("levelsWinter")} ${cm(area.raise_winter)}`;
  const drains = area.drains && area.drains !== "none" ? t(area.drains === "passive" ? "levelsPassive" : "levelsPressurised") : "";
  const policy = policyName(area.policy);
  return [raise, policy, drains, area.start === null ? "" : t("levelsFrom", String(area.start))].filter(Boolean).join(", ");
}

/** A policy in the words of the reader; the file may name it in English or in Dutch. */
export function policyName(policy: string): string {
  if (/^index/.test(policy)) return t("levelsIndexation");
  return /^fix/.test(policy) ? t("levelsFixation") : policy;
}
