/** Drawing on the map: a place, a box between two corners, a line through places; by mouse, finger or keyboard. */
import type { Spot } from "../core/placing";
import type { Director } from "./director";
import { pixelOf } from "./viewport";

export type Shape = "point" | "box" | "line";

/** A press that moves less than this is a click, px. */
const CLICK = 6;
/** Places of a line that lie nearer than this are one, m. */
const SAME = 0.5;

export class Tracer {
  shape: Shape | null = null;
  points: Spot[] = [];
  /** The place under the pointer, which comes next. */
  next: Spot | null = null;
  /** Hears of every change: what is drawn shows as it grows. */
  onChange: () => void = () => undefined;
  private done: (points: Spot[]) => void = () => undefined;
  private pressed: { x: number; y: number; id: number } | null = null;

  constructor(
    private readonly director: Director,
    private readonly canvas: HTMLCanvasElement,
    private readonly most: number,
  ) {
    canvas.addEventListener("pointerdown", (e) => this.down(e), { capture: true });
    canvas.addEventListener("pointermove", (e) => this.move(e), { capture: true });
    canvas.addEventListener("pointerup", (e) => this.up(e), { capture: true });
    canvas.addEventListener("dblclick", () => this.shape === "line" && this.finish());
  }

  begin(shape: Shape, done: (points: Spot[]) => void): void {
    this.director.release();
    this.shape = shape;
    this.done = done;
    this.points = [];
    this.next = null;
    this.director.trace = (x, y) => this.add(x, y);
    this.canvas.classList.add("aiming");
    this.canvas.focus();
    this.onChange();
  }

  /** Whether there was something to stop. */
  cancel(): boolean {
    const busy = this.shape !== null;
    this.shape = null;
    this.points = [];
    this.next = this.pressed = null;
    this.director.trace = null;
    this.canvas.classList.remove("aiming");
    if (busy) this.onChange();
    return busy;
  }

  undo(): void {
    this.points.pop();
    this.onChange();
  }

  /** Hand over what was drawn, when it is enough. */
  finish(): void {
    const { shape, points, done } = this;
    if (!shape || points.length < (shape === "point" ? 1 : 2)) return;
    this.cancel();
    done(points);
  }

  /** A place of the map under a pixel, within the area; under the ground that of the thing that is pointed at. */
  private spot(x: number, y: number): Spot {
    const { aim, world } = this.director;
    const at = (this.shape === "point" ? aim.at(x, y) : null) ?? null;
    const { origin, bbox } = world.files.page;
    const hit = aim.ground(x, y) ?? aim.pivot(x, y);
    const [east, north] = at ? [at.x, at.y] : [hit.x + origin[0], hit.y + origin[1]];
    const tenth = (v: number, low: number, high: number): number => Math.round(10 * Math.min(high, Math.max(low, v))) / 10;
    return [tenth(east, bbox[0], bbox[2]), tenth(north, bbox[1], bbox[3])];
  }

  private add(x: number, y: number): void {
    const spot = this.spot(x, y);
    const last = this.points.at(-1);
    if (!last || Math.hypot(spot[0] - last[0], spot[1] - last[1]) > SAME) this.points.push(spot);
    const enough = this.shape === "point" || (this.shape === "box" && this.points.length === 2) || this.points.length >= this.most;
    if (enough) this.finish();
    else this.onChange();
  }

  /** A box may be dragged; the map stands still under the hand. Two clicks do the same. */
  private down(event: PointerEvent): void {
    if (this.shape !== "box" || event.button !== 0 || event.shiftKey || event.ctrlKey || this.pressed) return;
    event.stopImmediatePropagation();
    this.canvas.setPointerCapture(event.pointerId);
    this.pressed = { ...pixelOf(event, this.canvas), id: event.pointerId };
    this.add(this.pressed.x, this.pressed.y);
  }

  private move(event: PointerEvent): void {
    if (!this.shape || this.shape === "point") return;
    if (this.pressed) event.stopImmediatePropagation();
    else if (event.buttons !== 0) return;
    if (this.points.length === 0) return;
    const { x, y } = pixelOf(event, this.canvas);
    this.next = this.spot(x, y);
    this.onChange();
  }

  private up(event: PointerEvent): void {
    const { pressed } = this;
    if (!pressed || event.pointerId !== pressed.id) return;
    event.stopImmediatePropagation();
    this.pressed = null;
    const { x, y } = pixelOf(event, this.canvas);
    if (Math.hypot(x - pressed.x, y - pressed.y) > CLICK && this.points.length === 1) this.add(x, y);
  }
}
