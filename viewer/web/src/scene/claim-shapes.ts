/** Claims as one mesh: walls, caps and edges whose vertices know how they grow, from when to when they are there. */
import { BufferAttribute, BufferGeometry, ShapeUtils, Vector2, Vector3 } from "three";
import { isMany } from "../core/claims";
import type { Claim, Position, Shape } from "../core/claims";
import { disc, ring, strip } from "../core/outlines";
import type { Outline } from "../core/outlines";

/** What a vertex is of: bits of the third part of `tag`. */
export const PLANNED = 1;
export const THIN = 2;
export const SMALL = 4;

/** Where a claim has no upper limit it ends at the ground, where it has no lower one so far below the ground, m. */
const OPEN_BELOW = 25;
/** From this radius on a body is seen from afar by itself, m. */
const WIDE = 5;
/** Sides of a bore or pipe. */
const SIDES = 8;
const NEVER = 1e6;

type Ground = (x: number, y: number) => number | null;

export interface Built {
  fill: BufferGeometry;
  edges: BufferGeometry;
}

export class ClaimShapes {
  private readonly position: number[] = [];
  private readonly outward: number[] = [];
  private readonly law: number[] = [];
  private readonly tag: number[] = [];
  private readonly faces: number[] = [];
  private readonly edges: number[] = [];
  private now: { law: number[]; tag: number[] } = { law: [], tag: [] };

  /** `functions` gives each function its number; `ground` is that of the twin at local metres. */
  constructor(
    private readonly origin: readonly [number, number],
    private readonly functions: (name: string) => number,
    private readonly ground: Ground,
  ) {}

  add(claim: Claim, row: number): void {
    const { start, end, radius, growth, status, theme } = claim;
    const thin = !claim.geometry.type.endsWith("Polygon") && !growth && (radius ?? 0) < WIDE;
    const flags = (status === "planned" ? PLANNED : 0) + (thin ? THIN : 0) + (isMany(theme) ? SMALL : 0);
    // What began nobody knows when has no age to grow by.
    this.now = { law: [radius ?? 0, start === null ? 0 : (growth ?? 0), start ?? -NEVER, end ?? NEVER], tag: [this.functions(claim.function), row, flags] };
    this.shape(claim.geometry, claim);
  }

  private shape(shape: Shape, claim: Claim): void {
    switch (shape.type) {
      case "Point":
        return this.body(disc(this.local(shape.coordinates)), claim);
      case "MultiPoint":
        return shape.coordinates.forEach((place) => this.body(disc(this.local(place)), claim));
      case "LineString":
        return this.line(shape.coordinates, claim);
      case "MultiLineString":
        return shape.coordinates.forEach((line) => this.line(line, claim));
      case "Polygon":
        return this.polygon(shape.coordinates, claim);
      case "MultiPolygon":
        return shape.coordinates.forEach((polygon) => this.polygon(polygon, claim));
      case "GeometryCollection":
        return shape.geometries.forEach((part) => this.shape(part, claim));
    }
  }

  private local([x, y, ...z]: Position): Position {
    return [x! - this.origin[0], y! - this.origin[1], ...z];
  }

  private line(coordinates: Position[], claim: Claim): void {
    const line = coordinates.map((place) => this.local(place)).filter((place, i, all) => i === 0 || place.some((part, k) => part !== all[i - 1]![k]));
    if (line.length < 2) return this.body(disc(line[0]!), claim);
    if (line[0]!.length > 2) this.tube(line);
    else this.body(strip(line), claim);
  }

  private polygon(rings: Position[][], claim: Claim): void {
    const outlines = rings.map((each, i) => ring(each.map((place) => this.local(place)), i > 0));
    const flat = outlines.map(({ places }) => places.map(([x, y]) => new Vector2(x, y)));
    const triangles = ShapeUtils.triangulateShape(flat[0]!, flat.slice(1)).flat();
    this.extrude(outlines, triangles, claim);
  }

  private body(outline: Outline, claim: Claim): void {
    this.extrude([outline], outline.triangles, claim);
  }

  private vertex(x: number, y: number, z: number, dx: number, dy: number, dz: number): number {
    this.position.push(x, y, z);
    this.outward.push(dx, dy, dz);
    this.law.push(...this.now.law);
    this.tag.push(...this.now.tag);
    return this.position.length / 3 - 1;
  }

  /** Walls round outlines between top and base, closed above and below. */
  private extrude(outlines: Outline[], triangles: number[], { top, base, ground }: Claim): void {
    const upper: number[] = [];
    const lower: number[] = [];
    for (const { places, outward } of outlines) {
      const first = upper.length;
      places.forEach(([x = 0, y = 0], i) => {
        const [dx, dy] = outward[i]!;
        const level = top === null || base === null ? (this.ground(x, y) ?? ground ?? 0) : 0;
        upper.push(this.vertex(x, y, top ?? level, dx, dy, 0));
        lower.push(this.vertex(x, y, base ?? Math.min(level, top ?? level) - OPEN_BELOW, dx, dy, 0));
      });
      const n = places.length;
      for (let i = 0; i < n; i++) {
        const [a, b] = [first + i, first + ((i + 1) % n)];
        this.faces.push(lower[a]!, lower[b]!, upper[b]!, lower[a]!, upper[b]!, upper[a]!);
        this.edges.push(upper[a]!, upper[b]!, lower[a]!, lower[b]!);
        if (i % Math.max(1, Math.floor(n / 4)) === 0) this.edges.push(upper[a]!, lower[a]!);
      }
    }
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
      this.faces.push(upper[a]!, upper[b]!, upper[c]!, lower[c]!, lower[b]!, lower[a]!);
    }
  }

  /** A round pipe along a path in space. */
  private tube(path: Position[]): void {
    const points = path.map(([x, y, z]) => new Vector3(x, y, z));
    const way = (i: number): Vector3 => points[Math.min(i + 1, points.length - 1)]!.clone().sub(points[Math.max(0, i - 1)]!).normalize();
    const rings = points.map((at, i) => {
      const along = way(i);
      const side = new Vector3(-along.y, along.x, 0);
      if (side.length() < 1e-6) side.set(1, 0, 0);
      side.normalize();
      const up = along.clone().cross(side);
      return Array.from({ length: SIDES }, (_, k) => {
        const angle = (2 * Math.PI * k) / SIDES;
        const d = side.clone().multiplyScalar(Math.cos(angle)).addScaledVector(up, Math.sin(angle));
        return this.vertex(at.x, at.y, at.z, d.x, d.y, d.z);
      });
    });
    for (let i = 1; i < rings.length; i++) {
      const [a, b] = [rings[i - 1]!, rings[i]!];
      for (let k = 0; k < SIDES; k++) {
        const l = (k + 1) % SIDES;
        this.faces.push(a[k]!, a[l]!, b[l]!, a[k]!, b[l]!, b[k]!);
      }
    }
  }

  /** Both meshes share their vertices. */
  build(): Built {
    const attributes: Record<string, BufferAttribute> = {
      position: new BufferAttribute(new Float32Array(this.position), 3),
      outward: new BufferAttribute(new Float32Array(this.outward), 3),
      law: new BufferAttribute(new Float32Array(this.law), 4),
      tag: new BufferAttribute(new Float32Array(this.tag), 3),
    };
    const [fill, edges] = [this.faces, this.edges].map((index) => {
      const geometry = new BufferGeometry();
      for (const [name, attribute] of Object.entries(attributes)) geometry.setAttribute(name, attribute);
      geometry.setIndex(new BufferAttribute(new Uint32Array(index), 1));
      return geometry;
    });
    return { fill: fill!, edges: edges! };
  }
}
