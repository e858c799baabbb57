// What the page's reading of water levels says of a sample: `node water-levels.mjs SOURCES FOLDER`, JSON on standard output.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const [sources, folder] = process.argv.slice(2);
const { WaterLevels } = await import(join(sources, 'water-levels.ts'));
const { LevelChoice } = await import(join(sources, 'level-choice.ts'));
const { splitRows } = await import(join(sources, 'effect-tables.ts'));
const { parabola, parcelCsv, parcelSection } = await import(join(sources, 'parcel-section.ts'));
const { levelsFromText, levelsToText, optionsFromText, spotFromText } = await import(join(sources, 'levels-hash.ts'));

const file = JSON.parse(await readFile(join(folder, 'water-levels.json'), 'utf8'));
const bytes = await readFile(join(folder, file.file));
const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const levels = new WaterLevels(file, data);
const table = JSON.parse(await readFile(join(folder, 'water-level-choice.json'), 'utf8'));
const choice = new LevelChoice(table);

function refusal(change) {
  try {
    change();
    return null;
  } catch (error) {
    return error.message;
  }
}

const parcels = [...Array(file.parcels).keys()];
const raised = parcels.find((k) => levels.areaIdOf(k) === 'veenpolder-1');
const unknown = parcels.find((k) => levels.reason(k) !== '');
const built = parcels.find((k) => file.uses[levels.of(k, 'use')] === 'built' && levels.reason(k) === '');
const { grid } = file;
const corner = levels.column.findIndex((k) => k === raised);
const [row, col] = [Math.floor(corner / grid.nx), corner % grid.nx];
const section = parcelSection(levels, raised, 2100, 'after');
const line = parabola(-0.5, -0.2, 20);
const today = choice.possible([]);
const up = today.map((_, area) => choice.find(area, { raise: 0.3, policy: 'fixatie', drains: 'none' }));
const decided = today.map((_, area) => (file.areas.find(({ id }) => id === table.areas[area].id).decided ? up[area] : 0));
const number = (id) => table.effects.findIndex((effect) => effect.id === id);
const chosen = { job: 'job-1', year: 2060, month: 8, view: 'difference', paint: 'ground', stretch: 7, clear: true, area: 'a, b' };

console.log(
  JSON.stringify({
    raised,
    unknown: [levels.value('after', 'ground_level', unknown, 2100), levels.of(unknown, 'ground_level'), levels.reason(unknown)],
    area: [levels.areaOf(raised).id, levels.areaNumber('veenpolder-1')],
    column: [levels.columnAt(grid.x0 + col * grid.dx, grid.y0 - row * grid.dy), levels.columnAt(0, 0)],
    ground: file.years.map((year) => levels.value('after', 'ground_level', raised, year)),
    halfway: levels.value('after', 'ground_level', raised, 2057.5),
    kept: [levels.between(2120), levels.between(2030), levels.between(2032)],
    early: levels.value('before', 'ground_level', raised, 1900),
    rise: [levels.rise('before', raised, 2120), levels.rise('after', raised, 2120)],
    months: Array.from({ length: 12 }, (_, i) => levels.value('before', 'monthly', raised, 2100, i + 1)),
    august: levels.value('after', 'monthly', raised, 2100, 8),
    cells: levels.of(raised, 'cells'),
    none: levels.value('after', 'no-such', raised, 2100),
    section: { half: section.half, ground: [section.start, section.before, section.after], soil: [section.clay, section.peat, section.soft], pile: section.pile, kinds: section.lines.map((each) => each.kind) },
    pile: parcelSection(levels, built, 2100, 'after').pile,
    parabola: { first: line[0], last: line.at(-1), mean: line.slice(1).reduce((sum, [x, z], i) => sum + ((x - line[i][0]) * (z + line[i][1])) / 2, 0) / (line.at(-1)[0] - line[0][0]) },
    wet: parabola(-0.5, -0.2, 20, -0.15),
    csv: parcelCsv(section).split('\n'),
    unknownSection: parcelSection(levels, unknown, 2100, 'after'),
    short: refusal(() => new WaterLevels(file, data.slice(0, -2))),
    newer: refusal(() => new WaterLevels({ ...file, version: 2 }, data)),
    newerTable: refusal(() => new LevelChoice({ ...table, version: 2 })),
    split: splitRows(file.effects.find(({ id }) => id === 'foundations').rows[0].tables),
    other: refusal(() => new WaterLevels({ ...file, format: 'x' }, data)),
    otherTable: refusal(() => new LevelChoice({ ...table, format: 'x' })),
    shortTable: refusal(() => new LevelChoice({ ...table, values: table.values.slice(1) })),
    today, up,
    isRun: [today, decided, decided.map((option, i) => (i === decided.findIndex(Boolean) ? 0 : option))].map((each) => choice.isRun(each, file)),
    totals: table.effects.map((_, i) => [choice.total(i, today), choice.total(i, up), choice.change(i, up)]),
    drowned: choice.raisesOf(table.areas.findIndex(({ id }) => id === 'veenpolder-4')),
    possible: choice.possible([999, 5, -1]),
    onlyGas: choice.optimum({ co2_emission: 1 }),
    onlyYield: choice.optimum({ yield_loss: 1 }),
    nothing: choice.optimum({}),
    both: choice.optimum({ co2_emission: 2, yield_loss: 1, foundations: 1 }),
    front: choice.front('yield_loss', 'co2_emission').points.map(({ options, values }) => [choice.total(number('co2_emission'), options).value, values[0]]),
    interventions: choice.interventions(up),
    hash: levelsFromText(levelsToText(chosen)),
    odd: [levelsFromText('job,x,99,no,no,99,,'), levelsFromText('no job!,2050'), spotFromText('1,x'), spotFromText('12,-3'), optionsFromText('job,0.3.12'), optionsFromText('job,0.x')],
  }),
);
