/** A cross-section of half a parcel, drawn so that the file of the drawing shows the same: colours stand in it. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { DITCH } from "../core/parcel-section";
import type { ParcelSection, Spot, WaterLine } from "../core/parcel-section";
import { number, signed, t } from "../i18n";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [460, 280, 48, 8, 18, 42];
export const SOIL = { clay: "#a9b0a2", peat: "#7a5a41", soft: "#b5a284", sand: "#ecd9a4", water: "#7db9df", grass: "#6f8f4e", unknown: "#c3b7a4" };
const LINES: Record<WaterLine["kind"], [colour: string, width: number, dash: string]> = {
  ghg: ["#3f8fc0", 1.4, "5 3"],
  mean: ["#0b5394", 2.4, "none"],
  glg: ["#16498f", 1.4, "2 3"],
};

interface Frame {
  x: (distance: number) => number;
  y: (level: number) => number;
  bottom: number;
  /** Level below which heights are drawn smaller, m NAP; null where all is on one scale. */
  break: number | null;
  levels: number[];
  distances: number[];
}

const known = (values: (number | null)[]): number[] => values.filter((value): value is number => value !== null);
const marks = (low: number, high: number, steps: number[], most: number): number[] => {
  const step = steps.find((each) => (high - low) / each <= most) ?? steps.at(-1)!;
  return Array.from({ length: Math.max(0, Math.floor(high / step) - Math.ceil(low / step) + 1) }, (_, i) => (Math.ceil(low / step) + i) * step);
};

/** Part of the height that the upper metres take where the soil below is drawn smaller. */
const UPPER = 0.72;

/** Lowest and highest of what is drawn of a moment, m NAP. */
function reach(s: ParcelSection): [low: number, high: number] {
  const water = s.lines.flatMap(({ points }) => points.map(([, z]) => z));
  const ditch = Math.min(...known([s.summer, s.winter, s.start])) - DITCH.depth;
  return [Math.min(ditch, ...known([s.before, s.after, s.summerBefore, s.winterBefore, s.pile, ...water])), Math.max(s.start, ...known([s.before, s.after, s.summer, s.winter, ...water]))];
}

/**
 * Ground, ditch and groundwater in full; where the soft soil goes deeper, what is below on a smaller scale. One frame
 * holds all moments, so that through the years the ground sinks and not the scale.
 */
function frameOf(s: ParcelSection, all: readonly ParcelSection[]): Frame {
  const reaches = [s, ...all].map(reach);
  const top = Math.max(...reaches.map(([, high]) => high)) + (s.pile === null ? 0.3 : 0.7);
  const shallow = Math.min(...reaches.map(([low]) => low)) - 0.25;
  const deepest = Math.min(shallow, ...[s, ...all].flatMap(({ peat, clay, soft }) => known([peat, clay, soft]).map((z) => z - 0.5)));
  const broken = deepest < shallow - 0.3 * (top - shallow);
  const bottom = broken ? deepest - 0.08 * (shallow - deepest) : deepest;
  const height = HEIGHT - TOP - BOTTOM;
  const upper = broken ? UPPER * height : height;
  const y = (level: number): number =>
    level >= shallow || !broken ? TOP + ((top - level) / (top - (broken ? shallow : bottom))) * upper : TOP + upper + ((shallow - level) / (shallow - bottom)) * (height - upper);
  return {
    x: (distance) => LEFT + (distance / s.half) * (WIDTH - LEFT - RIGHT),
    y,
    bottom,
    break: broken ? shallow : null,
    levels: [...marks(broken ? shallow : bottom, top, [0.1, 0.2, 0.25, 0.5, 1, 2], 7), ...(broken ? marks(bottom, shallow - 0.12 * (shallow - bottom), [1, 2, 5, 10], 3) : [])],
    distances: marks(0, s.half, [2, 5, 10, 20, 50], 6),
  };
}

