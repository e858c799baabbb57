/** A line over the map and the distances along it: from the section to the scene and back. */
import type { Ring, SectionFile } from "./subsurface";

export type Line = readonly (readonly [x: number, y: number])[];

export function lengthOf(line: Line): number {
  return line.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i]![0], y - line[i]![1]), 0);
}

/** The place at a distance along a line; its ends beyond them. */
export function pointAt(line: Line, distance: number): [x: number, y: number] {
  let left = Math.max(0, distance);
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!];
    const size = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (left <= size && size > 0) return [a[0] + ((b[0] - a[0]) * left) / size, a[1] + ((b[1] - a[1]) * left) / size];
    left -= size;
  }
  return [...line.at(-1)!];
}

/** How far along a line a place lies that is no further than `reach` from it; null for any other. */
export function distanceAlong(line: Line, x: number, y: number, reach: number): number | null {
  let [best, found, passed] = [reach, null as number | null, 0];
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!];
    const size = Math.hypot(bx - ax, by - ay);
    const part = size > 0 ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / size ** 2)) : 0;
    const away = Math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay));
    if (away <= best) [best, found] = [away, passed + part * size];
    passed += size;
  }
  return found;
}

/** Places along a line, its own points among them, at most `step` apart. */
export function densified(line: Line, step: number): [x: number, y: number][] {
  const points: [number, number][] = [[...line[0]!]];
  for (let i = 1; i < line.length; i++) {
    const [[ax, ay], [bx, by]] = [line[i - 1]!, line[i]!];
    const parts = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step));
    for (let k = 1; k <= parts; k++) points.push([ax + ((bx - ax) * k) / parts, ay + ((by - ay) * k) / parts]);
  }
  return points;
}

/** Level of the ground at a distance, m NAP; null where none is known. */
export function groundAt({ ground: { distance, level } }: SectionFile, at: number): number | null {
  const next = distance.findIndex((d) => d >= at);
  if (next < 0) return null;
  const [a, b] = [level[Math.max(0, next - 1)], level[next]];
  if (a == null || b == null) return null;
  const span = distance[next]! - distance[Math.max(0, next - 1)]!;
  return span > 0 ? a + ((b - a) * (at - distance[next - 1]!)) / span : b;
}

/** Whether a place lies inside a ring: an odd number of its sides lies to the right. */
export function within(ring: Ring, distance: number, level: number): boolean {
  let odd = false;
  for (let i = 0, k = ring.length - 1; i < ring.length; k = i++) {
    const [[ax, az], [bx, bz]] = [ring[i]!, ring[k]!];
    if (az > level !== bz > level && distance < ax + ((bx - ax) * (level - az)) / (bz - az)) odd = !odd;
  }
  return odd;
}

/** What the section tells of one place in it: its soil, its unit, and the claims on it. */
export function readSection(section: SectionFile, distance: number, level: number): { layers: SectionFile["layers"]; claims: SectionFile["claims"]; lines: SectionFile["lines"] } {
  const hit = ({ polygons }: { polygons: Ring[] }): boolean => polygons.some((ring) => within(ring, distance, level));
  const near = ({ distance: d, level: z, radius, clearance }: SectionFile["lines"][number]): boolean =>
    Math.hypot(d - distance, z - level) <= Math.max(radius ?? 0, clearance ?? 0);
  return { layers: section.layers.filter(hit), claims: section.claims.filter(hit), lines: section.lines.filter(near) };
}
