/** Where most of something stands together: a better place to look at than the middle of everything. */

export type Place = [x: number, y: number];

export interface Group {
  middle: Place;
  /** Direction of the row they stand in, degrees clockwise from north, 0..180; 0 when they stand in no row. */
  row: number;
}

/** The point with most others within `radius`, and those. Null without points. */
export function densest(points: readonly Place[], radius: number): Group | null {
  let best: Place[] = [];
  for (const [x, y] of points) {
    const near = points.filter((p) => Math.hypot(p[0] - x, p[1] - y) <= radius);
    if (near.length > best.length) best = near;
  }
  if (best.length === 0) return null;
  const sum = best.reduce((a, p): Place => [a[0] + p[0], a[1] + p[1]], [0, 0] as Place);
  const middle: Place = [sum[0] / best.length, sum[1] / best.length];
  return { middle, row: rowOf(best, middle) };
}

/** Main axis of the spread. */
function rowOf(points: readonly Place[], [mx, my]: Place): number {
  let [xx, xy, yy] = [0, 0, 0];
  for (const [x, y] of points) {
    xx += (x - mx) ** 2;
    xy += (x - mx) * (y - my);
    yy += (y - my) ** 2;
  }
  const fromEast = 0.5 * Math.atan2(2 * xy, xx - yy);
  return (((90 - (fromEast * 180) / Math.PI) % 180) + 180) % 180;
}

/** First position of a GeoJSON geometry. */
export function firstPosition(geometry: { coordinates?: unknown } | null): Place | null {
  let at: unknown = geometry?.coordinates;
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0];
  return Array.isArray(at) && typeof at[0] === "number" && typeof at[1] === "number" ? [at[0], at[1]] : null;
}
