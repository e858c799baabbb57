/** Outlines of bodies in plan: places, and the direction in which each moves as the body grows. */
import type { Position } from "./claims";

/** Places, the directions in which they grow, and the triangles between them that close the body above and below. */
export interface Outline {
  places: Position[];
  outward: [x: number, y: number][];
  triangles: number[];
}

/** Sides of a circle. */
const SIDES = 32;
/** Sharpest corners grow this many times as far as their sides, at most. */
const MITRE = 2;

const circle = (from: number, to: number, steps: number): [number, number][] =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / steps;
    return [Math.cos(angle), Math.sin(angle)];
  });

/** A point that grows to a disc. */
export function disc(place: Position): Outline {
  const outward = circle(0, 2 * Math.PI, SIDES).slice(0, SIDES);
  const triangles = outward.slice(2).flatMap((_, i) => [0, i + 1, i + 2]);
  return { places: outward.map(() => place), outward, triangles };
}

/** Normals to the left of a line, at its points: those of a corner reach the line beside both its sides. */
function normals(line: readonly Position[], closed: boolean): [number, number][] {
  const n = line.length;
  const side = (i: number): [number, number] | null => {
    if (!closed && (i < 0 || i >= n - 1)) return null;
    const [a, b] = [line[(i + n) % n]!, line[(i + 1) % n]!];
    const [x, y] = [b[0]! - a[0]!, b[1]! - a[1]!];
    const length = Math.hypot(x, y);
    return length > 0 ? [-y / length, x / length] : null;
  };
  return line.map((_, i) => {
    const [p, q] = [side(i - 1) ?? side(i), side(i) ?? side(i - 1)];
    if (!p || !q) return [0, 0];
    const [x, y] = [p[0] + q[0], p[1] + q[1]];
    const length = Math.hypot(x, y);
    if (length < 1e-6) return q;
    const scale = Math.min(2 / length, MITRE) / length;
    return [x * scale, y * scale];
  });
}

/** A ring that grows outward; `hole` for one that shrinks as the body grows. The triangles are the caller's. */
export function ring(coordinates: readonly Position[], hole = false): Outline {
  const last = coordinates.at(-1)!;
  const open = coordinates[0]![0] === last[0] && coordinates[0]![1] === last[1] ? coordinates.slice(0, -1) : [...coordinates];
  const double = open.reduce((sum, [x, y], i) => {
    const [u, v] = open[(i + 1) % open.length]!;
    return sum + x! * v! - u! * y!;
  }, 0);
  // To the left of a ring that runs counter-clockwise lies its inside.
  const turn = double > 0 !== hole ? -1 : 1;
  const outward = normals(open, true).map(([x, y]): [number, number] => [turn * x, turn * y]);
  return { places: open, outward, triangles: [] };
}

/** A line that grows to a strip with round ends. */
export function strip(line: readonly Position[]): Outline {
  const left = normals(line, false);
  const angle = (i: number): number => Math.atan2(left[i]![1], left[i]![0]);
  const n = line.length;
  const head = circle(angle(n - 1), angle(n - 1) - Math.PI, SIDES / 2).slice(1, -1);
  const tail = circle(angle(0) + Math.PI, angle(0), SIDES / 2).slice(1, -1);
  const back = line.map((_, i) => n - 1 - i);
  const places = [...line, ...head.map(() => line[n - 1]!), ...back.map((i) => line[i]!), ...tail.map(() => line[0]!)];
  const outward: [number, number][] = [...left, ...head, ...back.map((i): [number, number] => [-left[i]![0], -left[i]![1]]), ...tail];
  const right = (i: number): number => n + head.length + (n - 1 - i);
  const triangles = Array.from({ length: n - 1 }, (_, i) => [i, right(i), i + 1, i + 1, right(i), right(i + 1)]).flat();
  for (let i = 0; i < head.length; i++) triangles.push(right(n - 1), n - 1 + i, n + i);
  const first = right(0) + 1;
  for (let i = 0; i < tail.length; i++) triangles.push(0, right(0) + i, first + i);
  return { places, outward, triangles };
}
