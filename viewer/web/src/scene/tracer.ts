/** Drawing on the map: a place, a box between two corners, a line through places, an area within corners; by mouse, finger or keyboard. */
import type { Spot } from "../core/placing";
import type { Director } from "./director";
import { pixelOf } from "./viewport";

export type Shape = "point" | "box" | "line" | "area";
/** Places that are enough; of an area that is dragged as a box the two corners become four. */
const LEAST: Record<Shape, number> = { point: 1, box: 2, line: 2, area: 3 };

/** A press that moves less than this is a click, px. */
const CLICK = 6;
/** Places that are drawn nearer than this are one: the second press of a double click, px. */
const SAME = 4;
/** A click that comes this near to the first corner of an area closes it, px. */
const CLOSE = 12;

export class Tracer {
  shape: Shape | null = null;
  points: Spot[] = [];
  /** What it is drawn for, in the language of the reader; empty where its shape tells enough. */
  what = "";
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
    canvas.addEventListener("pointercancel", (e) => this.up(e), { capture: true });
    canvas.addEventListener("dblclick", () => this.grows && this.finish());
  }

  begin(shape: Shape, done: (points: Spot[]) => void, what = ""): void {
    this.director.release();
    this.shape = shape;
    this.what = what;
    this.done = done;
    this.points = [];
    this.next = null;
    this.director.trace = (x, y) => this.add(x, y);
    this.canvas.classList.add("aiming");
    this.canvas.focus();
    this.onChange();
  }

  /** Whether places come until somebody says that it is enough. */
  get grows(): boolean {
    return this.shape === "line" || this.shape === "area";
  }

  /** Whether what is drawn may be handed over. */
  get enough(): boolean {
    return this.shape !== null && this.points.length >= LEAST[this.shape];
  }

  /** What is drawn by now, up to where the pointer is: a line, or an outline that closes. */
  get draft(): Spot[] {
    const { shape, points, next } = this;
    const all = next ? [...points, next] : points;
    const [a, b] = all;
    if (!shape || !a || !b) return [];
    const boxed = shape === "box" || (shape === "area" && this.pressed !== null);
    const outline = boxed ? boxOf(a, b) : all;
    return shape === "line" || outline.length < 3 ? outline : [...outline, a];
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
    const { points, done } = this;
    if (!this.enough) return;
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
    const { shape, points } = this;
    if (shape === "area" && this.enough && this.near(points[0]!, x, y, CLOSE)) return this.finish();
    const last = points.at(-1);
    if (!last || !this.near(last, x, y, SAME)) points.push(this.spot(x, y));
    const full = !this.grows && this.enough;
    if (full || points.length >= this.most) this.finish();
    else this.onChange();
  }

  private near(spot: Spot, x: number, y: number, reach: number): boolean {
    const { aim, world } = this.director;
    const pixel = aim.project(spot[0], spot[1], world.onSurface(spot).z);
    return pixel !== null && Math.hypot(pixel.x - x, pixel.y - y) <= reach;
  }

  /** A box may be dragged, and an area as one; the map stands still under the hand. Clicks on corners do the same. */
  private down(event: PointerEvent): void {
    const drags = this.shape === "box" || (this.shape === "area" && this.points.length === 0);
    if (!drags || event.button !== 0 || event.shiftKey || event.ctrlKey || this.pressed) return;
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
    const dragged = Math.hypot(x - pressed.x, y - pressed.y) > CLICK && this.points.length === 1;
    if (!dragged) return;
    if (this.shape === "box") return this.add(x, y);
    this.points = boxOf(this.points[0]!, this.spot(x, y));
    this.finish();
  }
}

/** The four corners between two that lie opposite. */
const boxOf = (a: Spot, b: Spot): Spot[] => [a, [b[0], a[1]], b, [a[0], b[1]]];
