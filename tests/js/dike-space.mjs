// What the page's reading of a dike-space file says of one: `node dike-space.mjs SOURCES FOLDER`, JSON on standard output.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [sources, folder] = process.argv.slice(2);
const { DikeSpace, classOf } = await import(join(sources, 'dike-space.ts'));
const section = await import(join(sources, 'dike-section.ts'));

const file = JSON.parse(await readFile(join(folder, 'dike-space.json'), 'utf8'));
const bytes = await readFile(join(folder, file.file));
const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const space = new DikeSpace(file, data);

const future = space.future('knmi23-h', 0.5, 2101);
const place = space.placeAt('zeedijk', 1000);
const unknown = space.placeAt('ringdijk', 1000);
const last = file.years.map((_, year) => ({ ...future, year }));
const now = section.shapeNow(space, place);
const late = space.future('llhi', 0.95, 2150);
const drawn = section.sectionOf(space, late, place);

function refusal(change) {
  try {
    change();
    return null;
  } catch (error) {
    return error.message;
  }
}

process.stdout.write(
  JSON.stringify({
    future,
    place,
    chainage: file.locations.chainage[place],
    none: space.placeAt('nowhere', 0),
    widths: last.map((each) => space.width(each, place)),
    inward: space.value('inward', late, place),
    unknown: [space.width(future, unknown), space.reason(unknown)],
    along: [space.along(0, -1), space.along(0, 1), space.dikeOf(space.along(unknown, 1)).id],
    full: space.yearFull(late, place),
    notFull: space.yearFull(future, place),
    totals: space.totals(future),
    missing: space.value('no-such-array', future, place),
    now: section.sectionNow(now),
    then: section.sectionThen(space, late, place, now),
    same: section.sectionThen(space, space.future('knmi23-l', 0.05, 2025), place, now),
    drawn,
    csv: section.sectionCsv(drawn).split('\r\n').length,
    levels: [-1e3, 0, 1e3].map((offset) => section.levelAt(section.sectionNow(now), offset)),
    classes: [0, 0.04, 0.1, 10, 10.1, 39, 80, 81, 500].map(classOf),
    short: refusal(() => new DikeSpace(file, data.slice(0, 1000))),
    other: refusal(() => new DikeSpace({ ...file, format: 'else' }, data)),
    odd: new DikeSpace(
      { ...file, arrays: file.arrays.map((array) => ({ ...array, offset: array.offset + 1 })) },
      await new Blob([new Uint8Array(1), data]).arrayBuffer(),
    ).width(future, place),
  }),
);
