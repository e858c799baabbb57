/** Choosing a level for every area: what a choice comes to, computed in the page from the answers of each area. */
import type { WaterLevelsFile } from "./water-levels";

export interface ChoiceArea {
  id: string;
  name?: string | null;
  summer_level: number;
  winter_level: number;
  ground_level: number;
  land_area: number;
}

export interface Option {
  raise: number;
  policy: string;
  drains: string;
}

export interface ChoiceEffect {
  id: string;
  label_nl: string;
  label_en: string;
  unit: string;
  better: "lower" | "higher" | null;
  sum: "mean" | "total";
  objective: boolean;
  /** Span over all choices, by which a weight divides; absent: that of the table. */
  scale?: number | null;
}

export interface Triple {
  value: number;
  low: number;
  high: number;
}

export interface FrontPoint {
  values: number[];
  options: number[];
}

export interface Front {
  objectives: [string, string];
  exact: boolean;
  tolerance: number[];
  points: FrontPoint[];
}

export interface LevelChoiceFile {
  format: "zicht-water-level-choice";
  version: number;
  twin: string;
  horizon: number;
  start: number;
  relation: string;
  areas: ChoiceArea[];
  /** The first is as today. */
  options: Option[];
  effects: ChoiceEffect[];
  /** By area, option and effect; null where it is unknown, or the option cannot be. */
  values: (Triple | null)[][][];
  reasons: string[][];
  /** By area and option: why it cannot be chosen there; empty when it can. */
  hindrances?: string[][];
  /** Effects that are not in the table, since those of areas do not add up to that of all. */
  left_out?: { id: string; reason: string }[];
  /** By area and effect: what an area counts in a mean. */
  weights: number[][];
  fronts: Front[];
  optimum: { weights: Record<string, number>; options: number[] };
}

export interface Total {
  value: number | null;
  low: number | null;
  high: number | null;
  /** Areas of which it is not known. */
  unknown: number[];
}

const same = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;

export class LevelChoice {
  readonly raises: number[];
  readonly policies: string[];
  readonly drains: string[];

  constructor(readonly file: LevelChoiceFile) {
    if (file.format !== "zicht-water-level-choice") throw new Error("not a table of water levels");
    if (file.version !== 1) throw new Error(`table of water levels of version ${file.version}: this page reads 1`);
    const { areas, values, weights, options, effects } = file;
    const whole = values.length === areas.length && weights.length === areas.length && values.every((each) => each.length === options.length);
    if (!whole || values.some((area) => area.some((option) => option.length !== effects.length))) throw new Error("the table is cut off");
    this.raises = [...new Set(options.map(({ raise }) => Math.round(raise * 1000) / 1000))].sort((a, b) => a - b);
    this.policies = [...new Set(options.map(({ policy }) => policy))];
    this.drains = [...new Set(options.map(({ drains }) => drains))];
  }

  /** Whether an option can be chosen in an area: nothing forbids it, and something is known of it there. */
  allowed(area: number, option: number): boolean {
    if (this.file.hindrances?.[area]?.[option]) return false;
    return option === 0 || (this.file.values[area]?.[option]?.some((each) => each !== null) ?? false);
  }

  /** A choice for every area: where what is asked for cannot be, as today. */
  possible(asked: readonly number[]): number[] {
    return this.file.areas.map((_, area) => (asked[area] !== undefined && this.allowed(area, asked[area]) ? asked[area] : 0));
  }

  /** The allowed option of an area nearest to a raise, with the policy and drains that are asked for where there are such. */
  find(area: number, wanted: Option): number {
    let best = 0;
    let least = Infinity;
    this.file.options.forEach(({ raise, policy, drains }, option) => {
      if (!this.allowed(area, option)) return;
      const strange = (policy === wanted.policy ? 0 : 1) + (drains === wanted.drains ? 0 : 1);
      const away = Math.abs(raise - wanted.raise) * 100 + strange;
      if (away < least - 1e-9) [best, least] = [option, away];
    });
    return best;
  }

  /** Raises that an area can have. */
  raisesOf(area: number): number[] {
    return this.raises.filter((raise) => this.file.options.some((option, i) => same(option.raise, raise) && this.allowed(area, i)));
  }

