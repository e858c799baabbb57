/**
 * The dikes that a future asks for, lying on the ground as they would stand: to scale, coloured by the room they take
 * beyond today's toes. Another future moves the points of the same mesh.
 */
import { BufferAttribute, BufferGeometry, DoubleSide, DynamicDrawUsage, GLSL3, Mesh, ShaderMaterial } from "three";
import { WIDTHS, classOf } from "../core/dike-space";
import type { DikeSpace, Future } from "../core/dike-space";
import { ShapesThen, outerToe, sectionNow, shapeNow, writeCorners } from "../core/dike-section";
import type { Shape } from "../core/dike-section";
import { rgbOf } from "../core/palette";
import { COMMON, LEVELS } from "../shaders/levels";
import { shared } from "./shared";

/** Parts into which the seven sides of a section are cut, so that it follows the ground it lies on. */
const PARTS = [1, 1, 2, 2, 3, 5, 1];
const ACROSS = PARTS.reduce((sum, n) => sum + n, 1);
/** Half the width that stands for a dike whose section is unknown, m. */
const UNKNOWN = 12;

const vertexShader = /* glsl */ `
${LEVELS}
uniform float uExaggeration;
uniform float uPixel;
uniform float uChosen;
in vec4 line;
in vec3 place;
in vec3 tint;
in float edge;
in float station;
out vec3 vLocal;
out float vBeyond;
flat out vec3 vTint;
flat out float vChosen;

float groundOr(vec2 p, float other) {
  float z = groundAt(p);
  return z < -320.0 ? other : z;
}
/** Ground between the middles of the cells. */
float smoothGround(vec2 p, float other) {
  vec2 at = vec2(p.x - uGrid.edge.x, uGrid.edge.y - p.y) * uGrid.edge.zw - 0.5;
  vec2 f = fract(at), size = 1.0 / uGrid.edge.zw;
  vec2 base = uGrid.edge.xy + (floor(at) + 0.5) * vec2(size.x, -size.y);
  float north = mix(groundOr(base, other), groundOr(base + vec2(size.x, 0.0), other), f.x);
  float south = mix(groundOr(base - vec2(0.0, size.y), other), groundOr(base + vec2(size.x, -size.y), other), f.x);
  return mix(north, south, f.y);
}

void main() {
  vec3 s = vec3(1.0, 1.0, uExaggeration);
  float pixel = uPixel * distance(cameraPosition * s, vec3(line.xy, place.y) * s);
  // From afar a dike stays a line that one can see.
  float across = edge == 0.0 ? place.x : edge * max(edge * place.x, 2.0 * pixel);
  vec2 p = line.xy + line.zw * across;
  vLocal = vec3(p, max(place.y, smoothGround(p, place.y)) + 0.3);
  vBeyond = place.z;
  vTint = tint;
  vChosen = station == uChosen ? 1.0 : 0.0;
  // Along the ray of sight nothing moves on the screen: it only comes before the ground and the dike it lies on.
  vec3 sight = cameraPosition - vLocal;
  float away = length(sight);
  vec3 drawn = vLocal + sight / away * min(8.0 + 0.009 * away, 0.5 * away);
  gl_Position = projectionMatrix * viewMatrix * vec4(drawn, 1.0);
}`;

const fragmentShader = /* glsl */ `
${COMMON}
in vec3 vLocal;
in float vBeyond;
flat in vec3 vTint;
flat in float vChosen;
out vec4 outColour;
void main() {
  if (clipped(vLocal)) discard;
  vec3 colour = vTint;
  if (vTint.r < 0.01) {
    // Unknown: hatched, so that it is no colour of the scale.
    float band = fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0);
    colour = mix(vec3(0.44, 0.47, 0.50), vec3(0.90, 0.91, 0.92), step(0.5, band));
  } else {
    // Seen from near by, what the dike covers today is paler, with a line where its toe lies.
    float metres = fwidth(vBeyond), near = smoothstep(6.0, 2.0, metres);
    colour = mix(mix(colour, vec3(1.0), 0.5 * near), colour, smoothstep(-0.5, 0.5, vBeyond));
    colour = mix(vec3(0.25, 0.22, 0.26), colour, smoothstep(0.5, 1.3, abs(vBeyond) / max(metres, 1e-4) + 2.0 * (1.0 - near)));
    colour = mix(colour, lit(colour, flatNormal(vLocal)) * 1.06, 0.4);
  }
  if (vChosen > 0.5) colour = mix(colour, vec3(0.05, 0.36, 0.62), 0.75);
  outColour = vec4(hazed(colour, length(cameraPosition - vLocal)), 1.0);
}`;

