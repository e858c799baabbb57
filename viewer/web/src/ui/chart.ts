/** Flooded area against sea level, as the track of the slider. */
import { html, svg } from "lit";
import type { TemplateResult } from "lit";
import { SEA_MAX } from "../core/state";
import { area } from "../i18n";

export interface Series {
  name: string;
  values: (number | null)[];
  shown: boolean;
}

const WIDTH = 600;
const HEIGHT = 84;

function path(levels: number[], values: (number | null)[], top: number): string {
  const points = levels.map((level, i) => {
    const x = (level / SEA_MAX) * WIDTH;
    const y = HEIGHT - ((values[i] ?? 0) / top) * (HEIGHT - 8);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

export function chart(levels: number[], series: Series[], sea: number, step: number, title: string): TemplateResult {
  const top = Math.max(1, ...series.flatMap((s) => s.values.map((v) => v ?? 0)));
  const main = series.find((s) => s.shown);
  const x = (sea / SEA_MAX) * WIDTH;
  const y = HEIGHT - ((main?.values[step] ?? 0) / top) * (HEIGHT - 8);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>
    ${[0.5, 1].map((k) => svg`<line class="grid" x1="0" x2=${WIDTH} y1=${HEIGHT - k * (HEIGHT - 8)} y2=${HEIGHT - k * (HEIGHT - 8)} />`)}
    ${series.filter((s) => !s.shown).map((s) => svg`<path class="other" d=${path(levels, s.values, top)} />`)}
    ${main
      ? svg`<clipPath id="chart-past"><rect x="0" y="0" width=${x} height=${HEIGHT} /></clipPath>
          <path class="area" d="${path(levels, main.values, top)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" />
          <path class="area past" clip-path="url(#chart-past)" d="${path(levels, main.values, top)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" />
          <path class="line" d=${path(levels, main.values, top)} />`
      : ""}
    <line class="now" x1=${x} x2=${x} y1="0" y2=${HEIGHT} />
    <circle class="dot" cx=${x} cy=${y} r="0" />
  </svg>
  <span class="chart-top" aria-hidden="true">${area(top)}</span>`;
}
