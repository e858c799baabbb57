/** The ground along a line, drawn so that the file of the drawing shows the same: layers, claims, lines with their ring. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { functionColour, isPlanned } from "../core/subsurface";
import type { Ring, SectionBorehole, SectionClaim, SectionCrossing, SectionFile } from "../core/subsurface";
import { label, number, signed, t } from "../i18n";
import { soilColour } from "./probe-drawing";
import { nameOf } from "./subsurface";

const [LEFT, RIGHT, TOP, BOTTOM] = [44, 22, 14, 18];
const STEPS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];

/** What the model tells coarsely lies behind what it tells finely. */
const KINDS = ["layer", "unit", "lithology"] as const;

export interface SectionFrame {
  width: number;
  height: number;
  /** m NAP. */
  top: number;
  base: number;
  x: (distance: number) => number;
  y: (level: number) => number;
  distance: (x: number) => number;
  level: (y: number) => number;
  /** How many times as large heights are drawn as lengths. */
  stretch: number;
}

/** A frame of a size in px from a little above the highest ground to `base`. */
export function frameOf(section: SectionFile, base: number, width: number, height: number): SectionFrame {
  const ground = section.ground.level.filter((z): z is number => z !== null);
  const highest = ground.length > 0 ? Math.max(...ground) : 0;
  const top = highest + Math.max(1, 0.12 * (highest - base));
  const [across, down] = [(width - LEFT - RIGHT) / section.length, (height - TOP - BOTTOM) / (top - base)];
  return {
    width,
    height,
    top,
    base,
    x: (distance) => LEFT + distance * across,
    y: (level) => TOP + (top - level) * down,
    distance: (x) => Math.min(section.length, Math.max(0, (x - LEFT) / across)),
    level: (y) => top - (y - TOP) / down,
    stretch: down / across,
  };
}

const path = ({ x, y }: SectionFrame, ring: Ring): string => `M${ring.map(([d, z]) => `${x(d).toFixed(1)} ${y(z).toFixed(1)}`).join("L")}Z`;
const all = (frame: SectionFrame, rings: Ring[]): string => rings.map((ring) => path(frame, ring)).join("");

