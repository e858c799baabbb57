/** Keys for everything that the mouse can do. */
import { Vector3 } from "three";
import { store } from "../core/state";
import { VIEWPOINTS } from "../scene/viewpoints";
import { FLOOD } from "../scene/waters";
import { context } from "./context";
import { stepYear } from "./dike-bar";
import { stepLevelYear, stepMonth } from "./level-bar";
import { shownLevels } from "./levels";
import { player } from "./player";
import { shownSpace } from "./space";
import { askPit, askProbe, askSection, stepSubsurfaceYear, tracer, yearNow } from "./subsurface";
import { closeBodies, showBodies, usesYear, years } from "./subsurface-use";
import { toggleVoxels } from "./voxel-options";

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=range]):not([type=checkbox]), select, textarea");
const isSlider = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches("input[type=range]");

export function toggleUnderground(): void {
  const { director } = context();
  const under = store.state.ground < 0.5;
  void director.goToDepth(under ? VIEWPOINTS[0]! : VIEWPOINTS[3]!);
}

export function handleKey(event: KeyboardEvent, root: HTMLElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
  if (event.key === "Escape") return escape(root);
  if (isSlider(event.target) && /^(Arrow|Page|Home|End)/.test(event.key)) return;
  const pressed = event.target instanceof HTMLElement && event.target.matches("button, a, summary, input[type=checkbox]");
  if (pressed && (event.key === " " || event.key === "Enter")) return;
  const inTree = event.target instanceof HTMLElement && event.target.closest("[role=tablist], dialog") !== null;
  if (inTree || !(move(event) || command(event))) return;
  event.preventDefault();
}

function escape(root: HTMLElement): void {
  const open = root.querySelector<HTMLDialogElement>("dialog[open]");
  if (open) open.close();
  else if (context().director.release() || tracer().cancel()) return;
  else if (store.state.picked || context().director.answer) context().director.clear();
  else if (store.state.probe) store.set({ probe: null });
  else if (store.state.pit) store.set({ pit: null });
  else if (store.state.section) store.set({ section: null });
  else if (store.state.conflicts?.pair) store.set({ conflicts: { ...store.state.conflicts, pair: null } });
  else if (store.state.station) store.set({ station: null });
  else if (store.state.spot) store.set({ spot: null });
  else if (store.state.breach) store.set({ breach: null });
}

/** Camera moves, all relative to what stands in the middle of the picture. */
function move(event: KeyboardEvent): boolean {
  const { rig, aim } = context().director;
  const pivot = aim.pivotOfView();
  const distance = pivot.distanceTo(rig.position);
  const { right, forward } = rig.basis();
  const ahead = new Vector3(forward.x, forward.y, 0).normalize();
  const step = distance * 0.08;
  const sides: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const side = sides[event.key];
  if (side && event.shiftKey) rig.orbit(pivot, side[0] * 6, side[1] * -4);
  else if (side) rig.shift(right.multiplyScalar(side[0] * step).addScaledVector(ahead, side[1] * step));
  else if (event.key === "+" || event.key === "=") rig.zoom(pivot, 0.8);
  else if (event.key === "-" || event.key === "_") rig.zoom(pivot, 1.25);
  else if (event.key === "PageUp") rig.shift(new Vector3(0, 0, step));
  else if (event.key === "PageDown") rig.shift(new Vector3(0, 0, -step));
  else return false;
  return true;
}

/** Keys of the film, while one is on the map. */
function film(key: string): boolean {
  if (store.state.field !== FLOOD || !context().world.waters.flood) return false;
  if (key === " ") player.toggle();
  else if (key === "[" || key === ",") player.step(-1);
  else if (key === "]" || key === ".") player.step(1);
  else return false;
  return true;
}

/** Keys of the room of dikes, while that is on the map. */
function dikes(key: string): boolean {
  if (!shownSpace()) return false;
  if (key === "[" || key === ",") stepYear(-1);
  else if (key === "]" || key === ".") stepYear(1);
  else if (key === "s" || key === "S") document.querySelector<HTMLElement>("#dike-year")?.focus();
  else return false;
  return true;
}

/** Keys of the polders, while those are on the map. */
function polders(key: string): boolean {
  if (!shownLevels()) return false;
  if (key === "[" || key === ",") stepLevelYear(-1);
  else if (key === "]" || key === ".") stepLevelYear(1);
  else if (key === "{" || key === "<") stepMonth(-1);
  else if (key === "}" || key === ">") stepMonth(1);
  else if (key === "s" || key === "S") document.querySelector<HTMLElement>("#level-year")?.focus();
  else return false;
  return true;
}

/** Five years on or back, as far as the slider that is there. */
const stepUse = (step: -1 | 1): void => (usesYear(store.state) ? years.seek(yearNow() + 5 * step) : stepSubsurfaceYear(step));

/** Keys that read the subsurface: they draw, take a point back, and go through the years. */
function underground(key: string): boolean {
  const { probe, pit, section } = store.state;
  if (key === "p" || key === "P") askProbe();
  else if (key === "g" || key === "G") askPit();
  else if (key === "x" || key === "X") askSection();
  else if (key === "c" || key === "C") store.state.bodies ? closeBodies() : showBodies();
  else if (key === " " && usesYear(store.state)) years.toggle();
  else if (key === "Backspace" && tracer().grows) tracer().undo();
  else if (!probe && !pit && !section && !usesYear(store.state)) return false;
  else if (key === "[" || key === ",") stepUse(-1);
  else if (key === "]" || key === ".") stepUse(1);
  else return false;
  return true;
}

function command(event: KeyboardEvent): boolean {
  if (underground(event.key)) return true;
  if (dikes(event.key) || polders(event.key)) return true;
  if (film(event.key)) return true;
  const { director, world } = context();
  const { sea, field } = store.state;
  switch (event.key) {
    case "Enter":
      if (document.activeElement !== world.viewport.canvas) return false;
      director.clickMiddle();
      return true;
    case "[":
    case ",":
      store.set({ sea: sea - 0.1 });
      return true;
    case "]":
    case ".":
      store.set({ sea: sea + 0.1 });
      return true;
    case "u":
    case "U":
      toggleUnderground();
      return true;
    case "h":
    case "H":
    case "Home":
      void director.goToDepth(VIEWPOINTS[0]!);
      return true;
    case "d":
    case "D": {
      const names = world.waters.names;
      store.set({ field: names[(names.indexOf(field) + 1) % names.length] ?? field });
      return true;
    }
    case "b":
    case "B":
      toggleVoxels();
      return true;
    case "?":
      document.querySelector<HTMLElement>("#open-keys")?.click();
      return true;
    case "s":
    case "S":
      document.querySelector<HTMLElement>("#sea-slider")?.focus();
      return true;
    default:
      return false;
  }
}
