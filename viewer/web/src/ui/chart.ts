/** A figure against what a slider sets, as the track of that slider. */
import { html, svg } from "lit";
import type { TemplateResult } from "lit";

export interface Series {
  values: (number | null)[];
  shown: boolean;
}

export interface Chart {
  /** Where the values stand along the slider, and where it ends. */
  at: number[];
  end: number;
  series: Series[];
  now: number;
  title: string;
  /** What the top of the chart stands for. */
  top: (value: number) => string;
}

const WIDTH = 600;
const HEIGHT = 84;

export function chart({ at, end, series, now, title, top }: Chart): TemplateResult {
  const highest = Math.max(1, ...series.flatMap((s) => s.values.map((v) => v ?? 0)));
  const path = (values: (number | null)[]): string =>
    `M${at
      .map((place, i) => `${((place / end) * WIDTH).toFixed(1)} ${(HEIGHT - ((values[i] ?? 0) / highest) * (HEIGHT - 8)).toFixed(1)}`)
      .join("L")}`;
  const main = series.find((s) => s.shown);
  const x = (now / end) * WIDTH;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${title}>
    ${[0.5, 1].map((k) => svg`<line class="grid" x1="0" x2=${WIDTH} y1=${HEIGHT - k * (HEIGHT - 8)} y2=${HEIGHT - k * (HEIGHT - 8)} />`)}
    ${series.filter((s) => !s.shown).map((s) => svg`<path class="other" d=${path(s.values)} />`)}
    ${main
      ? svg`<clipPath id="chart-past"><rect x="0" y="0" width=${x} height=${HEIGHT} /></clipPath>
          <path class="area" d="${path(main.values)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" />
          <path class="area past" clip-path="url(#chart-past)" d="${path(main.values)}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z" />
          <path class="line" d=${path(main.values)} />`
      : ""}
    <line class="now" x1=${x} x2=${x} y1="0" y2=${HEIGHT} />
  </svg>
  <span class="chart-top" aria-hidden="true">${top(highest)}</span>`;
}
