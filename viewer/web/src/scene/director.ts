/** Carries the state into the picture, and what people do in the picture back into the state. */
import { MathUtils, Mesh, Ray, Vector3 } from "three";
import type { ShaderMaterial } from "three";
import type { State, Store } from "../core/state";
import { CameraRig } from "./camera-rig";
import type { Pose } from "./camera-rig";
import { PointerControls } from "./controls";
import { FeatureLayer } from "./feature-layer";
import { highlight } from "./highlight";
import { Picker, groundHit } from "./picker";
import { describeCell, describeFeature, describeVoxel, fetchFeature } from "./answers";
import type { Answer } from "./answers";
import { shared } from "./shared";
import { groupOf } from "./viewpoints";
import type { Viewpoint } from "./viewpoints";
import type { World } from "./world";

export class Director {
  readonly rig: CameraRig;
  readonly layers = new Map<string, FeatureLayer>();
  answer: Answer | null = null;
  onAnswer: (answer: Answer | null) => void = () => undefined;
  onMoved: () => void = () => undefined;
  onRefresh: () => void = () => undefined;
  private captured: ((answer: Answer) => void) | null = null;
  private readonly picker: Picker;
  private readonly pixel = { value: 0.001 };
  private mark: { mesh: Mesh | null; key: string; version: number } | null = null;
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
    this.picker = new Picker(viewport, this.pixel);
    new PointerControls(viewport.canvas, this.rig, {
      pivot: (x, y) => this.pivot(x, y),
      direction: (x, y) => this.stretched(this.ray(x, y)),
      clicked: (x, y) => this.clicked(x, y),
    });
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
    terrain.update(size);
    for (const layer of this.layers.values()) if (layer.tiles.renderer.group.visible) layer.tiles.update(size);
    const eye = this.rig.pose;
    const ground = this.world.levels.groundAt(eye.x, eye.y);
    const under = eye.z < (ground ?? 0) ? 1 : 0;
    this.world.sky.setUnder(under);
    const haze: [number, number, number] = under ? [0.2, 0.205, 0.215] : [0.93, 0.95, 0.965];
    shared.uHaze.value.set(...haze);
    this.refreshMark();
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
    if (changed("sea")) world.setSea(state.sea);
    if (changed("field")) world.setField(state.field);
    if (changed("water")) world.setWater(state.water);
    if (changed("ground")) world.setGroundOpacity(state.ground);
    if (changed("layers") || changed("ground")) this.applyLayers(state);
    if (changed("buildings")) this.layers.get("buildings")?.setBuildingColours(state.buildings);
    if (changed("voxels")) void this.applyVoxels(state, before);
    if (changed("picked")) void this.answerFor(state.picked);
    world.viewport.invalidate();
  }

  private exaggerate(value: number, keepLooking: boolean): void {
    const pivot = this.pivotOfView();
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
    const { x, y } = this.pivotOfView();
    const { box, centre } = this.world;
    const inside = x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1;
    return inside ? [x, y] : [centre.x, centre.y];
  }

  /** Ray through a pixel, true metres. */
  private ray(x: number, y: number): Vector3 {
    const { viewport } = this.world;
    const size = viewport.size();
    const ndc = new Vector3((2 * x) / size.x - 1, 1 - (2 * y) / size.y, 0.5);
    const { camera } = viewport;
    const eye = new Vector3().setFromMatrixPosition(camera.matrixWorld);
    return ndc.applyMatrix4(camera.projectionMatrixInverse).applyMatrix4(camera.matrixWorld).sub(eye).normalize();
  }

  project(x: number, y: number, z: number): { x: number; y: number } | null {
    const { viewport, files } = this.world;
    const [east, north] = files.page.origin;
    const at = new Vector3(x - east, y - north, z).applyMatrix4(viewport.camera.matrixWorldInverse);
    if (at.z > -1) return null;
    at.applyMatrix4(viewport.camera.projectionMatrix);
    const size = viewport.size();
    return { x: ((at.x + 1) / 2) * size.x, y: ((1 - at.y) / 2) * size.y };
  }

  private stretched(v: Vector3): Vector3 {
    return new Vector3(v.x, v.y, v.z * shared.uExaggeration.value).normalize();
  }

  private groundUnder(x: number, y: number): Vector3 | null {
    const { levels, viewport } = this.world;
    const eye = new Vector3().setFromMatrixPosition(viewport.camera.matrixWorld);
    const step = levels.frames.file.grid.dx;
    const { uClipMin, uClipMax } = shared;
    const shown = (e: number, n: number): boolean =>
      e >= uClipMin.value.x && e <= uClipMax.value.x && n >= uClipMin.value.y && n <= uClipMax.value.y;
    return groundHit(eye, this.ray(x, y), (e, n) => (shown(e, n) ? levels.groundAt(e, n) : null), 80000, step);
  }

  private featureUnder(x: number, y: number) {
    const visible = [...this.layers.values()].filter((layer) => layer.tiles.renderer.group.visible);
    if (visible.length === 0) return null;
    const eye = new Vector3().setFromMatrixPosition(this.world.viewport.camera.matrixWorld);
    return this.picker.at(x, y, new Ray(eye, this.ray(x, y)), visible);
  }

  /** The visible thing under a pixel, in the exaggerated frame; the focus plane where there is none. */
  pivot(x: number, y: number): Vector3 {
    const ve = shared.uExaggeration.value;
    const direction = this.ray(x, y);
    const eye = new Vector3().setFromMatrixPosition(this.world.viewport.camera.matrixWorld);
    const ground = this.store.state.ground > 0.3 ? this.groundUnder(x, y) : null;
    const feature = this.featureUnder(x, y);
    const reach = Math.min(ground ? ground.distanceTo(eye) : Infinity, feature ? feature.distance : Infinity);
    let hit = eye.clone().addScaledVector(direction, reach);
    if (!Number.isFinite(reach)) {
      const clear = this.groundUnder(x, y);
      const t = -eye.z / direction.z;
      hit = clear ?? eye.clone().addScaledVector(direction, t > 0 && t < 40000 ? t : 3000);
    }
    return new Vector3(hit.x, hit.y, hit.z * ve);
  }

  readonly pivotOfView = (): Vector3 => {
    const { x, y } = this.world.viewport.focus();
    return this.pivot(x, y);
  };

  /** Hand the next click to somebody who needs a place or a feature; shows the layer it must come from. */
  capture(then: (answer: Answer) => void, theme: string | null = null): void {
    if (theme) this.store.setLayer(theme, { on: true });
    this.captured = then;
    this.world.viewport.canvas.classList.add("aiming");
    this.world.viewport.canvas.focus();
  }

  refresh(): void {
    this.onRefresh();
  }

  private clicked(x: number, y: number): void {
    const answer = this.pick(x, y);
    const then = this.captured;
    this.captured = null;
    this.world.viewport.canvas.classList.remove("aiming");
    if (answer && then) then(answer);
  }

  clear(): void {
    this.setAnswer(null);
    this.store.set({ picked: null });
  }

  /** What is at a pixel: a feature, a voxel of the cut, or the ground. */
  pick(x: number, y: number): Answer | null {
    const { viewport, levels, files, voxels } = this.world;
    const eye = new Vector3().setFromMatrixPosition(viewport.camera.matrixWorld);
    const ground = this.groundUnder(x, y);
    const feature = this.featureUnder(x, y);
    const solid = this.store.state.ground > 0.6 && ground;
    const hidden = solid && feature && feature.distance > ground.distanceTo(eye) + 15;
    const point = feature ? eye.clone().addScaledVector(this.ray(x, y), feature.distance) : ground;
    let answer: Answer | null = null;
    if (feature && !hidden) {
      answer = describeFeature(feature, point!, files.page, levels, this.store.state);
    } else {
      if (voxels?.mesh.visible && !solid) answer = describeVoxel(voxels, eye, this.ray(x, y), files.page, this.store.state);
      if (!answer && ground) answer = describeCell(ground, files.page, levels, this.store.state);
    }
    this.setAnswer(answer);
    const picked = answer?.kind === "feature" ? { layer: answer.layer, id: answer.id } : null;
    this.store.set({ picked });
    return answer;
  }

  /** An object named in the address instead of clicked: the API knows what it is. */
  private async answerFor(picked: State["picked"]): Promise<void> {
    const known = this.answer?.kind === "feature" ? this.answer : null;
    // The answer about a piece of ground, of which the address has no name, stays.
    if (!picked) return known ? this.setAnswer(null) : undefined;
    if (known?.id === picked.id && known.layer === picked.layer) return;
    const { page } = this.world.files;
    const answer = await fetchFeature(picked, this.world.api, page, this.world.levels, this.store.state);
    if (this.store.state.picked === picked) this.setAnswer(answer);
  }

  private setAnswer(answer: Answer | null): void {
    if (answer === this.answer) return;
    this.answer = answer;
    this.onAnswer(answer);
  }

  /** Tiles come and go: look for the pieces of the picked object again when its layer has other ones. */
  private refreshMark(): void {
    const { picked } = this.store.state;
    const key = picked ? `${picked.layer}:${picked.id}` : "";
    const layer = picked ? this.layers.get(picked.layer) : undefined;
    const version = layer?.version ?? 0;
    if (this.mark ? this.mark.key === key && this.mark.version === version : !layer) return;
    const old = this.mark?.mesh;
    old?.removeFromParent();
    old?.geometry.dispose();
    (old?.material as ShaderMaterial | undefined)?.dispose();
    const mesh = layer && picked ? highlight(layer, picked.id, this.pixel) : null;
    if (mesh) this.world.viewport.scene.add(mesh);
    this.mark = layer ? { mesh, key, version } : null;
  }

  get busy(): boolean {
    if (this.world.terrain.busy) return true;
    return [...this.layers.values()].some((layer) => layer.tiles.renderer.group.visible && layer.tiles.busy);
  }
}
