/** What is read of the subsurface, in the picture: the needle of the probe, the box that is dug, the line of the section. */
import type { Mesh, Vector3 } from "three";
import type { Spot } from "../core/placing";
import { densified, distanceAlong, pointAt } from "../core/section";
import type { Pit, State } from "../core/state";
import { MOST_POINTS } from "../core/subsurface-hash";
import type { Director } from "./director";
import { Pin } from "./pin";
import { Ribbon } from "./ribbon";
import type { Polyline } from "./ribbon";
import { shared } from "./shared";
import { Tracer } from "./tracer";
import { dig, pitWalls } from "./walls";
import { pixelOf } from "./viewport";
import { noVoxels } from "./voxels";

const BLUE: [number, number, number] = [0.05, 0.36, 0.62];
const RED: [number, number, number] = [0.76, 0.11, 0.16];
const INK: [number, number, number] = [0.08, 0.15, 0.23];
/** The needle goes from above the roofs to the reservoir, m NAP. */
const NEEDLE = { top: 40, base: -2600 };
/** Sides of a box are closed up to here, m NAP; the ground cuts them off. */
const TOP = 400;

export class Underground {
  readonly tracer: Tracer;
  /** How far along the section the reader points, m; null when nowhere. */
  cursor: number | null = null;
  /** Hears of that from the scene. */
  onCursor: () => void = () => undefined;
  private readonly walls: Mesh;
  private readonly needle = new Ribbon(2.5, RED, true, 0.9);
  private readonly rim = new Ribbon(2.5, INK, true, 0.75);
  private readonly edges = new Ribbon(2, INK, false, 0.6);
  private readonly line = new Ribbon(3.5, BLUE, true, 0.9);
  private readonly draft = new Ribbon(3, RED, true, 0.9);
  private readonly here = new Ribbon(2, BLUE, true, 0.9);
  private readonly pins: { probe: Pin; cursor: Pin };
  private section: State["section"] = null;

  constructor(private readonly director: Director) {
    const { world } = director;
    const { viewport } = world;
    this.walls = pitWalls(world.voxels?.uniforms ?? noVoxels());
    this.walls.visible = false;
    const ratio = viewport.renderer.getPixelRatio();
    this.pins = { probe: new Pin(ratio, RED), cursor: new Pin(ratio, BLUE) };
    const ribbons = [this.needle, this.rim, this.edges, this.line, this.draft, this.here].map(({ mesh }) => mesh);
    viewport.scene.add(this.walls, ...ribbons, this.pins.probe.points, this.pins.cursor.points);
    this.tracer = new Tracer(director, viewport.canvas, MOST_POINTS);
    this.watch(viewport.canvas);
  }

  apply(state: State, before: State | null): void {
    if (state.probe !== before?.probe) this.stick(state.probe);
    if (state.pit !== before?.pit) this.open(state.pit);
    // With the voxels on, these show the sides themselves, without the classes that are hidden.
    this.walls.visible = state.pit !== null && !state.voxels.on;
    if (state.section !== before?.section) this.lay(state.section);
  }

  private draped(line: readonly (readonly [number, number])[]): Polyline {
    const { dx } = this.director.world.files.page.grid;
    const { x0, x1 } = this.director.world.box;
    return densified(line, Math.max(dx, (x1 - x0) / 400)).map((spot) => this.director.world.onSurface(spot, 0.4));
  }

  private stick(probe: State["probe"]): void {
    const at = probe && this.director.world.onSurface([probe.x, probe.y]);
    this.needle.put(at ? [[{ ...at, z: at.z + NEEDLE.top }, { ...at, z: NEEDLE.base }]] : []);
    this.pins.probe.put(at);
  }

  private open(pit: Pit | null): void {
    const { uPitMin, uPitMax } = shared;
    if (!pit) {
      uPitMin.value.setScalar(1e9);
      uPitMax.value.setScalar(-1e9);
      this.rim.put([]);
      return this.edges.put([]);
    }
    const [east, north] = this.director.world.files.page.origin;
    const box = { x0: pit.x0 - east, y0: pit.y0 - north, x1: pit.x1 - east, y1: pit.y1 - north };
    uPitMin.value.set(box.x0, box.y0, pit.base);
    uPitMax.value.set(box.x1, box.y1, 1e6);
    dig(this.walls, box, pit.base, TOP);
    const corners: Spot[] = [[pit.x0, pit.y0], [pit.x1, pit.y0], [pit.x1, pit.y1], [pit.x0, pit.y1], [pit.x0, pit.y0]];
    const floor = corners.map((corner) => ({ ...this.director.world.onSurface(corner), z: pit.base }));
    this.rim.put([this.draped(corners)]);
    this.edges.put([floor, ...corners.slice(0, 4).map((corner, i) => [this.director.world.onSurface(corner), floor[i]!])]);
  }

  private lay(section: State["section"]): void {
    this.section = section;
    this.line.put(section ? [this.draped(section.line)] : []);
    this.point(null);
  }

  /** Mark a place along the section. */
  point(distance: number | null): void {
    this.cursor = this.section ? distance : null;
    const at = this.section && distance !== null ? this.director.world.onSurface(pointAt(this.section.line, distance)) : null;
    this.pins.cursor.put(at);
    this.here.put(at && this.section ? [[{ ...at, z: at.z + 10 }, { ...at, z: this.section.base }]] : []);
    this.director.world.viewport.invalidate();
  }

  /** Pointing near the line in the scene points in the section as well. */
  private watch(canvas: HTMLCanvasElement): void {
    let asked = 0;
    canvas.addEventListener("pointermove", (event) => {
      if (!this.section || event.buttons !== 0 || asked || this.tracer.shape) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        const { x, y } = pixelOf(event, canvas);
        const ground = this.director.aim.ground(x, y);
        const found = ground && this.section ? this.along(ground) : null;
        if (found === this.cursor) return;
        this.point(found);
        this.onCursor();
      });
    });
  }

  private along({ x, y, z }: Vector3): number | null {
    const [east, north] = this.director.world.files.page.origin;
    const eye = this.director.rig.pose;
    const reach = 8 * this.director.pixel.value * Math.hypot(eye.x - x, eye.y - y, eye.z - z);
    return distanceAlong(this.section!.line, x + east, y + north, reach);
  }

  /** What is being drawn, up to where the pointer is. */
  sketch(): void {
    const { draft } = this.tracer;
    this.draft.put(draft.length > 1 ? [this.draped(draft)] : []);
    this.director.world.viewport.invalidate();
  }
}
