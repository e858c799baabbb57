/** The voxel model: one box, a walk through the cells per fragment, classes on and off, any box cut out. */
import {
  BackSide,
  BoxGeometry,
  Data3DTexture,
  DataTexture,
  GLSL3,
  Mesh,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
  Vector3,
} from "three";
import { COMMON, LEVELS } from "../shaders/levels";
import { VOXEL_LOOKUP } from "../shaders/voxels";
import { getGunzipped } from "../core/fetching";
import { rgbOf, softened } from "../core/palette";
import type { ClassEntry, VoxelsFile } from "../core/types";
import { shared } from "./shared";
import { voxelTexture } from "./voxel-texture";

export interface VoxelUniforms {
  [name: string]: { value: unknown };
  uVoxels: { value: Data3DTexture | null };
  uClassColours: { value: DataTexture };
  uVoxelOrigin: { value: Vector3 };
  uVoxelSize: { value: Vector3 };
  uVoxelCount: { value: Vector3 };
}

const vertexShader = /* glsl */ `
out vec3 vLocal;
void main() {
  vec4 local = modelMatrix * vec4(position, 1.0);
  vLocal = local.xyz;
  gl_Position = projectionMatrix * viewMatrix * local;
}`;

const fragmentShader = /* glsl */ `
precision highp int;
${LEVELS}${COMMON}${VOXEL_LOOKUP}
uniform vec3 uCutMin;
uniform vec3 uCutMax;
uniform float uOpacity;
uniform float uGroundOpacity;
uniform mat4 projectionMatrix;
in vec3 vLocal;
out vec4 outColour;

float depthOf(float ndc) {
#ifdef USE_REVERSED_DEPTH_BUFFER
  return clamp(ndc, 0.0, 1.0);
#else
  return clamp(0.5 * ndc + 0.5, 0.0, 1.0);
#endif
}

void main() {
  vec3 origin = cameraPosition;
  vec3 direction = normalize(vLocal - origin);
  vec3 inverse = 1.0 / (direction + vec3(equal(direction, vec3(0.0))) * 1e-9);
  vec3 lo = max(uCutMin, uClipMin), hi = min(uCutMax, uClipMax);
  vec3 a = (lo - origin) * inverse, b = (hi - origin) * inverse;
  vec3 near3 = min(a, b), far3 = max(a, b);
  float enter = max(max(near3.x, near3.y), max(near3.z, 0.0));
  float leave = min(far3.x, min(far3.y, far3.z));
  if (enter >= leave) discard;
  vec3 start = origin + direction * (enter + 1e-3);
  // Within the box that is dug there is nothing: the ray goes on where it leaves it.
  vec3 u = (uPitMin - origin) * inverse, v = (uPitMax - origin) * inverse;
  vec3 pitNear = min(u, v), pitFar = max(u, v);
  vec2 pit = vec2(max(pitNear.x, max(pitNear.y, pitNear.z)), min(pitFar.x, min(pitFar.y, pitFar.z)));
  if (uPitMin.x > uPitMax.x || pit.x >= pit.y) pit = vec2(-1.0);
  vec3 pitSide = vec3(equal(pitFar, vec3(pit.y)));
  // What comes in through the air meets the drawn ground first; its coarser triangles must not let soil through.
  bool air = uGroundOpacity > 0.99 && start.z > groundAt(start.xy);
  if (air && pit.y <= enter) discard;
  vec3 cell = voxelCell(start);
  // Rows of the model run from north to south: y is turned.
  vec3 step3 = sign(vec3(direction.x, -direction.y, direction.z));
  vec3 perCell = abs(uVoxelSize * inverse);
  ivec3 c = ivec3(floor(cell));
  vec3 frac = cell - vec3(c);
  vec3 next = mix(frac, 1.0 - frac, step(0.0, step3)) * perCell;
  float t = enter;
  vec3 side = vec3(equal(near3, vec3(enter)));
  if (enter <= 0.0) side = vec3(0.0, 0.0, 1.0);
  for (int i = 0; i < 420; i++) {
    int value = voxelAt(c);
    if (value != 255) {
      vec4 look = classColour(value);
      float end = enter + min(next.x, min(next.y, next.z));
      bool inPit = t < pit.y && (air || t >= pit.x - 1e-3);
      float at = inPit ? pit.y : t;
      vec3 face = inPit ? pitSide : side;
      vec3 p = origin + direction * at;
      // The highest half metre of the model reaches above the ground: the soil begins at the ground itself.
      float over = p.z - groundAt(p.xy);
      bool soil = over <= 0.0;
      if (!soil && direction.z < 0.0 && !air) {
        float lower = over / -direction.z;
        if (at + lower < end) {
          p += direction * lower;
          face = vec3(0.0, 0.0, 1.0);
          soil = true;
        }
      }
      if (look.a > 0.5 && soil && at < end) {
        vec3 n = face * -sign(direction);
        vec3 colour = lit(look.rgb, normalize(n + vec3(0.0, 0.0, 0.15)));
        colour = mix(colour, look.rgb, 0.45);
        vec3 f = fract(voxelCell(p));
        vec3 edge = min(f, 1.0 - f);
        float pixel = length(fwidth(p.xy)) / uVoxelSize.x;
        float line = face.x > 0.5 ? edge.y : face.y > 0.5 ? edge.x : min(edge.x, edge.y);
        colour *= 1.0 - 0.10 * (1.0 - smoothstep(0.0, max(0.02, pixel), line));
        outColour = vec4(hazed(colour, at), uOpacity);
        vec4 clip = projectionMatrix * viewMatrix * vec4(p, 1.0);
        gl_FragDepth = depthOf(clip.z / clip.w);
        return;
      }
    }
    float m = min(next.x, min(next.y, next.z));
    side = vec3(equal(next, vec3(m)));
    t = enter + m;
    if (t > leave) break;
    c += ivec3(step3 * side);
    next += perCell * side;
  }
  discard;
}`;

