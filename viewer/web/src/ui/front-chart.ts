/** What two objectives allow together: the front, the choice that stands, and today. */
import { html, svg } from "lit";
import type { TemplateResult } from "lit";
import type { Front } from "../core/level-choice";
import { t } from "../i18n";
import { chemical, figure, inUnit, unitText, writer } from "./figures";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [292, 236, 46, 10, 30, 42];
/** Letters that fit on a line across the picture. */
const LETTERS = 56;

export interface Axis {
  name: string;
  unit: string;
}

export interface FrontPicture {
  front: Front;
  /** Whether the first objective of the front stands upright instead. */
  turned: boolean;
  axes: [Axis, Axis];
  now: [number | null, number | null];
  today: [number | null, number | null];
  /** Point of the front at which the choice stands, if it does. */
  at: number;
  choose: (point: number) => void;
}

const round = (low: number, high: number): number[] => {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => span / each <= 4.5)!;
  return Array.from({ length: Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1 }, (_, i) => (Math.ceil(low / step - 1e-9) + i) * step);
};

/** The name of an axis with its unit, on as many lines as it needs. */
function lines({ name, unit }: Axis): string[] {
  return `${chemical(name)} (${unitText(unit).replaceAll(" ", "\u00a0")})`.split(" ").reduce<string[]>((done, word) => {
    const last = done.at(-1);
    return last === undefined || last.length + word.length >= LETTERS ? [...done, word] : [...done.slice(0, -1), `${last} ${word}`];
  }, []);
}

export function frontChart({ front, turned, axes, now, today, at, choose }: FrontPicture): TemplateResult {
  const scaled = (pair: readonly (number | null)[]): [number | null, number | null] =>
    axes.map(({ unit }, i) => (pair[i] == null ? null : inUnit(unit)(pair[i]))) as [number | null, number | null];
  const values = front.points.map(({ values: [a, b] }) => scaled(turned ? [b!, a!] : [a!, b!]) as [number, number]);
  const [here, before] = [scaled(now), scaled(today)];
  const known = [...values, here, before].filter((each): each is [number, number] => each[0] !== null && each[1] !== null);
  const range = (i: 0 | 1): [number, number] => {
    const all = known.map((each) => each[i]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    return [low - room, high + room];
  };
  const [[x0, x1], [y0, y1]] = [range(0), range(1)];
  const x = (value: number): number => LEFT + ((value - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - ((value - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const line = [...values].sort((a, b) => a[0] - b[0]).map((each) => `${x(each[0]).toFixed(1)} ${y(each[1]).toFixed(1)}`).join("L");
  /** The point of the front nearest to where the pointer is, so that nobody has to hit a dot. */
  const click = (event: MouseEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * HEIGHT];
    let best = -1;
    let least = 24;
    values.forEach((each, i) => {
      const away = Math.hypot(x(each[0]) - px, y(each[1]) - py);
      if (away < least) [best, least] = [i, away];
    });
    if (best >= 0) choose(best);
  };
  /** Where the choice stands, or the point of the front nearest to it. */
  const away = ([a, b]: [number, number]): number => Math.hypot(x(a) - x(here[0] ?? a), y(b) - y(here[1] ?? b));
  const near = at >= 0 ? at : values.reduce((best, each, i) => (away(each) < away(values[best]!) ? i : best), 0);
  const mark = (each: [number | null, number | null], kind: string): unknown =>
    each[0] === null || each[1] === null ? "" : svg`<circle class=${kind} cx=${x(each[0])} cy=${y(each[1])} r="5.5" />`;
  const [across, upright] = [round(y0, y1), round(x0, x1)];
  const shown = values.length > 400 ? values.filter((_, i) => i % Math.ceil(values.length / 400) === 0) : values;
  return html`<figure class="front">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${t("choiceFrontLabel", axes[0].name, axes[1].name, String(front.points.length))} @click=${click}>
      ${across.map((v) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(v)} y2=${y(v)} /><text x=${LEFT - 4} y=${y(v) + 3} text-anchor="end">${writer(across)(v)}</text>`)}
      ${upright.map((v) => svg`<line class="grid" x1=${x(v)} x2=${x(v)} y1=${TOP} y2=${HEIGHT - BOTTOM} /><text x=${x(v)} y=${HEIGHT - BOTTOM + 12} text-anchor="middle">${writer(upright)(v)}</text>`)}
      <path class="line" d=${`M${line}`} />
      ${shown.map((each) => svg`<circle class="dot" cx=${x(each[0])} cy=${y(each[1])} r="2.6" />`)}
      ${mark(before, "today")}${mark(here, "here")}
      ${lines(axes[0]).map((text, i) => svg`<text x=${WIDTH - RIGHT} y=${HEIGHT - BOTTOM + 25 + 11 * i} text-anchor="end">${text}</text>`)}
      ${lines(axes[1]).map((text, i) => svg`<text x="2" y=${9 + 11 * i}>${text}</text>`)}
    </svg>
    <label class="along"><span>${t("choiceAlong")}</span>
      <input id="front-point" type="range" min="0" max=${front.points.length - 1} step="1" .value=${String(near)}
        aria-valuetext="${axes[0].name} ${figure(values[near]![0])}, ${axes[1].name} ${figure(values[near]![1])}"
        @input=${(e: Event) => choose(Number((e.target as HTMLInputElement).value))} /></label>
    <p class="classes"><span>${dot("here")} ${t("choiceHere")}</span><span>${dot("today")} ${t("choiceToday")}</span><span>${front.exact ? t("choiceExact") : t("choiceThinned")}</span></p>
  </figure>`;
}

const dot = (kind: string): TemplateResult => html`<svg class="front-key" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><circle class=${kind} cx="7" cy="7" r="5" /></svg>`;
