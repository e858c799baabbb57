/** Where the eye is and how it moves. Works in the exaggerated frame: what one sees is what one turns. */
import { MathUtils, Matrix4, Vector3 } from "three";
import { shared } from "./shared";

export interface Pose {
  /** Local metres; z is true m NAP. */
  x: number;
  y: number;
  z: number;
  /** Degrees clockwise from north. */
  heading: number;
  /** Degrees, -90 straight down. */
  pitch: number;
}

const FARTHEST = 60000;
const CLOSEST = 8;

export class CameraRig {
  readonly position = new Vector3();
  heading = 0;
  pitch = -35;
  private flight: { from: Pose; to: Pose; start: number; duration: number } | null = null;

  constructor(
    private readonly moved: () => void,
    readonly centre: Vector3,
  ) {}

  get pose(): Pose {
    const { x, y, z } = this.position;
    return { x, y, z: z / shared.uExaggeration.value, heading: this.heading, pitch: this.pitch };
  }

  basis(): { right: Vector3; up: Vector3; forward: Vector3 } {
    const h = MathUtils.degToRad(this.heading);
    const p = MathUtils.degToRad(this.pitch);
    const forward = new Vector3(Math.sin(h) * Math.cos(p), Math.cos(h) * Math.cos(p), Math.sin(p));
    const right = new Vector3(Math.cos(h), -Math.sin(h), 0);
    return { right, up: new Vector3().crossVectors(right, forward), forward };
  }

  matrix(): Matrix4 {
    const { right, up, forward } = this.basis();
    return new Matrix4().makeBasis(right, up, forward.negate()).setPosition(this.position);
  }

  setPose(pose: Pose): void {
    this.flight = null;
    this.place(pose);
  }

  private place(pose: Pose): void {
    this.position.set(pose.x, pose.y, pose.z * shared.uExaggeration.value);
    this.heading = ((pose.heading % 360) + 360) % 360;
    this.pitch = MathUtils.clamp(pose.pitch, -89.5, 89.5);
    this.moved();
  }

  /** Glide to a pose; who asked the system for less motion gets there at once. */
  flyTo(to: Pose, duration = 900): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || duration <= 0) return this.setPose(to);
    const from = this.pose;
    const turn = ((((to.heading - from.heading) % 360) + 540) % 360) - 180;
    this.flight = { from, to: { ...to, heading: from.heading + turn }, start: performance.now(), duration };
    this.moved();
  }

  /** Advance a flight; true while it lasts. */
  step(now: number): boolean {
    if (!this.flight) return false;
    const { from, to, start, duration } = this.flight;
    const t = MathUtils.clamp((now - start) / duration, 0, 1);
    const k = MathUtils.smootherstep(t, 0, 1);
    const mix = (a: number, b: number): number => a + (b - a) * k;
    if (t >= 1) this.flight = null;
    this.place({
      x: mix(from.x, to.x),
      y: mix(from.y, to.y),
      z: mix(from.z, to.z),
      heading: mix(from.heading, to.heading),
      pitch: mix(from.pitch, to.pitch),
    });
    return this.flight !== null;
  }

  get flying(): boolean {
    return this.flight !== null;
  }

  /** Turn about a pivot (exaggerated frame); the pivot stays where it is on the screen. */
  orbit(pivot: Vector3, turn: number, tilt: number): void {
    this.flight = null;
    const offset = pivot.clone().sub(this.position);
    const old = this.basis();
    const [r, u, f] = [offset.dot(old.right), offset.dot(old.up), offset.dot(old.forward)];
    this.heading = (this.heading + turn + 360) % 360;
    this.pitch = MathUtils.clamp(this.pitch + tilt, -89.5, 89.5);
    const { right, up, forward } = this.basis();
    this.position
      .copy(pivot)
      .addScaledVector(right, -r)
      .addScaledVector(up, -u)
      .addScaledVector(forward, -f);
    this.bound();
  }

  /** Come nearer to (or go away from) a pivot by a factor of the distance. */
  zoom(pivot: Vector3, factor: number): void {
    this.flight = null;
    const offset = this.position.clone().sub(pivot);
    const distance = MathUtils.clamp(offset.length() * factor, CLOSEST, FARTHEST);
    if (offset.lengthSq() < 1e-6) return;
    this.position.copy(pivot).add(offset.setLength(distance));
    this.bound();
  }

  shift(move: Vector3): void {
    this.flight = null;
    this.position.add(move);
    this.bound();
  }

  /** Keep the eye within reach of the area: nobody gets lost in the void. */
  private bound(): void {
    const away = this.position.clone().sub(this.centre);
    if (away.length() > FARTHEST) this.position.copy(this.centre).add(away.setLength(FARTHEST));
    this.moved();
  }
}
