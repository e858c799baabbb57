/** Carries the state into the picture, and what people do in the picture back into the state. */
import { MathUtils, Vector3 } from "three";
import type { State, Store } from "../core/state";
import { Aim } from "./aim";
import { CameraRig } from "./camera-rig";
import type { Pose } from "./camera-rig";
import { Claims } from "./claims";
import { PointerControls } from "./controls";
import { Dikes } from "./dikes";
import { FeatureLayer } from "./feature-layer";
import { Handles } from "./handles";
import { Mark } from "./mark";
import { Pin } from "./pin";
import { Polders } from "./polders";
import { fetchFeature } from "./answers";
import type { Answer } from "./answers";
import { shared } from "./shared";
import { Underground } from "./underground";
import { groupOf } from "./viewpoints";
import type { Viewpoint } from "./viewpoints";
import type { World } from "./world";

export class Director {
  readonly rig: CameraRig;
  readonly layers = new Map<string, FeatureLayer>();
  answer: Answer | null = null;
  onAnswer: (answer: Answer | null) => void = () => undefined;
  onMoved: () => void = () => undefined;
  /** Hears that the next click is asked for (of a theme, or of any place), or no longer. */
  onAiming: (asked: { theme: string | null } | null) => void = () => undefined;
  onRefresh: () => void = () => undefined;
  /** Takes every click while something is drawn. */
  trace: ((x: number, y: number) => void) | null = null;
  private captured: ((answer: Answer) => void) | null = null;
  readonly aim: Aim;
  readonly pixel = { value: 0.001 };
  private readonly mark: Mark;
  private readonly pin: Pin;
  readonly dikes: Dikes;
  readonly polders: Polders;
  readonly underground: Underground;
  readonly claims: Claims;
  readonly handles: Handles;
  private settled = 0;

  constructor(
    readonly world: World,
    readonly store: Store,
  ) {
    const { viewport } = world;
    this.rig = new CameraRig(() => {
      viewport.setPose(this.rig.matrix());
      this.settled = performance.now();
    }, world.centre);
    this.aim = new Aim(world, store, this.layers, this.pixel);
    this.mark = new Mark(viewport, this.layers, this.pixel);
    this.pin = new Pin(viewport.renderer.getPixelRatio(), [0.76, 0.11, 0.16]);
    viewport.scene.add(this.pin.points);
    this.dikes = new Dikes(world, this.pixel);
    this.polders = world.polders;
    new PointerControls(viewport.canvas, this.rig, {
      pivot: (x, y) => this.aim.pivot(x, y),
      direction: (x, y) => this.aim.direction(x, y),
      clicked: (x, y) => this.clicked(x, y),
    });
    this.dikes.watch(viewport.canvas, (x, y) => this.aim.ground(x, y));
    this.underground = new Underground(this);
    this.claims = new Claims(this);
    this.handles = new Handles(this, viewport.canvas);
    viewport.onBefore((now) => this.before(now));
    viewport.unsettled = () => this.busy;
    store.subscribe((state, before) => this.apply(state, before));
  }

  private before(now: number): boolean {
    const { viewport, terrain } = this.world;
    const flying = this.rig.step(now);
    const size = viewport.size();
    const fov = MathUtils.degToRad(viewport.camera.fov);
    this.pixel.value = (2 * Math.tan(fov / 2)) / size.y;
    shared.uScreen.value.copy(size);
    terrain.update(size);
    for (const layer of this.layers.values()) if (layer.tiles.renderer.group.visible) layer.tiles.update(size);
    const eye = this.rig.pose;
    const ground = this.world.levels.groundAt(eye.x, eye.y);
    const under = eye.z < (ground ?? 0) ? 1 : 0;
    this.world.sky.setUnder(under);
    const haze: [number, number, number] = under ? [0.2, 0.205, 0.215] : [0.93, 0.95, 0.965];
    shared.uHaze.value.set(...haze);
    this.mark.refresh(this.store.state.picked);
    if (!flying && this.settled && now - this.settled > 250) {
      this.settled = 0;
      this.publishCamera();
    }
    return flying || this.settled > 0;
  }

