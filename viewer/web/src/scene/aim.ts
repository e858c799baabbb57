/** What a pixel of the picture points at: the ground, a feature, a voxel of the cut; and where a place is drawn. */
import { Ray, Vector3 } from "three";
import type { Store } from "../core/state";
import { describeCell, describeFeature, describeVoxel } from "./answers";
import type { Answer } from "./answers";
import type { FeatureLayer } from "./feature-layer";
import { Picker, groundHit } from "./picker";
import type { FeatureHit } from "./picker";
import { shared } from "./shared";
import type { World } from "./world";

export class Aim {
  private readonly picker: Picker;

  constructor(
    private readonly world: World,
    private readonly store: Store,
    private readonly layers: Map<string, FeatureLayer>,
    pixel: { value: number },
  ) {
    this.picker = new Picker(world.viewport, pixel);
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

  /** The pixel at which a place in EPSG:28992 + NAP is drawn; null behind the eye. */
  project(x: number, y: number, z: number): { x: number; y: number } | null {
    const { viewport, files } = this.world;
    const [east, north] = files.page.origin;
    const at = new Vector3(x - east, y - north, z).applyMatrix4(viewport.camera.matrixWorldInverse);
    if (at.z > -1) return null;
    at.applyMatrix4(viewport.camera.projectionMatrix);
    const size = viewport.size();
    return { x: ((at.x + 1) / 2) * size.x, y: ((1 - at.y) / 2) * size.y };
  }

  /** Direction through a pixel in the exaggerated frame, in which the camera moves. */
  direction(x: number, y: number): Vector3 {
    const v = this.ray(x, y);
    return new Vector3(v.x, v.y, v.z * shared.uExaggeration.value).normalize();
  }

  /** The ground under a pixel, local m; null where there is none. */
  ground(x: number, y: number): Vector3 | null {
    const { levels, viewport } = this.world;
    const eye = new Vector3().setFromMatrixPosition(viewport.camera.matrixWorld);
    const step = levels.frames.file.grid.dx;
    const { uClipMin, uClipMax } = shared;
    const shown = (e: number, n: number): boolean =>
      e >= uClipMin.value.x && e <= uClipMax.value.x && n >= uClipMin.value.y && n <= uClipMax.value.y;
    const { uPitMin: low, uPitMax: high } = shared;
    // In the box that is dug one looks at its walls and its bottom.
    const dug = (e: number, n: number): boolean => e > low.value.x && n > low.value.y && e < high.value.x && n < high.value.y;
    const surface = (e: number, n: number): number | null => {
      const level = shown(e, n) ? this.world.surfaceAt(e, n) : null;
      return level !== null && dug(e, n) ? Math.min(level, low.value.z) : level;
    };
    return groundHit(eye, this.ray(x, y), surface, 80000, step);
  }

  private featureUnder(x: number, y: number): FeatureHit | null {
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
    const ground = this.store.state.ground > 0.3 ? this.ground(x, y) : null;
    const feature = this.featureUnder(x, y);
    const reach = Math.min(ground ? ground.distanceTo(eye) : Infinity, feature ? feature.distance : Infinity);
    let hit = eye.clone().addScaledVector(direction, reach);
    if (!Number.isFinite(reach)) {
      const clear = this.ground(x, y);
      const t = -eye.z / direction.z;
      hit = clear ?? eye.clone().addScaledVector(direction, t > 0 && t < 40000 ? t : 3000);
    }
    return new Vector3(hit.x, hit.y, hit.z * ve);
  }

  readonly pivotOfView = (): Vector3 => {
    const { x, y } = this.world.viewport.focus();
    return this.pivot(x, y);
  };

  /** What is at a pixel: a feature, a voxel of the cut, or the ground. */
  at(x: number, y: number): Answer | null {
    const { viewport, files, voxels, waters } = this.world;
    const { state } = this.store;
    const eye = new Vector3().setFromMatrixPosition(viewport.camera.matrixWorld);
    const ground = this.ground(x, y);
    const feature = this.featureUnder(x, y);
    const solid = state.ground > 0.6 && ground;
    const hidden = solid && feature && feature.distance > ground.distanceTo(eye) + 15;
    if (feature && !hidden) {
      const point = eye.clone().addScaledVector(this.ray(x, y), feature.distance);
      return describeFeature(feature, point, files.page, waters, state);
    }
    const body = voxels?.mesh.visible && !solid ? describeVoxel(voxels, eye, this.ray(x, y), files.page, state) : null;
    return body ?? (ground ? describeCell(ground, files.page, waters, state) : null);
  }
}