/** A torn edge where the scale changes. */
function tear({ y, break: at }: Frame): SVGTemplateResult | "" {
  if (at === null) return "";
  const teeth = Array.from({ length: Math.ceil((WIDTH - LEFT - RIGHT) / 8) + 1 }, (_, i) => `${LEFT + 8 * i} ${y(at) + (i % 2 === 0 ? -2 : 2)}`).join("L");
  return svg`<path d=${`M${teeth}`} fill="none" stroke="#fff" stroke-width="2.4" /><path d=${`M${teeth}`} fill="none" stroke="#6b7a88" stroke-width="0.8" />`;
}

const path = ({ x, y }: Frame, points: Spot[]): string => `M${points.map(([d, z]) => `${x(d).toFixed(1)} ${y(z).toFixed(1)}`).join("L")}`;

/** The ground from the bed of the ditch over its side to the middle of the land. */
function outline(s: ParcelSection, ground: number): Spot[] {
  const level = Math.min(...known([s.summer, s.winter, ground - 0.3]));
  const bed = level - DITCH.depth;
  const foot = Math.max(0.2, DITCH.half - DITCH.depth * DITCH.slope);
  const shore = DITCH.half + (ground - level) * DITCH.slope;
  return [[0, bed], [foot, bed], [Math.min(shore, s.half * 0.9), ground], [s.half, ground]];
}

function layers(frame: Frame, s: ParcelSection, ground: number): SVGTemplateResult {
  const low = frame.bottom - 1;
  const clip = [...outline(s, ground), [s.half, low], [0, low]] as Spot[];
  const bands: [number, number, string][] = [];
  let top = ground + 1;
  for (const [base, colour] of [[s.clay, SOIL.clay], [s.peat, SOIL.peat], [s.soft, SOIL.soft]] as const) {
    if (base === null || base >= top) continue;
    bands.push([top, base, colour]);
    top = base;
  }
  bands.push([top, low, s.soft === null ? SOIL.unknown : SOIL.sand]);
  return svg`<clipPath id="parcel-ground"><path d=${`${path(frame, clip)}Z`} /></clipPath>
    <g clip-path="url(#parcel-ground)">${bands.map(([from, to, colour]) => svg`<rect x=${LEFT} width=${WIDTH - LEFT - RIGHT} y=${frame.y(from)} height=${Math.max(0, frame.y(to) - frame.y(from))} fill=${colour} />`)}</g>
    <path d=${path(frame, outline(s, ground))} fill="none" stroke=${SOIL.grass} stroke-width="3" stroke-linejoin="round" />`;
}

function ditch({ x, y }: Frame, s: ParcelSection, ground: number): SVGTemplateResult | "" {
  const level = s.summer === null ? s.winter : Math.max(s.summer, s.winter ?? s.summer);
  if (level === null) return "";
  const [[, bed], , [shore]] = outline(s, ground) as [Spot, Spot, Spot, Spot];
  // Behind the land: the bank is where the water ends, and there is none where it stands above the land.
  const edge = level > ground ? s.half : shore;
  const line = (z: number | null, colour: string, dash: string): SVGTemplateResult | "" =>
    z === null ? "" : svg`<line x1=${LEFT} x2=${x(DITCH.half + 0.4)} y1=${y(z)} y2=${y(z)} stroke=${colour} stroke-width="1.6" stroke-dasharray=${dash} />`;
  return svg`<path d=${`M${x(0)} ${y(level)}H${x(edge)}V${y(bed)}H${x(0)}Z`} fill=${SOIL.water} />
    ${line(s.summerBefore, "#6c5130", "3 2")}${line(s.winterBefore, "#6c5130", "3 2")}${line(s.summer, "#0b5394", "none")}${line(s.winter, "#0b5394", "none")}`;
}