  private publishCamera(): void {
    const { x, y, z, heading, pitch } = this.rig.pose;
    const [east, north] = this.world.files.page.origin;
    this.store.set({ camera: { x: x + east, y: y + north, z, heading, pitch } });
    this.onMoved();
  }

  /** The first state as a whole; afterwards only differences. */
  begin(state: State): void {
    this.world.viewport.begin();
    this.apply(state, null);
  }

  private apply(state: State, before: State | null): void {
    const { world } = this;
    const changed = <K extends keyof State>(key: K): boolean => before === null || state[key] !== before[key];
    if (changed("exaggeration")) this.exaggerate(state.exaggeration, before !== null);
    if (changed("camera") && state.camera && !this.isHere(state.camera)) this.rig.setPose(this.local(state.camera));
    if (before === null && !state.camera) this.rig.setPose(this.overview());
    if (changed("sea") || changed("field") || changed("water") || changed("time") || changed("view")) world.waters.apply(state);
    if (changed("ground")) world.setGroundOpacity(state.ground);
    if (changed("layers") || changed("ground")) this.applyLayers(state);
    if (changed("buildings")) this.layers.get("buildings")?.setBuildingColours(state.buildings);
    if (changed("voxels")) void this.applyVoxels(state, before);
    if (changed("picked")) void this.answerFor(state.picked);
    if (changed("space")) this.dikes.apply(state);
    else if (changed("station")) this.dikes.choose(state);
    if (changed("levels") || changed("ground")) this.polders.apply(state);
    else if (changed("spot")) this.polders.choose(state);
    this.underground.apply(state, before);
    if (changed("bodies") || changed("conflicts") || changed("plan") || changed("year")) this.claims.apply(state);
    if (changed("breach")) this.pin.put(state.breach && world.onSurface([state.breach.x, state.breach.y]));
    world.viewport.invalidate();
  }

  private exaggerate(value: number, keepLooking: boolean): void {
    const pivot = this.aim.pivotOfView();
    const shift = pivot.z * (value / shared.uExaggeration.value - 1);
    shared.uExaggeration.value = value;
    if (keepLooking) this.rig.shift(new Vector3(0, 0, shift));
  }