function marks(low: number, high: number, most: number): number[] {
  const step = STEPS.find((each) => (high - low) / each <= most) ?? 20000;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** Unbroken pieces of the ground. */
function groundLine({ x, y }: SectionFrame, { ground: { distance, level } }: SectionFile): string {
  let pen = false;
  return distance
    .map((d, i) => {
      const z = level[i];
      const step = z == null ? "" : `${pen ? "L" : "M"}${x(d).toFixed(1)} ${y(z).toFixed(1)}`;
      pen = z != null;
      return step;
    })
    .join("");
}

function claim(frame: SectionFrame, each: SectionClaim): SVGTemplateResult {
  const colour = functionColour(each.function);
  const planned = isPlanned(each.status);
  return svg`<path data-claim=${each.id} d=${all(frame, each.polygons)} fill=${colour} fill-opacity="0.3" stroke=${colour} stroke-width="1.4" stroke-dasharray=${planned ? "5 3" : "none"}><title>${nameOf(each)}</title></path>
    ${(each.paths ?? []).map((way) => svg`<path d=${path(frame, way).slice(0, -1)} fill="none" stroke=${colour} stroke-width="2" />`)}`;
}

/** What a drill met, in a narrow column where it stands. */
function borehole({ x, y }: SectionFrame, { id, distance, intervals }: SectionBorehole, tone: (soil: number) => string): SVGTemplateResult | "" {
  if (intervals.length === 0) return "";
  const left = x(distance) - 3;
  const [top, base] = [Math.max(...intervals.map(([z]) => z)), Math.min(...intervals.map(([, z]) => z))];
  return svg`<g data-borehole=${id}><title>${id}</title>${intervals.map(([from, to, soil]) => svg`<rect x=${left} width="6" y=${y(from)} height=${Math.max(0.3, y(to) - y(from))} fill=${tone(soil)} />`)}
    <rect x=${left} width="6" y=${y(top)} height=${y(base) - y(top)} fill="none" stroke="#14273a" stroke-width="0.8" /></g>`;
}

/** The name in a body that has room for it. */
function name({ x, y, top, base }: SectionFrame, each: SectionClaim): SVGTemplateResult | "" {
  const ring = each.polygons[0]?.map(([d, z]): [number, number] => [x(d), y(Math.min(top, Math.max(base, z)))]) ?? [];
  if (ring.length < 3) return "";
  const [xs, ys] = [ring.map(([px]) => px), ring.map(([, py]) => py)];
  const [left, right, from] = [Math.min(...xs), Math.max(...xs), Math.min(...ys)];
  const twice = ring.reduce((sum, [px, py], i) => sum + px * ring[(i + 1) % ring.length]![1] - py * ring[(i + 1) % ring.length]![0], 0);
  const [text, thick] = [nameOf(each), Math.abs(twice) / 2 / Math.max(1, right - left)];
  if (thick < 11 || right - left < text.length * 5.4 + 6) return "";
  return svg`<text x=${(left + right) / 2} y=${from + Math.min(thick / 2 + 3.5, 40)} text-anchor="middle" fill="#14273a" paint-order="stroke" stroke="#fff" stroke-width="2.4" stroke-linejoin="round">${text}</text>`;
}

/** A line that crosses: a dot that one can see, and the room that it asks to scale. */
function crossing({ x, y, stretch }: SectionFrame, each: SectionCrossing): SVGTemplateResult {
  const colour = functionColour(each.function);
  const metre = x(1) - x(0);
  const [rx, ry] = [(each.radius ?? 0) * metre, (each.radius ?? 0) * metre * stretch];
  const ring = !each.clearance ? "" : svg`<ellipse cx=${x(each.distance)} cy=${y(each.level)} rx=${Math.max(5, each.clearance * metre)} ry=${Math.max(5, each.clearance * metre * stretch)} fill="none" stroke=${colour} stroke-width="1" stroke-dasharray="2.5 2" />`;
  return svg`${ring}<ellipse data-line=${each.id} cx=${x(each.distance)} cy=${y(each.level)} rx=${Math.max(2.8, rx)} ry=${Math.max(2.8, ry)} fill=${colour} stroke="#fff" stroke-width="1"><title>${nameOf(each)}</title></ellipse>`;
}

/** Where one end of the section lies, seen from the other. */
function towards({ points }: SectionFile, end: boolean): string {
  const [a, b] = [points[0]!, points.at(-1)!];
  const turn = Math.atan2(b[0] - a[0], b[1] - a[1]) / (2 * Math.PI) + (end ? 0 : 0.5);
  return t("compass").split(" ")[Math.round(8 * (turn + 1)) % 8]!;
}

/** `tone` is the colour of a lithoclass; `cursor` the distance that is pointed at. */
export function sectionDrawing(section: SectionFile, frame: SectionFrame, cursor: number | null, tone: (soil: number) => string, title: string): TemplateResult {
  const { width, height, x, y, top, base } = frame;
  const [right, floor] = [width - RIGHT, height - BOTTOM];
  return html`<svg class="under-section" xmlns="http://www.w3.org/2000/svg" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${title} font-family="Inter, system-ui, sans-serif" font-size="10.5" fill="#4d5d6c">
    <clipPath id="under-frame"><rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} /></clipPath>
    <rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} fill="#eaf3f9" />
    <g clip-path="url(#under-frame)">
      ${KINDS.map((kind) => section.layers.filter((layer) => layer.kind === kind).map((layer) => svg`<path data-layer=${layer.id} d=${all(frame, layer.polygons)} fill=${soilColour(layer)} stroke=${soilColour(layer)} stroke-width="0.5"><title>${label(layer)}</title></path>`))}
      ${(section.boreholes ?? []).map((each) => borehole(frame, each, tone))}
      ${section.claims.map((each) => claim(frame, each))}
      ${(section.water ?? []).map(({ start, end, summer }) => (summer === null ? "" : svg`<line x1=${x(start)} x2=${x(end)} y1=${y(summer)} y2=${y(summer)} stroke="#2f7fb8" stroke-width="1.2" stroke-dasharray="7 3" />`))}
      <path d=${groundLine(frame, section)} fill="none" stroke="#3d4a2f" stroke-width="1.6" stroke-linejoin="round" />
      ${section.lines.map((each) => crossing(frame, each))}
      ${section.claims.map((each) => name(frame, each))}
      ${cursor === null ? "" : svg`<line class="cursor" x1=${x(cursor)} x2=${x(cursor)} y1=${TOP} y2=${floor} stroke="#0b5394" stroke-width="1.6" />`}
    </g>
    ${marks(base, top, 7).map((z) => svg`<line x1=${LEFT - 3} x2=${LEFT} y1=${y(z)} y2=${y(z)} stroke="#9aa9b5" /><text x=${LEFT - 5} y=${y(z) + 3.3} text-anchor="end">${signed(z, Number.isInteger(z) ? 0 : 1)}</text>`)}
    ${marks(0, section.length, width / 90).map((d) => svg`<line x1=${x(d)} x2=${x(d)} y1=${floor} y2=${floor + 3} stroke="#9aa9b5" /><text x=${x(d)} y=${floor + 13} text-anchor="middle">${number(d, Number.isInteger(d) ? 0 : 1)}</text>`)}
    <text x="2" y="9">m NAP</text><text x=${LEFT} y="9" font-weight="600">${towards(section, false)}</text>
    <text x=${right} y="9" text-anchor="end" font-weight="600">${towards(section, true)}</text><text x=${(LEFT + right) / 2} y="9" text-anchor="middle">${t("sectionScale", number(frame.stretch, frame.stretch < 10 ? 1 : 0))}</text>
  </svg>`;
}
