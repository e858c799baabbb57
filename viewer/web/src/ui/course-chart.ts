/** The months of groundwater below the sinking ground of an area, to the horizon, with and without the measure. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import type { CaseSeries, LevelCase } from "../core/water-levels";
import { number, signed, t } from "../i18n";
import { swatch } from "./icons";

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [292, 170, 34, 14, 18];
const COLOURS: Record<LevelCase, string> = { before: "#8a6d4b", after: "#0b5394" };

/** Lowest and highest of the twelve months of a year, m NAP. */
function yearly({ monthly_groundwater: depth, ground_level: ground }: CaseSeries): ({ low: number; high: number; ground: number } | null)[] {
  return ground.map((level, i) => {
    const months = depth.slice(12 * i, 12 * i + 12).filter((value): value is number => value !== null);
    if (level === null || months.length === 0) return null;
    return { low: level - Math.max(...months), high: level - Math.min(...months), ground: level };
  });
}

export function courseChart(series: Record<LevelCase, CaseSeries>, start: number, year: number): TemplateResult {
  const found = { before: yearly(series.before), after: yearly(series.after) };
  const all = [...found.before, ...found.after].filter((each) => each !== null);
  if (all.length === 0) return html`<p class="note">${t("levelsNoSeries")}</p>`;
  const years = found.before.length;
  const [low, high] = [Math.min(...all.map((each) => each.low)), Math.max(...all.map((each) => Math.max(each.ground, each.high)))];
  const room = Math.max(0.1, high - low) * 0.05;
  const x = (i: number): number => LEFT + (i / Math.max(1, years - 1)) * (WIDTH - LEFT - 4);
  const y = (level: number): number => TOP + ((high + room - level) / (high - low + 2 * room)) * (HEIGHT - TOP - BOTTOM);
  const path = (of: LevelCase, read: "low" | "high" | "ground"): string => line(found[of].map((each, i) => (each ? [x(i), y(each[read])] : null)));
  const band = (of: LevelCase): SVGTemplateResult => {
    const known = found[of].map((each, i) => ({ each, i })).filter(({ each }) => each !== null);
    const points = [...known.map(({ each, i }) => [x(i), y(each!.high)]), ...known.reverse().map(({ each, i }) => [x(i), y(each!.low)])];
    return svg`<path d=${`M${points.map((p) => p.map((v) => v.toFixed(1)).join(" ")).join("L")}Z`} fill=${COLOURS[of]} fill-opacity="0.22" />`;
  };
  const step = [0.1, 0.2, 0.5, 1, 2, 5].find((each) => (high - low) / each <= 5) ?? 10;
  const marks = Array.from({ length: Math.floor((high + room) / step) - Math.ceil((low - room) / step) + 1 }, (_, i) => (Math.ceil((low - room) / step) + i) * step);
  const ticks = Array.from({ length: years }, (_, i) => i).filter((i) => (start + i) % 25 === 0);
  const last = (of: LevelCase): string => {
    const end = found[of].findLast((each) => each !== null);
    return end ? `${t("groundLevel")} ${signed(end.ground)} m NAP, ${t("levelsGroundwater").toLowerCase()} ${signed(end.low)} – ${signed(end.high)} m NAP` : t("dikeUnknownShort");
  };
  const title = `${t("levelsCourse")}. ${t("levelsBefore")}: ${last("before")}. ${t("levelsAfter")}: ${last("after")}.`;
  return html`<figure class="course"><figcaption>${t("levelsCourse")} <span class="note">m NAP</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${title}>
      ${marks.map((z) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - 4} y1=${y(z)} y2=${y(z)} /><text x=${LEFT - 4} y=${y(z) + 3} text-anchor="end">${signed(z, step < 1 ? 1 : 0)}</text>`)}
      ${ticks.map((i) => svg`<text x=${x(i)} y=${HEIGHT - 5} text-anchor="middle">${start + i}</text>`)}
      ${band("before")}${band("after")}
      <path d=${path("before", "ground")} fill="none" stroke=${COLOURS.before} stroke-width="1.8" stroke-dasharray="4 3" />
      <path d=${path("after", "ground")} fill="none" stroke=${COLOURS.after} stroke-width="1.8" />
      <line class="now" x1=${x(year - start)} x2=${x(year - start)} y1=${TOP} y2=${HEIGHT - BOTTOM} />
    </svg>
    <p class="classes"><span>${key(COLOURS.before, true)} ${t("groundLevel")}, ${t("levelsBefore").toLowerCase()}</span><span>${key(COLOURS.after, false)} ${t("groundLevel")}, ${t("levelsAfter").toLowerCase()}</span><span>${t("levelsBand")}</span></p>
  </figure>`;
}

const key = (colour: string, dashed: boolean): SVGTemplateResult =>
  svg`<svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true" focusable="false"><line x1="0" x2="18" y1="4" y2="4" stroke=${colour} stroke-width="2" stroke-dasharray=${dashed ? "4 3" : "none"} /></svg>`;

function line(points: ([number, number] | null)[]): string {
  let pen = "M";
  return points.map((point) => {
    if (!point) {
      pen = "M";
      return "";
    }
    const text = `${pen}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    pen = "L";
    return text;
  }).join("");
}

/** The twelve months of one year, m below the ground, without and with. */
export function monthChart(series: Record<LevelCase, CaseSeries>, start: number, year: number, names: string[]): TemplateResult {
  const of = (each: LevelCase): (number | null)[] => series[each].monthly_groundwater.slice(12 * (year - start), 12 * (year - start) + 12);
  const all = [...of("before"), ...of("after")].filter((value): value is number => value !== null);
  if (all.length === 0) return html`<p class="note">${t("levelsNoSeries")}</p>`;
  const [wet, dry] = [Math.min(0, ...all), Math.max(0.45, ...all)];
  const [height, x] = [112, (i: number): number => LEFT + ((i + 0.5) / 12) * (WIDTH - LEFT - 4)];
  const y = (depth: number): number => TOP + ((depth - wet) / (dry - wet)) * (height - TOP - BOTTOM);
  const marks = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2].filter((depth) => depth <= dry && (dry <= 1.1 || depth % 0.5 === 0));
  const path = (each: LevelCase): string => line(of(each).map((value, i) => (value === null ? null : [x(i), y(value)])));
  const spoken = names.map((name, i) => `${name} ${[of("before")[i], of("after")[i]].map((v) => (v == null ? "–" : number(100 * v))).join(" → ")}`).join(", ");
  return html`<figure class="course"><figcaption>${t("levelsMonths", String(year))} <span class="note">${t("levelsDepthCm")}</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${t("levelsMonths", String(year))} (cm): ${spoken}">
      <rect x=${LEFT} width=${WIDTH - LEFT - 4} y=${y(0.2)} height=${y(0.4) - y(0.2)} fill="#5fbf7a" fill-opacity="0.18" />
      ${marks.map((depth) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - 4} y1=${y(depth)} y2=${y(depth)} /><text x=${LEFT - 4} y=${y(depth) + 3} text-anchor="end">${number(100 * depth)}</text>`)}
      ${names.map((name, i) => svg`<text x=${x(i)} y=${height - 5} text-anchor="middle">${name.slice(0, 1)}</text>`)}
      <path d=${path("before")} fill="none" stroke=${COLOURS.before} stroke-width="1.8" stroke-dasharray="4 3" />
      <path d=${path("after")} fill="none" stroke=${COLOURS.after} stroke-width="2" />
    </svg>
    <p class="classes"><span>${swatch("#dff2e4")} ${t("levelsTarget")}</span></p></figure>`;
}
