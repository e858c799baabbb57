/** Dike space in the picture: the strip of the future that the state asks for, and a ring at the metre that is read. */
import type { DikeSpace } from "../core/dike-space";
import type { State } from "../core/state";
import type { Answer } from "./answers";
import { DikeStrip } from "./dike-strip";
import { Pin } from "./pin";
import { pixelOf } from "./viewport";
import type { World } from "./world";

export class Dikes {
  strip: DikeStrip | null = null;
  private job: string | null = null;
  /** Hears that another result stands, or none. */
  onSpace: () => void = () => undefined;
  /** Hears which place on a dike is pointed at, or none. */
  onPoint: (place: number | null) => void = () => undefined;
  /** The place that was told of last. */
  private pointed: number | null = null;
  private readonly pin: Pin;

  constructor(
    private readonly world: World,
    private readonly pixel: { value: number },
  ) {
    this.pin = new Pin(world.viewport.renderer.getPixelRatio(), [0.05, 0.36, 0.62]);
    world.viewport.scene.add(this.pin.points);
  }

  get space(): DikeSpace | null {
    return this.strip?.space ?? null;
  }

  /** Lay out the result of a job, in the place of an earlier one. */
  use(space: DikeSpace, job: string, state: State): void {
    this.strip?.dispose();
    this.point(null);
    this.job = job;
    this.strip = new DikeStrip(space, this.world.files.page.origin, this.pixel);
    this.world.viewport.scene.add(this.strip.mesh);
    this.apply(state);
    this.onSpace();
  }

  apply(state: State): void {
    const { strip } = this;
    const asked = state.space?.job === this.job ? state.space : null;
    if (strip) strip.mesh.visible = asked !== null;
    if (!asked) this.point(null);
    if (strip && asked) strip.show(strip.space.future(asked.scenario, asked.quantile, asked.year));
    this.choose(state);
  }

  /** Mark the metre of dike that is read. */
  choose(state: State): void {
    const { strip } = this;
    const { station } = state;
    const place = strip?.mesh.visible && station ? strip.space.placeAt(station.dike, station.chainage) : null;
    strip?.choose(place);
    this.pin.put(place === null ? null : this.spot(place));
    this.world.viewport.invalidate();
  }

  /** A place on a dike in local metres, on today's crest. */
  spot(place: number): { x: number; y: number; z: number } {
    const { locations, profile } = this.strip!.space.file;
    const [east, north] = this.world.files.page.origin;
    const [x, y] = [locations.x[place]! - east, locations.y[place]! - north];
    return { x, y, z: profile.crest_level[place] ?? this.world.levels.groundAt(x, y) ?? 0 };
  }

  /** The place on a dike that an answer about the ground or a dike is about; null for anything else. */
  placeOf(answer: Answer): number | null {
    const asked = answer.kind === "ground" || (answer.kind === "feature" && answer.layer === "dikes");
    const [east, north] = this.world.files.page.origin;
    return asked ? this.placeAt({ x: answer.x - east, y: answer.y - north, z: answer.z }) : null;
  }

  /** The place on a dike that covers a spot (local m), a few pixels more allowed. */
  private placeAt({ x, y, z }: { x: number; y: number; z: number }): number | null {
    const eye = this.world.viewport.camera.matrixWorld.elements;
    const away = Math.hypot(eye[12]! - x, eye[13]! - y, eye[14]! - z);
    return this.strip?.mesh.visible ? this.strip.at(x, y, 3 + 4 * this.pixel.value * away) : null;
  }

  /** Tell what dike is under the pointer, at most once for every picture and only when it is another one. */
  watch(canvas: HTMLCanvasElement, ground: (x: number, y: number) => { x: number; y: number; z: number } | null): void {
    let asked = 0;
    canvas.addEventListener("pointermove", (event) => {
      if (!this.strip?.mesh.visible || event.buttons !== 0 || asked) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        const { x, y } = pixelOf(event, canvas);
        const spot = ground(x, y);
        this.point(spot && this.placeAt(spot));
      });
    });
    canvas.addEventListener("pointerleave", () => this.point(null));
  }

  private point(place: number | null): void {
    if (place !== this.pointed) this.onPoint((this.pointed = place));
  }
}