function pile({ x, y, bottom }: Frame, s: ParcelSection): SVGTemplateResult | "" {
  if (s.pile === null) return "";
  const at = x(s.half * 0.7);
  const dry = s.lines.find(({ kind }) => kind === "glg");
  // Dry when the head of the pile stands above the low groundwater.
  const bare = dry !== undefined && s.pile > dry.mean;
  const foot = Math.max(y(bottom), y(s.pile) + 30);
  const ground = y(s.start);
  return svg`<g><path d=${`M${at - 34} ${ground}v-22l34 -16l34 16v22z`} fill="#fff" stroke="#7c6a58" stroke-width="1.2" />
    <rect x=${at - 36} y=${ground} width="72" height=${Math.max(2, y(s.pile) - ground)} fill="#b9b2a8" stroke="#7c6a58" stroke-width="0.8" />
    ${[-26, 26].map((off) => svg`<rect x=${at + off - 3.5} y=${y(s.pile!)} width="7" height=${Math.max(4, foot - y(s.pile!))} fill=${bare ? "#b3312f" : "#8a6134"} stroke="#fff" stroke-width="0.8" />`)}</g>`;
}

/** The section of a moment, on the scale that holds `all` others too. */
export function parcelDrawing(s: ParcelSection, all: readonly ParcelSection[], ground: number, other: number | null, title: string): TemplateResult {
  const frame = frameOf(s, all);
  const { x, y } = frame;
  const [right, floor] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const level = (z: number | null, colour: string, dash: string): SVGTemplateResult | "" =>
    z === null ? "" : svg`<line x1=${x(DITCH.half + 1)} x2=${right} y1=${y(z)} y2=${y(z)} stroke=${colour} stroke-width="1.3" stroke-dasharray=${dash} />`;
  return html`<svg class="dike-section parcel-section" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${title} font-family="Inter, system-ui, sans-serif" font-size="13" fill="#4d5d6c">
    <clipPath id="parcel-frame"><rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} /></clipPath>
    <rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} fill="#eef5fa" />
    <g clip-path="url(#parcel-frame)">
      ${ditch(frame, s, ground)}${layers(frame, s, ground)}
      ${level(s.start, "#14273a", "1 3")}${level(other, "#f0b45c", "5 3")}
      ${pile(frame, s)}
      ${s.lines.map(({ kind, points }) => svg`<path d=${path(frame, points)} fill="none" stroke="#fff" stroke-width=${LINES[kind][1] + 1.6} stroke-opacity="0.55" /><path d=${path(frame, points)} fill="none" stroke=${LINES[kind][0]} stroke-width=${LINES[kind][1]} stroke-dasharray=${LINES[kind][2]} />`)}
      ${s.head === null ? "" : svg`<path d=${`M${right - 5} ${Math.max(TOP + 2, y(s.head))}V${floor}`} stroke="#c2334a" stroke-width="1.6" /><path d=${`M${right - 12} ${Math.max(TOP + 2, y(s.head))}h14`} stroke="#c2334a" stroke-width="2.4" />`}
      ${tear(frame)}
    </g>
    ${frame.levels.map((z) => svg`<line x1=${LEFT - 3} x2=${LEFT} y1=${y(z)} y2=${y(z)} stroke="#9aa9b5" /><text x=${LEFT - 5} y=${y(z) + 4.2} text-anchor="end">${signed(z, Number.isInteger(10 * z) || Number.isInteger(Math.round(1e6 * z) / 1e5) ? 1 : 2)}</text>`)}
    ${frame.distances.map((d) => svg`<line x1=${x(d)} x2=${x(d)} y1=${floor} y2=${floor + 3} stroke="#9aa9b5" /><text x=${x(d)} y=${floor + 16} text-anchor="middle">${number(d)}</text>`)}
    <text x="2" y="12">m NAP</text>
    <text x=${LEFT} y=${HEIGHT - 5}>${t("parcelDitch")}</text>
    <text x=${right} y=${HEIGHT - 5} text-anchor="end">${t("parcelMiddle")} (m)</text>
  </svg>`;
}

/** The lines of the drawing, to be named below it. */
export const lineKey = (kind: WaterLine["kind"]): SVGTemplateResult => stroke(...LINES[kind]);

export const stroke = (colour: string, width: number, dash: string): SVGTemplateResult =>
  svg`<svg viewBox="0 0 18 8" width="18" height="8" aria-hidden="true" focusable="false"><line x1="0" x2="18" y1="4" y2="4" stroke=${colour} stroke-width=${width} stroke-dasharray=${dash} /></svg>`;
