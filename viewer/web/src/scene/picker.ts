/** What is under a pixel: a seven-by-seven picture in which every pixel holds the feature it belongs to. */
import {
  DoubleSide,
  FloatType,
  GLSL3,
  Mesh,
  NearestFilter,
  RGBAFormat,
  Ray,
  Scene,
  ShaderMaterial,
  Sphere,
  Vector3,
  WebGLRenderTarget,
} from "three";
import { LEVELS } from "../shaders/levels";
import { POLDERS } from "../shaders/polders";
import { shared } from "./shared";
import { FeatureLayer } from "./feature-layer";
import type { Viewport } from "./viewport";

const SIZE = 7;

const vertexShader = /* glsl */ `
${LEVELS}${POLDERS}
uniform float uFloodTint;
uniform float uPull;
in vec2 anchor;
uniform float uExaggeration;
uniform float uInflate;
uniform float uPixel;
in float _feature_id_0;
#ifdef INFLATE
in vec3 outward;
#endif
out vec3 vLocal;
flat out float vFeature;
void main() {
  vec4 local = modelMatrix * vec4(position, 1.0);
#ifdef INFLATE
  vec3 s = vec3(1.0, 1.0, uExaggeration);
  float pixel = uPixel * distance(cameraPosition * s, local.xyz * s);
  local.xyz += normalize(mat3(modelMatrix) * outward) / s * max(0.0, uInflate * pixel - 0.6);
#endif
  if (uFloodTint + uPull > 0.5) local.z += liftAt(uFloodTint > 0.5 ? anchor : local.xy);
  vLocal = local.xyz;
  vFeature = _feature_id_0;
  gl_Position = projectionMatrix * viewMatrix * local;
}`;

const fragmentShader = /* glsl */ `
uniform float uMesh;
uniform vec3 uClipMin;
uniform vec3 uClipMax;
in vec3 vLocal;
flat in float vFeature;
out vec4 outColour;
void main() {
  if (any(lessThan(vLocal, uClipMin)) || any(greaterThan(vLocal, uClipMax))) discard;
  outColour = vec4(uMesh, vFeature, distance(cameraPosition, vLocal), 1.0);
}`;

export interface FeatureHit {
  layer: FeatureLayer;
  mesh: Mesh;
  row: number;
  /** True distance from the eye, m. */
  distance: number;
}

export class Picker {
  private readonly target = new WebGLRenderTarget(SIZE, SIZE, {
    type: FloatType,
    format: RGBAFormat,
    minFilter: NearestFilter,
    magFilter: NearestFilter,
  });
  private readonly materials = new WeakMap<Mesh, ShaderMaterial>();
  private readonly sphere = new Sphere();

  constructor(
    private readonly viewport: Viewport,
    private readonly pixel: { value: number },
  ) {}

  /** The feature within three pixels of the pointer; solid things come before the clear bodies round them. */
  at(x: number, y: number, ray: Ray, layers: FeatureLayer[]): FeatureHit | null {
    return this.among(x, y, ray, layers, false) ?? this.among(x, y, ray, layers, true);
  }

  /** Whether a mesh may be under the pointer: its sphere, and a few pixels for what is drawn wider than it is. */
  private near(mesh: Mesh, ray: Ray): boolean {
    if (!mesh.geometry.boundingSphere) mesh.geometry.computeBoundingSphere();
    this.sphere.copy(mesh.geometry.boundingSphere!).applyMatrix4(mesh.matrixWorld);
    this.sphere.radius += 10 * this.pixel.value * this.sphere.center.distanceTo(ray.origin);
    return ray.intersectsSphere(this.sphere);
  }

