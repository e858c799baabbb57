/** The column of a probe, drawn from the sky to the reservoir on a scale that is widest near the ground. */
import { html, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { depthScale, lanes, spread } from "../core/depth-scale";
import type { DepthScale } from "../core/depth-scale";
import { softened } from "../core/palette";
import { functionColour, isPlanned } from "../core/subsurface";
import type { ProbeFile, ProbeItem } from "../core/subsurface";
import { signed, t } from "../i18n";
import { nameOf } from "./subsurface";

const [WIDTH, LEFT, SOIL, TOP] = [372, 44, 124, 14];
const LANE = 11;
const GAP = 12.5;
/** Characters of a name that fit beside the column. */
const FITS = 30;

const isSoil = ({ kind }: ProbeItem): boolean => kind === "voxel" || kind === "layer";
/** The ground is a line of its own, and what has no thickness (a land use, a soil map) stands in the table. */
const isBody = (item: ProbeItem): boolean => !isSoil(item) && item.kind !== "ground" && (item.top === null || item.top !== item.base);

/** Room for what is highest and deepest: at least a little sky, and one soil. */
function scaleOf(probe: ProbeFile, height: number): DepthScale {
  const ground = probe.ground_level ?? 0;
  const levels = probe.items.flatMap(({ top, base }) => [top, base]).filter((z): z is number => z !== null);
  return depthScale(ground, Math.max(ground + 3, ...levels), Math.min(ground - 10, ...levels), height - TOP - 6);
}

export const soilColour = (item: { color: string | null }): string => (item.color ? softened(item.color) : "#b8a58b");

export function colourOf(item: ProbeItem): string {
  if (isSoil(item)) return soilColour(item);
  if (item.kind === "water") return "#3f8fc9";
  return item.function ? functionColour(item.function) : (item.color ?? "#6b7a88");
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

/** `height` in px, at the width of the card. */
export function probeDrawing(probe: ProbeFile, height: number, title: string): TemplateResult {
  const scale = scaleOf(probe, height);
  const y = (level: number): number => TOP + scale.y(level);
  const ground = probe.ground_level ?? 0;
  const soils = probe.items.filter(isSoil);
  const others = probe.items.filter(isBody);
  // What has no limit reaches the ground, or as deep as the column goes; of water only the level is told.
  const of = ({ kind, top, base }: ProbeItem): [number, number] => [top ?? ground, base ?? (kind === "water" && top !== null ? top : scale.base)];
  const lane = lanes(others.map(of));
  const right = LEFT + SOIL + 8 + LANE * Math.max(1, ...lane.map((each) => each + 1));
  return html`<svg class="probe-column" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${title} font-family="Inter, system-ui, sans-serif" font-size="10.5" fill="#4d5d6c">
    <rect x=${LEFT} y=${TOP} width=${SOIL} height=${y(ground) - TOP} fill="#e4f0f8" />
    <rect x=${LEFT} y=${y(ground)} width=${SOIL} height=${y(scale.base) - y(ground)} fill="#d9d0c2" />
    ${soils.map((item) => soil(item, y, of(item)))}
    ${others.map((item, i) => body(item, y, of(item), LEFT + SOIL + 6 + LANE * lane[i]!))}
    <line x1=${LEFT - 6} x2=${right} y1=${y(ground)} y2=${y(ground)} stroke="#3d4a2f" stroke-width="1.8" />
    ${scale.marks(14).map((z) => svg`<line x1=${LEFT - 4} x2=${LEFT} y1=${y(z)} y2=${y(z)} stroke="#9aa9b5" /><text x=${LEFT - 6} y=${y(z) + 3.4} text-anchor="end">${signed(z, 0)}</text>`)}
    ${names(others, y, of, lane, right, height)}
    <text x="2" y="9">m NAP</text>
  </svg>`;
}

function soil(item: ProbeItem, y: (level: number) => number, [top, base]: [number, number]): SVGTemplateResult {
  const [from, size] = [y(top), y(base) - y(top)];
  const name = nameOf(item);
  return svg`<rect x=${LEFT} y=${from} width=${SOIL} height=${Math.max(0.4, size)} fill=${soilColour(item)} stroke="#fff" stroke-width=${size > 4 ? 0.7 : 0} />
    ${size > 11 ? svg`<text x=${LEFT + 5} y=${from + Math.min(size / 2 + 3.6, 14)} fill="#14273a">${short(name, 22)}</text>` : ""}`;
}

function body(item: ProbeItem, y: (level: number) => number, [top, base]: [number, number], x: number): SVGTemplateResult {
  const planned = isPlanned(item.status);
  return svg`<rect x=${x} y=${y(top)} width=${LANE - 2} height=${Math.max(2.5, y(base) - y(top))} rx="1.5" fill=${colourOf(item)} fill-opacity=${planned ? 0.35 : 0.9} stroke=${colourOf(item)} stroke-width="1" stroke-dasharray=${planned ? "2 2" : "none"} />`;
}

/** Names beside the lanes, each with a thin line to its body, none over another. */
function names(items: ProbeItem[], y: (level: number) => number, of: (item: ProbeItem) => [number, number], lane: number[], right: number, height: number): SVGTemplateResult[] {
  const middle = (item: ProbeItem): number => {
    const [top, base] = of(item);
    return y(top) + Math.min(8, (y(base) - y(top)) / 2);
  };
  const order = items.map((_, i) => i).sort((a, b) => middle(items[a]!) - middle(items[b]!));
  const room = Math.floor((height - TOP - 4) / GAP);
  const shown = order.slice(0, room);
  const at = spread(shown.map((i) => middle(items[i]!)), GAP, TOP + 2, height - 6);
  const most = Math.min(FITS, Math.floor((WIDTH - right - 16) / 5.4));
  const found = shown.map((i, k) => {
    const x = LEFT + SOIL + 6 + LANE * lane[i]! + LANE - 2;
    return svg`<path d=${`M${x} ${middle(items[i]!)}L${right + 8} ${at[k]!}`} stroke=${colourOf(items[i]!)} stroke-width="0.8" fill="none" /><text x=${right + 11} y=${at[k]! + 3.5} fill="#14273a">${short(nameOf(items[i]!), most)}</text>`;
  });
  const left = order.length - shown.length;
  return left > 0 ? [...found, svg`<text x=${right + 11} y=${height - 1}>${t("underMore", String(left))}</text>`] : found;
}