  private isHere(camera: NonNullable<State["camera"]>): boolean {
    const a = this.local(camera);
    const b = this.rig.pose;
    return Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z) < 0.06 && Math.abs(a.heading - b.heading) < 0.01 && Math.abs(a.pitch - b.pitch) < 0.01;
  }

  private local(camera: NonNullable<State["camera"]>): Pose {
    const [east, north] = this.world.files.page.origin;
    return { ...camera, x: camera.x - east, y: camera.y - north };
  }

  private applyLayers(state: State): void {
    const { page } = this.world.files;
    for (const entry of page.layers) {
      const wanted = state.layers[entry.theme];
      let layer = this.layers.get(entry.theme);
      if (wanted?.on && !layer) {
        const url = `${this.world.api}/collections/${entry.collection}/3dtiles-rd/tileset.json`;
        const { viewport } = this.world;
        layer = new FeatureLayer(entry, url, viewport.camera, this.pixel, () => viewport.invalidate());
        layer.setBuildingColours(state.buildings);
        this.layers.set(entry.theme, layer);
        viewport.scene.add(layer.tiles.renderer.group);
      }
      if (!layer) continue;
      layer.tiles.renderer.group.visible = wanted?.on ?? false;
      layer.setOpacity((wanted?.opacity ?? 1) * this.fading(entry.group, state.ground));
    }
  }

  /** What stands on the ground fades with it, though never wholly: one must know where one is. */
  private fading(group: string, ground: number): number {
    return group === "surface" || group === "ground" ? Math.min(1, 0.2 + ground) : 1;
  }

  private async applyVoxels(state: State, before: State | null): Promise<void> {
    const { voxels, viewport, sides } = this.world;
    if (!voxels) return;
    const { on, field, hidden, cut, opacity } = state.voxels;
    const name = voxels.file.fields[field] ? field : (Object.keys(voxels.file.fields)[0] ?? "");
    voxels.mesh.visible = on;
    // The body shows the cut itself; the drawn sides would stand where it was cut away.
    sides.visible = !on;
    voxels.setCut(cut);
    this.clipAll(on, cut);
    voxels.setOpacity(opacity);
    const same = before !== null && field === before.voxels.field && hidden === before.voxels.hidden;
    if (!same) await voxels.show(name, new Set(hidden));
    if (on) await Promise.all(Object.keys(voxels.file.fields).map((each) => voxels.load(each)));
    viewport.invalidate();
  }

  /** The same cut east, west, north and south for everything, so that the block opens as one. */
  private clipAll(on: boolean, cut: State["voxels"]["cut"]): void {
    const { min, max } = this.world.voxels!.bounds;
    const at = (axis: "x" | "y", part: number): number => min[axis] + (max[axis] - min[axis]) * part;
    const edge = (axis: "x" | "y", part: number, open: number): number => (on && part !== open ? at(axis, part) : open ? 1e9 : -1e9);
    shared.uClipMin.value.set(edge("x", cut[0], 0), edge("y", cut[2], 0), -1e9);
    shared.uClipMax.value.set(edge("x", cut[1], 1), edge("y", cut[3], 1), 1e9);
  }

  /** The whole area from the south-south-west, clear of the panels left and below. */
  overview(): Pose {
    const { x0, y0, x1, y1 } = this.world.box;
    const size = Math.max(x1 - x0, (y1 - y0) * 1.15);
    return this.lookAt(new Vector3((x0 + x1) / 2 - 0.01 * size, (y0 + y1) / 2 - 0.025 * size, 0), 14, -36, size * 1.56);
  }

  /** Stand before the southern face of the opened block, low enough to read its layers. */
  goToCut(): void {
    const { min, max } = this.world.voxels!.bounds;
    const face = min.y + (max.y - min.y) * this.store.state.voxels.cut[2];
    this.rig.flyTo(this.lookAt(new Vector3(this.world.centre.x, face, -2), 8, -13, (max.x - min.x) * 0.27));
  }

  /** Look into the box that is dug, from the south and high enough to see its bottom; `aside` px lie under a card. */
  goToPit({ x0, y0, x1, y1 }: NonNullable<State["pit"]>, aside: number): void {
    const [east, north] = this.world.files.page.origin;
    const [x, y] = [(x0 + x1) / 2 - east, (y0 + y1) / 2 - north];
    const distance = 2.2 * Math.max(x1 - x0, 1.4 * (y1 - y0), 60);
    const shift = (aside / 2) * this.pixel.value * distance;
    this.rig.flyTo(this.lookAt(new Vector3(x + shift, y, this.world.levels.groundAt(x, y) ?? 0), 12, -31, distance));
  }

  /** A pose that looks at a point (true metres) from a distance in the exaggerated frame. */
  lookAt(point: Vector3, heading: number, pitch: number, distance: number): Pose {
    const h = MathUtils.degToRad(heading);
    const p = MathUtils.degToRad(pitch);
    const ve = shared.uExaggeration.value;
    return {
      x: point.x - Math.sin(h) * Math.cos(p) * distance,
      y: point.y - Math.cos(h) * Math.cos(p) * distance,
      z: point.z - (Math.sin(p) * distance) / ve,
      heading,
      pitch,
    };
  }

  /** Fly to where a depth can be seen, clear the ground and show what lives there. */
  async goToDepth(view: Viewpoint): Promise<void> {
    const layers = { ...this.store.state.layers };
    const known = new Set(this.world.files.page.layers.map((entry) => entry.theme));
    for (const id of view.layers) if (known.has(id)) layers[id] = { opacity: 1, ...layers[id], on: true };
    this.store.set({ layers, ground: view.ground });
    if (view.depth === 0) return this.rig.flyTo(this.overview());
    const group = view.around ? await groupOf(view.around, this.world) : null;
    const [x, y] = group?.middle ?? this.focusInside();
    const heading = group ? this.across(group.row) : this.rig.heading;
    this.rig.flyTo(this.lookAt(new Vector3(x, y, view.look), heading, view.pitch, view.distance));
  }

  /** The heading square to a row that asks for the least turn. */
  private across(row: number): number {
    const turn = (heading: number): number => Math.abs(((heading - this.rig.heading + 540) % 360) - 180);
    return turn(row + 90) <= turn(row - 90) ? row + 90 : row - 90;
  }

  /** What is looked at now, or the middle of the area when that lies outside it. */
  private focusInside(): [number, number] {
    const { x, y } = this.aim.pivotOfView();
    const { box, centre } = this.world;
    const inside = x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1;
    return inside ? [x, y] : [centre.x, centre.y];
  }

  /** Hand the next click to somebody who needs a place or a feature; shows the layer it must come from. */
  capture(then: (answer: Answer) => void, theme: string | null = null): void {
    if (theme) this.store.setLayer(theme, { on: true });
    this.captured = then;
    this.world.viewport.canvas.classList.add("aiming");
    this.world.viewport.canvas.focus();
    this.onAiming({ theme });
  }

  refresh(): void {
    this.onRefresh();
  }

  /** What the mouse does where it points, the keyboard does in the middle. */
  clickMiddle(): void {
    const { x, y } = this.world.viewport.focus();
    this.clicked(x, y);
  }

  private clicked(x: number, y: number): void {
    if (this.trace) return this.trace(x, y);
    const then = this.captured;
    if (!then && (this.readDike(x, y) || this.readParcel(x, y))) return;
    const answer = this.pick(x, y);
    this.release();
    if (answer && then) then(answer);
  }

  /** While the room of dikes is shown, pointing at a dike reads that metre of it. */
  private readDike(x: number, y: number): boolean {
    const { space } = this.dikes;
    const answer = space && this.store.state.space ? this.aim.at(x, y) : null;
    const place = answer && this.dikes.placeOf(answer);
    if (!space || place === null) return false;
    this.clear();
    this.store.set({ station: { dike: space.dikeOf(place).id, chainage: space.file.locations.chainage[place]! } });
    return true;
  }

  /** While polders are shown, pointing at their land opens its section. */
  private readParcel(x: number, y: number): boolean {
    const { levels } = this.store.state;
    const answer = levels && this.polders.visible ? this.aim.at(x, y) : null;
    const spot = answer && this.polders.spotOf(answer);
    if (!levels || !spot) return false;
    this.clear();
    const column = this.polders.levels!.columnAt(spot.x, spot.y)!;
    this.store.set({ spot, levels: { ...levels, area: this.polders.levels!.areaOf(column)?.id ?? levels.area } });
    return true;
  }

  /** Give the next click back to the map; true when somebody had asked for it. */
  release(): boolean {
    const asked = this.captured !== null;
    this.captured = null;
    this.world.viewport.canvas.classList.remove("aiming");
    if (asked) this.onAiming(null);
    return asked;
  }

  /** What is at a pixel, told to all who listen. */
  pick(x: number, y: number): Answer | null {
    const answer = this.aim.at(x, y);
    this.setAnswer(answer);
    this.store.set({ picked: answer?.kind === "feature" ? { layer: answer.layer, id: answer.id } : null });
    return answer;
  }

  clear(): void {
    this.setAnswer(null);
    this.store.set({ picked: null });
  }

  /** An object named in the address instead of clicked: the API knows what it is. */
  private async answerFor(picked: State["picked"]): Promise<void> {
    const known = this.answer?.kind === "feature" ? this.answer : null;
    // The answer about a piece of ground, of which the address has no name, stays.
    if (!picked) return known ? this.setAnswer(null) : undefined;
    if (known?.id === picked.id && known.layer === picked.layer) return;
    const { page } = this.world.files;
    const answer = await fetchFeature(picked, this.world.api, page, this.world.waters, this.store.state);
    if (this.store.state.picked === picked) this.setAnswer(answer);
  }

  private setAnswer(answer: Answer | null): void {
    if (answer === this.answer) return;
    this.answer = answer;
    this.onAnswer(answer);
  }

  get busy(): boolean {
    if (this.world.terrain.busy || this.world.waters.flood?.busy) return true;
    return [...this.layers.values()].some((layer) => layer.tiles.renderer.group.visible && layer.tiles.busy);
  }
}