/** Two columns of points for a place: where it begins and where it ends along the dike. */
interface Column {
  x: number;
  y: number;
  nx: number;
  ny: number;
  /** The other place of which the section is half at this end; the place itself at the end of a dike. */
  other: number;
}

/** Today's shape of a place, and the offsets of its toes. */
interface Place {
  shape: Shape;
  outer: number;
  inner: number;
}

/** Numbers of a section: offset, level, and how far beyond today's toes (below 0 within), for each point across. */
const SIZE = 3 * ACROSS;

export class DikeStrip {
  readonly mesh: Mesh;
  private readonly geometry = new BufferGeometry();
  private readonly points: Float32Array;
  private readonly colours: Uint8Array;
  private readonly uChosen = { value: -1 };
  private readonly places: (Place | null)[] = [];
  private readonly columns: [Column, Column][] = [];
  /** The sections that are shown; the first number is NaN where one is unknown. */
  private readonly sections: Float32Array;

  constructor(
    readonly space: DikeSpace,
    private readonly origin: [number, number],
    pixel: { value: number },
  ) {
    const vertices = space.count * 2 * ACROSS;
    this.points = new Float32Array(3 * vertices);
    this.colours = new Uint8Array(3 * vertices);
    this.sections = new Float32Array(SIZE * space.count).fill(NaN);
    for (let i = 0; i < space.count; i++) {
      const shape = shapeNow(space, i);
      this.places.push(shape && { shape, outer: outerToe(shape), inner: sectionNow(shape).at(-1)![0] });
      this.columns.push([this.column(i, -1), this.column(i, 1)]);
      this.writeUnknown(i);
    }
    this.still();
    this.geometry.setAttribute("place", new BufferAttribute(this.points, 3).setUsage(DynamicDrawUsage));
    this.geometry.setAttribute("tint", new BufferAttribute(this.colours, 3, true).setUsage(DynamicDrawUsage));
    const material = new ShaderMaterial({
      name: "dike-strip",
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { ...shared, uPixel: pixel, uChosen: this.uChosen },
      side: DoubleSide,
    });
    this.mesh = new Mesh(this.geometry, material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 2;
    this.mesh.name = "dike-strip";
  }

  /** Where a place meets its neighbour; half its length away where it has none. */
  private column(i: number, step: -1 | 1): Column {
    const { x, y, inward_x: nx, inward_y: ny, dike, length } = this.space.file.locations;
    const [east, north] = this.origin;
    const isNext = (k: number): boolean => k >= 0 && k < this.space.count && dike[k] === dike[i];
    const other = isNext(i + step) ? i + step : i;
    const [ax, ay] = [nx[i]! + nx[other]!, ny[i]! + ny[other]!];
    const size = Math.hypot(ax, ay) || 1;
    let [px, py] = [(x[i]! + x[other]!) / 2, (y[i]! + y[other]!) / 2];
    if (other === i) {
      const back = isNext(i - step) ? i - step : i;
      const [dx, dy] = back === i ? [step * ny[i]!, -step * nx[i]!] : [x[i]! - x[back]!, y[i]! - y[back]!];
      const reach = length[i]! / 2 / (Math.hypot(dx, dy) || 1);
      [px, py] = [x[i]! + dx * reach, y[i]! + dy * reach];
    }
    return { x: px - east, y: py - north, nx: ax / size, ny: ay / size, other };
  }

  /** What no future changes: the lines, the ends of the sections, the faces. */
  private still(): void {
    const vertices = this.space.count * 2 * ACROSS;
    const line = new Float32Array(4 * vertices);
    const edge = new Float32Array(vertices);
    const station = new Float32Array(vertices);
    const faces = new Uint32Array(this.space.count * (ACROSS - 1) * 6);
    let [v, f] = [0, 0];
    this.columns.forEach((pair, i) => {
      const first = v;
      for (const { x, y, nx, ny } of pair) {
        for (let k = 0; k < ACROSS; k++, v++) {
          line.set([x, y, nx, ny], 4 * v);
          edge[v] = k === 0 ? -1 : k === ACROSS - 1 ? 1 : 0;
          station[v] = i;
        }
      }
      for (let k = 0; k < ACROSS - 1; k++, f += 6) {
        const [a, b] = [first + k, first + ACROSS + k];
        faces.set([a, a + 1, b, a + 1, b + 1, b], f);
      }
    });
    this.geometry.setAttribute("line", new BufferAttribute(line, 4));
    this.geometry.setAttribute("edge", new BufferAttribute(edge, 1));
    this.geometry.setAttribute("station", new BufferAttribute(station, 1));
    this.geometry.setIndex(new BufferAttribute(faces, 1));
  }

  /** Show a future: new places and colours for the points that are there. */
  show(future: Future): void {
    const { space } = this;
    const then = new ShapesThen(space, future);
    for (let i = 0; i < space.count; i++) this.writeSection(i, then);
    for (let i = 0; i < space.count; i++) {
      if (!Number.isNaN(this.sections[SIZE * i]!)) this.write(i, CLASS_COLOURS[classOf(then.width(i))]!);
      // Known in the future before this one: nothing of that may stay. No colour of the scale is without red.
      else if (this.colours[2 * SIZE * i] !== 0) this.writeUnknown(i);
    }
    this.geometry.getAttribute("place").needsUpdate = true;
    this.geometry.getAttribute("tint").needsUpdate = true;
  }

  choose(place: number | null): void {
    this.uChosen.value = place ?? -1;
  }

  /** Section that a future asks for at a place, from the corners of its shape. */
  private writeSection(i: number, then: ShapesThen): void {
    const place = this.places[i];
    const at = SIZE * i;
    this.sections[at] = NaN;
    if (!place || !then.known(i)) return;
    const { shape, outer, inner } = place;
    writeCorners(corner, then.write(asked, i, shape), outer - then.read("outward", i));
    let to = at;
    for (let side = 0; side <= PARTS.length; side++) {
      const parts = PARTS[side] ?? 1;
      const [x, z] = [corner[2 * side]!, corner[2 * side + 1]!];
      const [dx, dz] = side < PARTS.length ? [(corner[2 * side + 2]! - x) / parts, (corner[2 * side + 3]! - z) / parts] : [0, 0];
      for (let k = 0; k < parts; k++, to += 3) {
        this.sections[to] = x + dx * k;
        this.sections[to + 1] = z + dz * k;
        this.sections[to + 2] = Math.max(x + dx * k - inner, outer - x - dx * k);
      }
    }
  }

  /** The points of a place: its section half way to those of its neighbours at its ends. */
  private write(i: number, colour: readonly number[]): void {
    const own = SIZE * i;
    for (const [end, { other }] of this.columns[i]!.entries()) {
      const next = Number.isNaN(this.sections[SIZE * other]!) ? own : SIZE * other;
      const to = (2 * i + end) * SIZE;
      for (let k = 0; k < SIZE; k++) {
        this.points[to + k] = (this.sections[own + k]! + this.sections[next + k]!) / 2;
        this.colours[to + k] = colour[k % 3]!;
      }
    }
  }

  /** The band of a dike of which nothing is known: as wide as it is today, or a little either way of its line. */
  private writeUnknown(i: number): void {
    const { outer, inner } = this.places[i] ?? { outer: -UNKNOWN, inner: UNKNOWN };
    for (let v = 0; v < 2 * ACROSS; v++) {
      const part = (v % ACROSS) / (ACROSS - 1);
      this.points.set([outer + (inner - outer) * part, -300, -1], 2 * SIZE * i + 3 * v);
    }
    this.colours.fill(0, 2 * SIZE * i, 2 * SIZE * (i + 1));
  }

  /** The place whose dike, as it is shown, covers a spot (local m), a few metres more allowed; null beside all. */
  at(x: number, y: number, allowed: number): number | null {
    const { locations } = this.space.file;
    const [px, py] = [x + this.origin[0], y + this.origin[1]];
    let best: number | null = null;
    let least = Infinity;
    for (let i = 0; i < this.space.count; i++) {
      const [dx, dy] = [px - locations.x[i]!, py - locations.y[i]!];
      const [nx, ny] = [locations.inward_x[i]!, locations.inward_y[i]!];
      const along = Math.abs(dx * ny - dy * nx);
      // Beyond half its length another place is nearer, but at the outer side of a bend there is none.
      if (along > locations.length[i]!) continue;
      const across = dx * nx + dy * ny;
      const known = !Number.isNaN(this.sections[SIZE * i]!);
      const outer = known ? this.sections[SIZE * i]! : (this.places[i]?.outer ?? -UNKNOWN);
      const inner = known ? this.sections[SIZE * (i + 1) - 3]! : (this.places[i]?.inner ?? UNKNOWN);
      const far = along + 0.05 * Math.abs(across);
      if (across >= outer - allowed && across <= inner + allowed && far < least) [best, least] = [i, far];
    }
    return best;
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.geometry.dispose();
    (this.mesh.material as ShaderMaterial).dispose();
  }
}

const CLASS_COLOURS = WIDTHS.map((entry) => rgbOf(entry.color));
/** Written over and over while a future is laid out. */
const asked = {} as Shape;
const corner = new Float64Array(16);
