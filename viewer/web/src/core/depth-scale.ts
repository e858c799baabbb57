/** A scale of depths on which decimetres below the ground can be read and the deep still has its place. */

/** Depth, and height in the sky, at which the scale turns from even metres to even steps in the logarithm, m. */
const TURN = { below: 2, above: 8 };
/** Levels to write, the most welcome first. */
const MARKS = [0, -10, -100, -1000, 10, 100, -1, -2, -5, -20, -50, -200, -500, -2000, -3, 5, 2, 20, 50, 1, 200, -3000];

export interface DepthScale {
  top: number;
  base: number;
  /** Pixels from the top for a level, m NAP; levels beyond an end are put at that end. */
  y: (level: number) => number;
  level: (y: number) => number;
  /** Levels that are written at the scale, at least `gap` px apart. */
  marks: (gap: number) => number[];
}

/** `ground` is where the scale is widest; `top` and `base` in m NAP, `height` in px. */
export function depthScale(ground: number, top: number, base: number, height: number): DepthScale {
  const turn = (depth: number): number => (depth < 0 ? TURN.above : TURN.below);
  const bend = (level: number): number => Math.sign(ground - level) * Math.log1p(Math.abs(ground - level) / turn(ground - level));
  const [first, last] = [bend(top), bend(base)];
  const y = (level: number): number => (height * (bend(Math.min(top, Math.max(base, level))) - first)) / (last - first);
  const level = (at: number): number => {
    const bent = first + ((last - first) * at) / height;
    return ground - Math.sign(bent) * turn(bent) * Math.expm1(Math.abs(bent));
  };
  const marks = (gap: number): number[] => {
    const found: number[] = [];
    for (const mark of MARKS) {
      if (mark <= top && mark >= base && found.every((other) => Math.abs(y(mark) - y(other)) >= gap)) found.push(mark);
    }
    return found.sort((a, b) => b - a);
  };
  return { top, base, y, level, marks };
}

/** Places at least `gap` apart, each as near as may be to what it belongs to; `wanted` goes downwards. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const at = wanted.map((y) => Math.min(high, Math.max(low, y)));
  for (let i = 1; i < at.length; i++) at[i] = Math.max(at[i]!, at[i - 1]! + gap);
  for (let i = at.length - 1; i >= 0; i--) at[i] = Math.min(at[i]!, i === at.length - 1 ? high : at[i + 1]! - gap);
  return at;
}

/** A lane for each interval, so that those in one lane do not overlap; few lanes. */
export function lanes(intervals: readonly (readonly [top: number, base: number])[]): number[] {
  const free: number[] = [];
  const order = intervals.map((_, i) => i).sort((a, b) => intervals[b]![0] - intervals[a]![0]);
  const found = new Array<number>(intervals.length).fill(0);
  for (const i of order) {
    const [top, base] = intervals[i]!;
    const lane = free.findIndex((end) => end >= top);
    const own = lane < 0 ? free.length : lane;
    free[own] = base;
    found[i] = own;
  }
  return found;
}