function colours(classes: ClassEntry[], hidden: ReadonlySet<number>): DataTexture {
  const data = new Uint8Array(256 * 4);
  for (const entry of classes) {
    const value = entry.value ?? entry.code ?? 0;
    data.set([...rgbOf(softened(entry.color)), hidden.has(value) ? 0 : 255], 4 * value);
  }
  const texture = new DataTexture(data, 256, 1, RGBAFormat, UnsignedByteType);
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}

/** Uniforms that say: there is no voxel model; the cut sides are plain soil then. */
export function noVoxels(): VoxelUniforms {
  return {
    uVoxels: { value: voxelTexture(new Uint8Array([255]), 1, 1, 1) },
    uClassColours: { value: colours([], new Set()) },
    uVoxelOrigin: { value: new Vector3() },
    uVoxelSize: { value: new Vector3(1, 1, 1) },
    uVoxelCount: { value: new Vector3(1, 1, 1) },
  };
}

export class Voxels {
  readonly mesh: Mesh;
  readonly uniforms: VoxelUniforms;
  readonly bounds: { min: Vector3; max: Vector3 };
  readonly data = new Map<string, Uint8Array>();
  private readonly textures = new Map<string, Data3DTexture>();
  private readonly cut = { uCutMin: { value: new Vector3() }, uCutMax: { value: new Vector3() } };
  private readonly opacity = { value: 1 };
  private asked = 0;
  field = "";

  constructor(
    readonly file: VoxelsFile,
    origin: [number, number],
    private readonly base: string,
  ) {
    const { x0, y0, dx, dy, nx, ny } = file.grid;
    const west = x0 - dx / 2 - origin[0];
    const north = y0 + dy / 2 - origin[1];
    const bottom = file.z0 - file.dz / 2;
    this.bounds = {
      min: new Vector3(west, north - ny * dy, bottom),
      max: new Vector3(west + nx * dx, north, bottom + file.nz * file.dz),
    };
    this.uniforms = {
      uVoxels: { value: null },
      uClassColours: { value: colours([], new Set()) },
      uVoxelOrigin: { value: new Vector3(west, north, bottom) },
      uVoxelSize: { value: new Vector3(dx, dy, file.dz) },
      uVoxelCount: { value: new Vector3(nx, ny, file.nz) },
    };
    this.cut.uCutMin.value.copy(this.bounds.min);
    this.cut.uCutMax.value.copy(this.bounds.max);
    this.mesh = this.box();
  }

  private box(): Mesh {
    const size = this.bounds.max.clone().sub(this.bounds.min);
    const centre = this.bounds.max.clone().add(this.bounds.min).multiplyScalar(0.5);
    const geometry = new BoxGeometry(size.x, size.y, size.z).translate(centre.x, centre.y, centre.z);
    const material = new ShaderMaterial({
      name: "voxels",
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { ...shared, ...this.uniforms, ...this.cut, uOpacity: this.opacity },
      side: BackSide,
    });
    const mesh = new Mesh(geometry, material);
    mesh.name = "voxels";
    mesh.visible = false;
    return mesh;
  }

  /** Fetch the numbers of a field, once; a pick tells all fields, shown or not. */
  async load(field: string): Promise<Uint8Array | null> {
    const entry = this.file.fields[field];
    if (entry && !this.data.has(field)) this.data.set(field, new Uint8Array(await getGunzipped(this.base + entry.file)));
    return this.data.get(field) ?? null;
  }

  /** Show a field without some of its classes; of several calls the last one counts, whichever loads first. */
  async show(field: string, hidden: ReadonlySet<number>): Promise<void> {
    const turn = ++this.asked;
    const data = await this.load(field);
    if (!data || turn !== this.asked) return;
    const { nx, ny } = this.file.grid;
    if (!this.textures.has(field)) this.textures.set(field, voxelTexture(data, nx, ny, this.file.nz));
    this.field = field;
    this.uniforms.uVoxels.value = this.textures.get(field) ?? null;
    this.uniforms.uClassColours.value.dispose();
    this.uniforms.uClassColours.value = colours(this.file.fields[field]?.classes ?? [], hidden);
  }

  /** Cut by fractions of the box, 0..1 along x, y and z. */
  setCut(cut: readonly [number, number, number, number, number, number]): void {
    const at = (t: Vector3): Vector3 =>
      new Vector3().copy(this.bounds.max).sub(this.bounds.min).multiply(t).add(this.bounds.min);
    this.cut.uCutMin.value.copy(at(new Vector3(cut[0], cut[2], cut[4])));
    this.cut.uCutMax.value.copy(at(new Vector3(cut[1], cut[3], cut[5])));
  }

  setOpacity(value: number): void {
    this.opacity.value = value;
    const material = this.mesh.material as ShaderMaterial;
    material.transparent = value < 0.99;
  }
}
