/** Handles of a plan on the map: each of its places, and for more than one the middle, which takes all along. */
import type { Spot } from "../core/placing";
import type { Director } from "./director";
import { Pin } from "./pin";
import { pixelOf } from "./viewport";

const INK: [number, number, number] = [0.08, 0.15, 0.23];
const BLUE: [number, number, number] = [0.05, 0.36, 0.62];
/** How near the pointer takes hold of one, px. */
const REACH = 14;

export class Handles {
  /** Hears how far a handle was dragged since the last time, m; null for the one that takes all along. */
  onDrag: (handle: number | null, dx: number, dy: number) => void = () => undefined;
  private readonly pins: Pin[] = [];
  private spots: Spot[] = [];
  private held: { index: number; id: number; x: number; y: number } | null = null;

  constructor(
    private readonly director: Director,
    private readonly canvas: HTMLCanvasElement,
  ) {
    canvas.addEventListener("pointerdown", (e) => this.down(e), { capture: true });
    canvas.addEventListener("pointermove", (e) => this.drag(e), { capture: true });
    canvas.addEventListener("pointerup", (e) => this.up(e), { capture: true });
    canvas.addEventListener("pointercancel", (e) => this.up(e), { capture: true });
  }

  /** EPSG:28992, m. The last handle is the middle when there are more places than one. */
  put(places: readonly Spot[]): void {
    const n = places.length;
    const middle: Spot[] = n > 1 ? [[places.reduce((sum, [x]) => sum + x, 0) / n, places.reduce((sum, [, y]) => sum + y, 0) / n]] : [];
    this.spots = [...places, ...middle];
    const { world } = this.director;
    const { viewport } = world;
    while (this.pins.length < this.spots.length) {
      const pin = new Pin(viewport.renderer.getPixelRatio(), this.pins.length === 0 ? INK : BLUE);
      viewport.scene.add(pin.points);
      this.pins.push(pin);
    }
    this.pins.forEach((pin, i) => pin.put(this.spots[i] ? world.onSurface(this.spots[i]) : null));
    viewport.invalidate();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || event.shiftKey || event.ctrlKey || this.held || this.director.trace) return;
    const { x, y } = pixelOf(event, this.canvas);
    const away = this.spots.map((spot) => {
      const pixel = this.director.aim.project(spot[0], spot[1], this.director.world.onSurface(spot).z);
      return pixel ? Math.hypot(pixel.x - x, pixel.y - y) : Infinity;
    });
    const index = away.indexOf(Math.min(...away));
    const ground = index >= 0 && away[index]! <= REACH ? this.ground(x, y) : null;
    if (!ground) return;
    event.stopImmediatePropagation();
    this.canvas.setPointerCapture(event.pointerId);
    this.held = { index, id: event.pointerId, ...ground };
  }

  /** Move a handle, m; the last takes all along. */
  move(index: number, dx: number, dy: number): void {
    this.onDrag(index === this.spots.length - 1 ? null : index, dx, dy);
  }

  /** Make the handle that keys move larger than the others. */
  mark(index: number | null): void {
    this.pins.forEach((pin, i) => (pin.large = i === index));
    this.director.world.viewport.invalidate();
  }

  private drag(event: PointerEvent): void {
    const { held } = this;
    if (!held || event.pointerId !== held.id) return;
    event.stopImmediatePropagation();
    const { x, y } = pixelOf(event, this.canvas);
    const ground = this.ground(x, y);
    if (!ground) return;
    const [dx, dy] = [Math.round(10 * (ground.x - held.x)) / 10, Math.round(10 * (ground.y - held.y)) / 10];
    if (dx === 0 && dy === 0) return;
    this.held = { ...held, x: held.x + dx, y: held.y + dy };
    this.move(held.index, dx, dy);
  }

  private up(event: PointerEvent): void {
    if (!this.held || event.pointerId !== this.held.id) return;
    event.stopImmediatePropagation();
    this.held = null;
  }

  /** The ground under a pixel within the area, EPSG:28992. */
  private ground(x: number, y: number): { x: number; y: number } | null {
    const { origin, bbox } = this.director.world.files.page;
    const hit = this.director.aim.ground(x, y);
    if (!hit) return null;
    const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
    return { x: clamp(hit.x + origin[0], bbox[0], bbox[2]), y: clamp(hit.y + origin[1], bbox[1], bbox[3]) };
  }
}
