/** Mouse, touch and pen: drag pans, right or shift drag turns, wheel and pinch zoom, all about the picked point. */
import { Vector3 } from "three";
import type { CameraRig } from "./camera-rig";
import { pixelOf } from "./viewport";

export interface Aim {
  /** The thing under the pointer, in the exaggerated frame; never null: there is always a plane. */
  pivot(x: number, y: number): Vector3;
  /** Ray direction through a pixel, in the exaggerated frame. */
  direction(x: number, y: number): Vector3;
  clicked(x: number, y: number): void;
}

/** A press that moves less than this is a click, px. */
const CLICK = 4;

export class PointerControls {
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private pivot = new Vector3();
  private turning = false;
  private travelled = 0;
  private wheelPivot: { at: number; x: number; y: number; pivot: Vector3 } | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly rig: CameraRig,
    private readonly aim: Aim,
  ) {
    canvas.addEventListener("pointerdown", (e) => this.down(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    canvas.addEventListener("pointerup", (e) => this.up(e));
    canvas.addEventListener("pointercancel", (e) => this.up(e));
    canvas.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
    canvas.addEventListener("contextmenu", (e) => e.preventDefault());
  }

  private down(e: PointerEvent): void {
    this.canvas.setPointerCapture(e.pointerId);
    const at = pixelOf(e, this.canvas);
    this.pointers.set(e.pointerId, at);
    this.turning = e.button === 2 || e.button === 1 || e.shiftKey || e.ctrlKey;
    if (this.pointers.size === 1) this.travelled = 0;
    this.pivot = this.aim.pivot(at.x, at.y);
  }

  private move(e: PointerEvent): void {
    const last = this.pointers.get(e.pointerId);
    if (!last) return;
    const at = pixelOf(e, this.canvas);
    if (this.pointers.size === 2) {
      this.pinch(e.pointerId, last, at);
    } else {
      this.travelled += Math.hypot(at.x - last.x, at.y - last.y);
      if (this.travelled > CLICK) {
        if (this.turning) this.rig.orbit(this.pivot, (at.x - last.x) * 0.3, (at.y - last.y) * -0.25);
        else this.drag(last, at);
      }
    }
    this.pointers.set(e.pointerId, at);
  }

  private drag(from: { x: number; y: number }, to: { x: number; y: number }): void {
    const a = this.onPlane(from);
    const b = this.onPlane(to);
    const distance = this.pivot.distanceTo(this.rig.position);
    if (a && b && a.distanceTo(b) < distance) {
      this.rig.shift(a.sub(b));
      return;
    }
    // Near the horizon the ground plane runs away: slide along the screen instead.
    const scale = distance / this.canvas.clientHeight;
    const { right, up } = this.rig.basis();
    this.rig.shift(right.multiplyScalar((from.x - to.x) * scale).addScaledVector(up, (to.y - from.y) * scale));
  }

  private onPlane(at: { x: number; y: number }): Vector3 | null {
    const direction = this.aim.direction(at.x, at.y);
    const t = (this.pivot.z - this.rig.position.z) / direction.z;
    if (Math.abs(direction.z) < 0.08 || !(t > 0)) return null;
    return this.rig.position.clone().addScaledVector(direction, t);
  }

  private pinch(id: number, last: { x: number; y: number }, at: { x: number; y: number }): void {
    const other = [...this.pointers.entries()].find(([key]) => key !== id)?.[1];
    if (!other) return;
    this.travelled = Infinity;
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(at.x - other.x, at.y - other.y);
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    if (before > 1 && after > 1) this.rig.zoom(this.aim.pivot(middle.x, middle.y), before / after);
    const turn = Math.atan2(at.y - other.y, at.x - other.x) - Math.atan2(last.y - other.y, last.x - other.x);
    this.rig.orbit(this.pivot, (turn * -180) / Math.PI, (at.y - last.y) * -0.1);
  }

  private up(e: PointerEvent): void {
    if (!this.pointers.delete(e.pointerId)) return;
    if (this.travelled <= CLICK && e.type === "pointerup" && e.button === 0 && !this.turning) {
      const at = pixelOf(e, this.canvas);
      this.aim.clicked(at.x, at.y);
    }
  }

  private wheel(e: WheelEvent): void {
    e.preventDefault();
    const at = pixelOf(e, this.canvas);
    const now = performance.now();
    const held = this.wheelPivot;
    // One pivot per gesture: picking anew at every tick would make the speed jump.
    const fresh = !held || now - held.at > 350 || Math.hypot(held.x - at.x, held.y - at.y) > 8;
    const pivot = fresh ? this.aim.pivot(at.x, at.y) : held.pivot;
    this.wheelPivot = { at: now, x: at.x, y: at.y, pivot };
    const lines = e.deltaMode === 1 ? 16 : 1;
    const amount = Math.max(-300, Math.min(300, e.deltaY * lines));
    this.rig.zoom(pivot, Math.exp(amount * 0.0012));
  }
}