  private among(x: number, y: number, ray: Ray, layers: FeatureLayer[], clear: boolean): FeatureHit | null {
    const list: { layer: FeatureLayer; mesh: Mesh }[] = [];
    const scene = new Scene();
    const back: (() => void)[] = [];
    for (const layer of layers) {
      const group = layer.tiles.renderer.group;
      const parent = group.parent;
      scene.add(group);
      back.push(() => parent?.add(group));
      for (const mesh of layer.meshes) {
        if (FeatureLayer.isClear(mesh) !== clear || !this.near(mesh, ray)) {
          if (mesh.visible) back.push(() => (mesh.visible = true));
          mesh.visible = false;
          continue;
        }
        list.push({ layer, mesh });
        const shown = mesh.material;
        mesh.material = this.material(mesh, list.length);
        back.push(() => (mesh.material = shown));
      }
    }
    if (list.length === 0) {
      for (const restore of back) restore();
      return null;
    }
    const data = new Float32Array(4 * SIZE * SIZE);
    const half = (SIZE - 1) / 2;
    const { renderer, camera } = this.viewport;
    this.viewport.lookThrough({ x: x - half - 0.5, y: y - half - 0.5, size: SIZE });
    try {
      renderer.setRenderTarget(this.target);
      renderer.setClearColor(0x000000, 0);
      renderer.clear();
      renderer.render(scene, camera);
      renderer.readRenderTargetPixels(this.target, 0, 0, SIZE, SIZE, data);
    } finally {
      renderer.setRenderTarget(null);
      this.viewport.lookThrough(null);
      for (const restore of back) restore();
    }
    return nearest(data, list);
  }

  private material(mesh: Mesh, index: number): ShaderMaterial {
    let material = this.materials.get(mesh);
    if (!material) {
      const shown = mesh.material as ShaderMaterial;
      material = new ShaderMaterial({
        name: "pick",
        glslVersion: GLSL3,
        vertexShader,
        fragmentShader,
        defines: { ...shown.defines },
        uniforms: {
          ...shared,
          uPixel: this.pixel,
          uInflate: shown.uniforms["uInflate"] ?? { value: 0 },
          uFloodTint: shown.uniforms["uFloodTint"] ?? { value: 0 },
          uPull: shown.uniforms["uPull"] ?? { value: 0 },
          uMesh: { value: index },
        },
        side: DoubleSide,
      });
      this.materials.set(mesh, material);
      mesh.geometry.addEventListener("dispose", () => this.materials.get(mesh)?.dispose());
    }
    material.uniforms["uMesh"]!.value = index;
    return material;
  }
}

function nearest(data: Float32Array, list: { layer: FeatureLayer; mesh: Mesh }[]): FeatureHit | null {
  const half = (SIZE - 1) / 2;
  let best: FeatureHit | null = null;
  let least = Infinity;
  for (let i = 0; i < SIZE * SIZE; i++) {
    const entry = list[Math.round(data[4 * i]!) - 1];
    if (!entry || data[4 * i + 3]! < 0.5) continue;
    const away = Math.hypot((i % SIZE) - half, Math.floor(i / SIZE) - half);
    if (away < least) {
      least = away;
      best = { ...entry, row: Math.round(data[4 * i + 1]!), distance: data[4 * i + 2]! };
    }
  }
  return best;
}

/** First point where a ray (true metres) goes below the ground; null when it never does. */
export function groundHit(
  origin: Vector3,
  direction: Vector3,
  ground: (x: number, y: number) => number | null,
  far: number,
  step: number,
): Vector3 | null {
  const at = origin.clone();
  let above = false;
  let last = 0;
  for (let t = 0; t < far; ) {
    at.copy(origin).addScaledVector(direction, t);
    const z = ground(at.x, at.y);
    // What comes in below the ground, through the side of the model, has not met the ground.
    if (z === null) above = false;
    else if (at.z > z) above = true;
    else if (above) return refine(origin, direction, ground, last, t);
    last = t;
    t += Math.max(step, z !== null && at.z > z + 40 ? (at.z - z) * 0.5 : step);
  }
  return null;
}

function refine(
  origin: Vector3,
  direction: Vector3,
  ground: (x: number, y: number) => number | null,
  above: number,
  below: number,
): Vector3 {
  const at = new Vector3();
  for (let i = 0; i < 24; i++) {
    const t = (above + below) / 2;
    at.copy(origin).addScaledVector(direction, t);
    const z = ground(at.x, at.y);
    if (z !== null && at.z <= z) below = t;
    else above = t;
  }
  return at.copy(origin).addScaledVector(direction, below);
}
