/** The parts of a result that have a tab of their own: room for dikes, water levels, conflicts below ground. */
import { pageFile } from "../core/jobs";
import type { JobResults } from "../core/jobs";
import { store } from "../core/state";
import type { Tab } from "../core/state";
import type { Key } from "../i18n";
import { CONFLICTS, showConflicts } from "./conflict-results";
import { showChoice, showLevels } from "./levels";
import { showSpace } from "./space";

export interface ResultPart {
  tab: Tab;
  key: Key;
  /** Put it on the map, and open its tab; false when it is not of this twin, or asked for no more. */
  open: () => Promise<boolean>;
}

/** What a result has, in the order of the tabs. */
export function partsOf(job: string, outcome: JobResults): ResultPart[] {
  const part = (there: boolean, tab: Tab, key: Key, show: (job: string, outcome: JobResults) => Promise<boolean>): ResultPart[] => {
    const open = async (): Promise<boolean> => {
      const shown = await show(job, outcome);
      if (shown) store.set({ tab });
      return shown;
    };
    return there ? [{ tab, key, open }] : [];
  };
  return [
    ...part(outcome["dike-space"] !== undefined, "dikes", "dikeSpace", showSpace),
    ...part(pageFile(outcome, "water-levels") !== null, "levels", "levels", showLevels),
    ...part(pageFile(outcome, "water-level-choice") !== null, "levels", "levelsChoose", showChoice),
    ...part(pageFile(outcome, CONFLICTS) !== null, "below", "conflicts", showConflicts),
  ];
}
