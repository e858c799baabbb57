// What the page's reading of claims, conflicts and plans says of made-up ones: `node conflicts.mjs SOURCES < input.json`, JSON on standard output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [sources] = process.argv.slice(2);
const { countByFunction, places, radiusAt, stands } = await import(join(sources, 'claims.ts'));
const { disc, ring, strip } = await import(join(sources, 'outlines.ts'));
const { countByVerdict, firstYear, holdsIn, inOrder, spans, worstIn } = await import(join(sources, 'conflicts.ts'));
const { bodiesFromText, bodiesToText, conflictsFromText, conflictsToText, planFromText, planToText } = await import(join(sources, 'bodies-hash.ts'));
const { dutchFault } = await import(join(sources, '../i18n/faults-nl.ts'));

const { claims, conflicts, years, faults } = JSON.parse(readFileSync(0, 'utf8'));
const grown = (outline, radius) => outline.places.map(([x, y], i) => [x + radius * outline.outward[i][0], y + radius * outline.outward[i][1]]);
const area = (points) => points.reduce((sum, [x, y], i) => sum + x * points[(i + 1) % points.length][1] - y * points[(i + 1) % points.length][0], 0) / 2;
const covered = (outline, radius) => {
  const at = grown(outline, radius);
  let sum = 0;
  for (let i = 0; i < outline.triangles.length; i += 3) sum += Math.abs(area(outline.triangles.slice(i, i + 3).map((k) => at[k])));
  return sum;
};
const both = (outline, radius) => [Math.abs(area(grown(outline, radius))), covered(outline, radius)];
const square = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
const plan = { kind: 'ates', at: [1, 2], volume: 3 };

console.log(
  JSON.stringify({
    radius: claims.map((claim) => years.map((year) => radiusAt(claim, year))),
    stands: claims.map((claim) => years.map((year) => stands(claim, year))),
    counts: years.map((year) => Object.fromEntries(countByFunction(claims, year))),
    places: [...places({ type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, { type: 'MultiPolygon', coordinates: [[square]] }] })].length,
    disc: both(disc([5, 5]), 3),
    strip: [both(strip([[0, 0], [100, 0]]), 3), both(strip([[0, 0], [50, 0], [50, 50]]), 3)],
    rings: [square, [...square].reverse()].map((each) => Math.abs(area(grown(ring(each), 2)))),
    hole: Math.abs(area(grown(ring(square, true), 2))),
    conflicts: {
      order: inOrder(conflicts).map(({ id }) => id),
      counts: countByVerdict(conflicts),
      worst: years.map((year) => worstIn(conflicts, year)),
      holds: conflicts.map((each) => years.map((year) => holdsIn(each, year))),
      spans: spans(conflicts, 2030, 2070),
      first: conflicts.map(firstYear),
    },
    hash: [bodiesFromText(bodiesToText({ many: true, hidden: ['GEO', 'CAB'] })), conflictsFromText(conflictsToText({ job: 'a-1', pair: 'conflict-3' })), planFromText(planToText(plan))],
    dutch: faults.map(dutchFault),
    odd: [bodiesFromText('x,GEO.<b>'), conflictsFromText('a b'), conflictsFromText('a,?'), planFromText('{'), planFromText('[1]'), planFromText('{"a":1}'), planToText({ kind: 'x', note: 'y'.repeat(3000) })],
  }),
);
