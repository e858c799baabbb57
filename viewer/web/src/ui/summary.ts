/** The picture in words. */
import { readTables } from "../core/tables";
import { store } from "../core/state";
import { FLOOD } from "../scene/waters";
import { area, duration, length, maybe, number, people, signed, t } from "../i18n";
import { context } from "./context";
import { figuresOf } from "./level-bar";
import { centimetres, monthName } from "./level-words";
import { areaNow, shownLevels } from "./levels";
import { futureNow, shownSpace } from "./space";

export function summary(): string {
  const { world, director } = context();
  const { sea, field, time } = store.state;
  const space = shownSpace()?.space;
  if (space) {
    const future = futureNow(space);
    const { scenarios, quantiles, years } = space.file;
    const { length: changed, area: taken, unknown } = space.totals(future);
    const quantile = number(100 * quantiles[future.quantile]!);
    return t("dikeSummary", String(years[future.year]), maybe(scenarios[future.scenario]!), quantile, length(changed), area(taken), length(unknown));
  }
  const polders = poldersInWords();
  if (polders) return polders;
  const film = world.waters.flood?.film;
  if (field === FLOOD && film) {
    const wet = film.area[film.between(time).first] ?? 0;
    return t("floodSummary", duration(time), area(wet), area(Math.max(...film.area)));
  }
  const reading = readTables(world.files.tables, field, sea);
  const { z, heading } = director.rig.pose;
  const value = (x: number | null | undefined, write: (v: number) => string): string => (x === null || x === undefined ? "–" : write(x));
  return t(
    "summary",
    signed(sea),
    maybe(field),
    value(reading?.values.flooded_area, area),
    value(reading?.values.people_affected, people),
    value(reading?.values.buildings_flooded, people),
    number(z),
    number(heading),
  );
}

/** The polders that are shown, for the area that is read; null when there are none. */
function poldersInWords(): string | null {
  const levels = shownLevels()?.levels;
  const { levels: asked } = store.state;
  const series = levels?.series(areaNow());
  if (!levels || !asked || !series) return null;
  const [before, after] = [series.before, series.after].map((each) => figuresOf(each, levels.file.start, asked.year, asked.month));
  const cm = (value: number | null): string => (value === null ? "–" : centimetres(value));
  return t("levelsSummary", String(asked.year), monthName(asked.month), cm(before!.groundwater), cm(after!.groundwater), cm(before!.sunk), cm(after!.sunk));
}
