/** Depth and level at one place in time: a drawing, the same in words, and a table of the numbers. */
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import type { Moment } from "../core/film";
import { duration, number, signed, t } from "../i18n";

export interface Hydrograph {
  moments: Moment[];
  /** m NAP. */
  ground: number;
  /** s; null where it stays dry. */
  arrival: number | null;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [280, 132, 26, 32, 8, 18];
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10];

export function highest(moments: Moment[]): Moment {
  return moments.reduce((best, moment) => (moment.depth > best.depth ? moment : best), moments[0] ?? { time: 0, depth: 0, level: null });
}

export function hydrograph({ moments, ground, arrival }: Hydrograph, now: number): TemplateResult {
  const top = highest(moments);
  const end = moments.at(-1)?.time ?? 1;
  const step = STEPS.find((s) => top.depth / s <= 4) ?? 20;
  const scale = Math.max(step, Math.ceil(top.depth / step) * step);
  const x = (time: number): number => LEFT + (time / end) * (WIDTH - LEFT - RIGHT);
  const y = (depth: number): number => HEIGHT - BOTTOM - (depth / scale) * (HEIGHT - TOP - BOTTOM);
  const points = risen(moments, arrival).map((m) => `${x(m.time).toFixed(1)} ${y(m.depth).toFixed(1)}`);
  const line = `M${points.join("L")}`;
  const marks = Array.from({ length: Math.round(scale / step) + 1 }, (_, i) => i * step);
  const hours = [0, 0.25, 0.5, 0.75, 1].map((k) => k * end);
  const highestText = [number(top.depth, 2), duration(top.time), signed(top.level ?? ground)];
  const spoken = arrival === null ? t("staysDry") : t("hydrographText", duration(arrival), ...highestText);
  return html`<figure class="hydrograph">
    <figcaption>${t("hydrograph")} <span class="note">m · m NAP</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${spoken}>
      ${marks.map((depth) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(depth)} y2=${y(depth)} />
        <text x=${LEFT - 4} y=${y(depth) + 3.5} text-anchor="end">${number(depth, step < 1 ? 1 : 0)}</text>
        <text x=${WIDTH - RIGHT + 4} y=${y(depth) + 3.5}>${signed(ground + depth, 1)}</text>`)}
      ${hours.map((time, i) => svg`<text x=${x(time)} y=${HEIGHT - 4} text-anchor=${i === 0 ? "start" : "middle"}>${duration(time)}</text>`)}
      <path class="area" d="${line}L${x(end)} ${y(0)}L${x(0)} ${y(0)}Z" />
      <path class="line" d=${line} />
      <line class="now" x1=${x(Math.min(now, end))} x2=${x(Math.min(now, end))} y1=${TOP} y2=${HEIGHT - BOTTOM} />
    </svg>
    ${arrival === null ? nothing : table(moments)}
  </figure>`;
}

/** The water stands at nothing until it arrives, not from the frame before. */
function risen(moments: Moment[], arrival: number | null): Moment[] {
  if (arrival === null) return moments;
  const first = moments.findIndex((m) => m.depth > 0);
  const before = moments[first - 1];
  if (!before || arrival <= before.time) return moments;
  return [...moments.slice(0, first), { time: Math.min(arrival, moments[first]!.time), depth: 0, level: null }, ...moments.slice(first)];
}

function table(moments: Moment[]): TemplateResult {
  return html`<details><summary>${t("asTable")}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${t("hydrograph")}><table class="indicators">
      <thead><tr><th scope="col">${t("sinceStart")}</th><th scope="col">${t("depthLegend")} (m)</th><th scope="col">${t("waterLevel")} (m NAP)</th></tr></thead>
      <tbody>${moments.map((m) => html`<tr><th scope="row">${duration(m.time)}</th><td>${m.depth > 0 ? number(m.depth, 2) : t("dryNow")}</td><td>${m.level === null ? "–" : signed(m.level)}</td></tr>`)}</tbody>
    </table></div></details>`;
}