  /** What an effect comes to for a choice: the sum over the areas, or their mean by what each counts. */
  total(effect: number, options: readonly number[]): Total {
    const { values, weights, effects } = this.file;
    const mean = effects[effect]!.sum === "mean";
    const sum = { value: 0, low: 0, high: 0 };
    let weight = 0;
    const unknown: number[] = [];
    options.forEach((option, area) => {
      const counts = mean ? weights[area]![effect]! : 1;
      const found = values[area]![option]![effect];
      if (!found) {
        if (counts > 0) unknown.push(area);
        return;
      }
      if (counts <= 0) return;
      weight += counts;
      for (const part of ["value", "low", "high"] as const) sum[part] += counts * found[part];
    });
    if (weight === 0) return { value: null, low: null, high: null, unknown };
    const by = mean ? weight : 1;
    return { value: sum.value / by, low: sum.low / by, high: sum.high / by, unknown };
  }

  /** What a choice does to an effect, over the areas of which it is known with and without. */
  change(effect: number, options: readonly number[]): number | null {
    const { values, weights, effects } = this.file;
    const mean = effects[effect]!.sum === "mean";
    let [sum, weight] = [0, 0];
    options.forEach((option, area) => {
      const [before, after] = [values[area]![0]![effect], values[area]![option]![effect]];
      const counts = mean ? weights[area]![effect]! : 1;
      if (!before || !after || counts <= 0) return;
      sum += counts * (after.value - before.value);
      weight += counts;
    });
    return weight === 0 ? null : mean ? sum / weight : sum;
  }

  /** Share of the whole that an area's value is, so that areas add up. */
  private part(effect: number, area: number): number {
    if (this.file.effects[effect]!.sum === "total") return 1;
    const all = this.file.weights.reduce((sum, each) => sum + Math.max(0, each[effect]!), 0);
    return all > 0 ? Math.max(0, this.file.weights[area]![effect]!) / all : 0;
  }

  /** The objectives, by number. */
  get objectives(): number[] {
    return this.file.effects.map((_, i) => i).filter((i) => this.file.effects[i]!.objective);
  }

  /**
   * The choice with the least weighted sum of the objectives, each over the span that the options allow in all. Areas
   * do not touch each other, so the best of each makes the best of all.
   */
  optimum(weights: Record<string, number>): number[] {
    const { areas, options, values, effects } = this.file;
    const allowed = areas.map((_, area) => options.map((_o, option) => option).filter((option) => this.allowed(area, option)));
    const costs = areas.map(() => new Float64Array(options.length));
    for (const effect of this.objectives) {
      const weight = (weights[effects[effect]!.id] ?? 0) * (effects[effect]!.better === "higher" ? -1 : 1);
      if (weight === 0) continue;
      const own = areas.map((_, area) => allowed[area]!.map((option) => values[area]![option]![effect]?.value ?? null));
      const spans = own.map((each, area) => {
        const known = each.filter((value) => value !== null);
        return known.length > 0 ? (Math.max(...known) - Math.min(...known)) * this.part(effect, area) : 0;
      });
      const span = effects[effect]!.scale ?? spans.reduce((sum, each) => sum + each, 0);
      if (!(span > 0)) continue;
      areas.forEach((_, area) => {
        // An area of which it is not known for every option has no say in it.
        if (own[area]!.some((value) => value === null)) return;
        own[area]!.forEach((value, i) => (costs[area]![allowed[area]![i]!]! += (weight * value! * this.part(effect, area)) / span));
      });
    }
    return areas.map((_, area) => allowed[area]!.reduce((best, option) => (costs[area]![option]! < costs[area]![best]! - 1e-12 ? option : best), 0));
  }

  /** Front of a pair of objectives; null when there is none. */
  front(first: string, second: string): Front | null {
    return this.file.fronts.find(({ objectives: [a, b] }) => (a === first && b === second) || (a === second && b === first)) ?? null;
  }

  /** Whether a run decides just this, at the same horizon. */
  isRun(options: readonly number[], { areas, horizon }: Pick<WaterLevelsFile, "areas" | "horizon">): boolean {
    const kind = (policy: string): string => policy.slice(0, 3); // in Dutch or in English
    return horizon === this.file.horizon && options.every((option, i) => {
      const area = areas.find(({ id }) => id === this.file.areas[i]!.id);
      const { raise, policy, drains } = this.file.options[option]!;
      if (option === 0 || !area?.decided) return option === 0 && !area?.decided;
      return same(area.raise_summer, raise) && same(area.raise_winter, raise) && kind(area.policy) === kind(policy) && area.drains === drains;
    });
  }

  /** Interventions that bring a choice about: one for each option that is not as today. */
  interventions(options: readonly number[]): { areas: string[]; option: Option }[] {
    const chosen = [...new Set(options)].filter((option) => option !== 0).sort((a, b) => a - b);
    return chosen.map((option) => ({
      option: this.file.options[option]!,
      areas: this.file.areas.filter((_, area) => options[area] === option).map(({ id }) => id),
    }));
  }
}
