// What the page's reading of the subsurface says of made-up answers: `node subsurface.mjs SOURCES < section.json`, JSON on standard output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [sources] = process.argv.slice(2);
const { depthScale, lanes, spread } = await import(join(sources, 'depth-scale.ts'));
const { densified, distanceAlong, groundAt, lengthOf, pointAt, readSection, within } = await import(join(sources, 'section.ts'));
const { pitFromText, pitToText, sectionFromText, sectionToText, yearFromText } = await import(join(sources, 'subsurface-hash.ts'));
const { FUNCTIONS, boxQuery, functionColour, isPlanned, probeQuery, sectionQuery } = await import(join(sources, 'subsurface.ts'));

const section = JSON.parse(readFileSync(0, 'utf8'));
const scale = depthScale(-1, 10, -2500, 400);
const levels = [10, 3, -1, -2, -5, -50, -500, -2500];
const line = [[0, 0], [300, 400], [300, 1400]];
const ring = [[0, 0], [10, 0], [10, -5], [4, -5], [4, -2], [0, -2]];
const ids = (found) => Object.fromEntries(Object.entries(found).map(([key, list]) => [key, list.map(({ id }) => id)]));
const pit = { x0: 65600.04, y0: 549800, x1: 66800, y1: 550600.5, base: -35.5 };
const cut = { line: [[1.5, 2], [3, 4.25], [5, 6]], base: -120 };

console.log(
  JSON.stringify({
    scale: { y: levels.map(scale.y), back: levels.map((z) => scale.level(scale.y(z))), beyond: [scale.y(99), scale.y(-9999)], marks: scale.marks(14), gaps: scale.marks(14).map(scale.y) },
    lanes: { apart: lanes([[0, -5], [-5, -9], [-10, -20]]), over: lanes([[0, -50], [-5, -9], [-8, -20], [-10, -11]]) },
    spread: { free: spread([10, 50, 90], 12, 0, 100), crowded: spread([50, 50, 51], 12, 0, 100), low: spread([98, 99, 100], 12, 0, 100) },
    line: { length: lengthOf(line), at: [0, 250, 500, 900, 9999].map((d) => pointAt(line, d)), along: [distanceAlong(line, 300, 900, 5), distanceAlong(line, 304, 900, 5), distanceAlong(line, 306, 900, 5), distanceAlong(line, 0, 0, 5)], dense: densified(line, 100).length },
    within: [within(ring, 2, -1), within(ring, 2, -3), within(ring, 7, -3), within(ring, 11, -1)],
    read: [ids(readSection(section, 200, -3)), ids(readSection(section, 700, -30)), ids(readSection(section, 400, -1.8)), ids(readSection(section, 400, 15))],
    ground: [groundAt(section, 0), groundAt(section, 500), groundAt(section, 512.5), groundAt(section, 5000), groundAt({ ground: { distance: [0, 10], level: [1, null] } }, 5)],
    hash: { pit: pitFromText(pitToText(pit)), cut: sectionFromText(sectionToText(cut)), year: yearFromText('2055') },
    odd: [
      pitFromText('1,2,3'), pitFromText('5,0,1,9,-3'), pitFromText('0,0,9,9,-99999'), pitFromText('0,0,9,9,x'), sectionFromText('-50,1,2'), sectionFromText('-50,1,2,1,2'),
      sectionFromText('-50,1,2,3'), sectionFromText(`-50,${Array(80).fill('1,2').join(',')}`), yearFromText('2055.5'), yearFromText('0'), yearFromText(''),
    ],
    queries: [probeQuery(1.26, 2, 2040), sectionQuery([[1, 2], [3, 4]], 2041), boxQuery(pit, 2042)],
    functions: { known: Object.keys(FUNCTIONS), unknown: functionColour('XXX'), planned: ['planned', 'reserved', 'existing', 'in-force', '', null].map(isPlanned) },
  }),
);
