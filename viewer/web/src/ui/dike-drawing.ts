/** A cross-section of a dike, drawn so that the file of the drawing shows the same: colours stand in it, not in the style sheet. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { levelAt } from "../core/dike-section";
import type { Point, Section } from "../core/dike-section";
import { number, signed, t } from "../i18n";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [460, 236, 34, 10, 16, 34];
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200];
export const COLOURS = { now: "#7d8a5c", soil: "#d8456c", narrow: "#0b5394", wall: "#14273a", cover: "#b89b78", sand: "#ecd9a4", water: "#7db9df" };

interface Frame {
  x: (offset: number) => number;
  y: (level: number) => number;
  offsets: number[];
  levels: number[];
}

function frameOf(section: Section): Frame {
  const points = [...section.now, ...(section.soil ?? []), ...(section.narrow ?? [])];
  const xs = points.map(([x]) => x);
  const zs = points.map(([, z]) => z);
  const obstacle = section.obstacle !== null && section.obstacle < Math.max(...xs) + 60 ? section.obstacle + 12 : -Infinity;
  const [left, right] = [Math.min(...xs) - 12, Math.max(Math.max(...xs) + 12, obstacle)];
  const under = Math.max(section.sand ?? Infinity, Math.min(...zs) - 12);
  const bottom = Math.min(...zs) - (Number.isFinite(under) ? Math.max(2.5, Math.min(...zs) - under + 2.5) : 4);
  const top = Math.max(...zs, section.water ?? -Infinity) + 1.2;
  const marks = (low: number, high: number, most: number): number[] => {
    const step = STEPS.find((s) => (high - low) / s <= most) ?? 500;
    return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, i) => (Math.ceil(low / step) + i) * step);
  };
  return {
    x: (offset) => LEFT + ((offset - left) / (right - left)) * (WIDTH - LEFT - RIGHT),
    y: (level) => HEIGHT - BOTTOM - ((level - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM),
    offsets: marks(left, right, 8),
    levels: marks(bottom, top, 6),
  };
}

const path = ({ x, y }: Frame, points: readonly Point[]): string => `M${points.map(([o, z]) => `${x(o).toFixed(1)} ${y(z).toFixed(1)}`).join("L")}`;

/** The ground today from edge to edge: the section with its toes drawn on. */
function groundLine(section: Section): Point[] {
  return [[-1e4, section.now[0]![1]], ...section.now, [1e4, section.now.at(-1)![1]]];
}

function soils(frame: Frame, section: Section): SVGTemplateResult {
  const ground = groundLine(section);
  const deep: Point[] = [[1e4, -1e3], [-1e4, -1e3]];
  // Where the aquifer lies above the ground in the data, nothing covers it there: no sand is drawn in the air.
  const sand = section.sand === null ? null : Math.min(section.sand, section.now[0]![1], section.now.at(-1)![1]);
  return svg`<path d=${`${path(frame, [...ground, ...deep])}Z`} fill=${COLOURS.cover} />
    ${sand === null ? "" : svg`<path d=${`${path(frame, [[-1e4, sand], [1e4, sand], ...deep])}Z`} fill=${COLOURS.sand} />`}
    <path d=${`${path(frame, section.now)}Z`} fill=${COLOURS.now} />`;
}

/** Water before the outermost of the dikes. */
function water(frame: Frame, section: Section): SVGTemplateResult | "" {
  if (section.water === null) return "";
  const dike = section.soil ?? section.now;
  const level = Math.min(section.water, dike[3]![1]);
  const bed = dike[0]![1];
  if (level <= bed) return "";
  const face = dike.slice(0, 4).filter(([, z]) => z < level);
  const meets: Point = [crossing(dike, level), level];
  return svg`<path d=${`${path(frame, [[-1e4, level], meets, ...face.reverse(), [-1e4, bed]])}Z`} fill=${COLOURS.water} fill-opacity="0.75" />`;
}

function crossing(dike: readonly Point[], level: number): number {
  const next = dike.findIndex(([, z]) => z >= level);
  const [a, b] = [dike[Math.max(0, next - 1)]!, dike[next]!];
  return b[1] === a[1] ? b[0] : a[0] + ((b[0] - a[0]) * (level - a[1])) / (b[1] - a[1]);
}

function obstacle(frame: Frame, section: Section): SVGTemplateResult | "" {
  if (section.obstacle === null) return "";
  const x = frame.x(section.obstacle);
  if (x > WIDTH - RIGHT - 4) return "";
  const y = frame.y(levelAt(section.now, section.obstacle));
  return svg`<line x1=${x} x2=${x} y1=${TOP} y2=${y} stroke="#b3312f" stroke-width="1" stroke-dasharray="3 3" />
    <path d=${`M${x} ${y}v-13l8 -7l8 7v13z`} fill="#fff" stroke="#b3312f" stroke-width="1.4" />`;
}

/** The drawing as it stands in the page and in its file. */
export function drawing(section: Section, title: string): TemplateResult {
  const frame = frameOf(section);
  const { x, y } = frame;
  const [right, floor] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  return html`<svg class="dike-section" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${title} font-family="Inter, system-ui, sans-serif" font-size="10.5" fill="#4d5d6c">
    <clipPath id="section-frame"><rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} /></clipPath>
    <rect x=${LEFT} y=${TOP} width=${right - LEFT} height=${floor - TOP} fill="#f6f9fb" />
    <g clip-path="url(#section-frame)">
      ${section.soil ? svg`<path d=${`${path(frame, section.soil)}Z`} fill=${COLOURS.soil} fill-opacity="0.30" />` : ""}
      ${water(frame, section)}${soils(frame, section)}
      ${section.soil ? svg`<path d=${path(frame, section.soil)} fill="none" stroke=${COLOURS.soil} stroke-width="2" stroke-linejoin="round" />` : ""}
      ${section.narrow ? svg`<path d=${path(frame, section.narrow)} fill="none" stroke=${COLOURS.narrow} stroke-width="1.8" stroke-dasharray="5 3" />` : ""}
      ${section.walls.map(({ offset, top, length }) => svg`<line x1=${x(offset)} x2=${x(offset)} y1=${y(top)} y2=${y(top - (length ?? 8))} stroke=${COLOURS.wall} stroke-width="2.6" />`)}
      <path d=${path(frame, groundLine(section))} fill="none" stroke="#3d4a2f" stroke-width="1.4" />
      ${obstacle(frame, section)}
    </g>
    ${frame.levels.map((z) => svg`<line x1=${LEFT - 3} x2=${LEFT} y1=${y(z)} y2=${y(z)} stroke="#9aa9b5" /><text x=${LEFT - 5} y=${y(z) + 3.3} text-anchor="end">${signed(z, 0)}</text>`)}
    ${frame.offsets.map((o) => svg`<line x1=${x(o)} x2=${x(o)} y1=${floor} y2=${floor + 3} stroke="#9aa9b5" /><text x=${x(o)} y=${floor + 13} text-anchor="middle">${number(o)}</text>`)}
    <text x="2" y="10">m NAP</text>
    <text x=${LEFT} y=${HEIGHT - 5}>${t("sectionOutside")}</text>
    <text x=${right} y=${HEIGHT - 5} text-anchor="end">${t("sectionInside")} (m)</text>
  </svg>`;
}

/** Hand a text to the visitor as a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The file of a drawing: the marks that the page keeps in it for itself are left out. */
export const svgText = (drawn: SVGElement): string => `${new XMLSerializer().serializeToString(drawn).replaceAll(/<!--[^]*?-->/g, "")}\n`;
