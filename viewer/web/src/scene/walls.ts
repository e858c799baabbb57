/** Cut sides, of the model and of a box dug in it: what the drill would meet there, from the voxels, with the sea beside it. */
import { DoubleSide, GLSL3, Mesh, BufferGeometry, Float32BufferAttribute, ShaderMaterial } from "three";
import { COMMON, LEVELS, WATER_COLOUR } from "../shaders/levels";
import { VOXEL_LOOKUP } from "../shaders/voxels";
import { shared } from "./shared";
import type { VoxelUniforms } from "./voxels";

const vertexShader = /* glsl */ `
in vec3 outward;
out vec3 vLocal;
flat out vec3 vOut;
void main() {
  vLocal = position;
  vOut = outward;
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}`;

const fragmentShader = /* glsl */ `
${LEVELS}${WATER_COLOUR}${COMMON}${VOXEL_LOOKUP}
uniform float uGroundOpacity;
uniform float uFloor;
in vec3 vLocal;
flat in vec3 vOut;
out vec4 outColour;
void main() {
  if (clipped(vLocal)) discard;
#ifndef PIT
  if (dug(vLocal)) discard;
#endif
  vec2 p = vLocal.xy - vOut.xy * 0.5 / uGrid.edge.zw;
  float ground = groundAt(p);
  float depth = depthAt(p);
  float level = surfaceAt(p, depth);
  if (vLocal.z > (depth > 0.0 ? level : ground)) discard;
  vec3 colour;
  if (vLocal.z > ground) {
    colour = waterColour(level - vLocal.z);
  } else {
    colour = voxelColour(p, vLocal.z - 0.05 * vOut.z);
    // Below the voxels nothing is told: plain rock.
    if (vLocal.z < uVoxelOrigin.z - 0.01) colour = vec3(0.66, 0.63, 0.60);
    // The top few decimetres read as soil.
    colour = mix(colour, colour * 0.80, smoothstep(0.5, 0.0, ground - vLocal.z));
  }
  float light = 0.82 + 0.16 * dot(vOut, normalize(vec3(-0.5, -0.8, 0.35)));
#ifdef PIT
  outColour = vec4(hazed(colour * light, length(cameraPosition - vLocal)), 1.0);
#else
  float fade = smoothstep(uFloor, uFloor + 6.0, vLocal.z);
  vec3 shaded = colour * light * (0.86 + 0.14 * fade);
  outColour = vec4(hazed(shaded, length(cameraPosition - vLocal)), uGroundOpacity);
#endif
}`;

export interface Sides {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Four upright faces round a box (local m) from `floor` to `top` (m NAP); those of a pit look inward and have a bottom. */
function faces({ x0, y0, x1, y1 }: Sides, floor: number, top: number, pit: boolean): BufferGeometry {
  const corners: [number, number][] = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  const out: [number, number][] = [[0, -1], [1, 0], [0, 1], [-1, 0]];
  const position: number[] = [];
  const outward: number[] = [];
  const face = (p: number[], q: number[], r: number[], s: number[], normal: number[]): void => {
    position.push(...p, ...q, ...r, ...p, ...r, ...s);
    for (let k = 0; k < 6; k++) outward.push(...normal);
  };
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % 4]!;
    const turn = pit ? -1 : 1;
    face([...a, floor], [...b, floor], [...b, top], [...a, top], [turn * out[i]![0], turn * out[i]![1], 0]);
  });
  if (pit) face([x0, y0, floor], [x1, y0, floor], [x1, y1, floor], [x0, y1, floor], [0, 0, 1]);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(position, 3));
  geometry.setAttribute("outward", new Float32BufferAttribute(outward, 3));
  return geometry;
}

function mesh(name: string, geometry: BufferGeometry, floor: number, voxels: VoxelUniforms, defines: Record<string, string>): Mesh {
  const material = new ShaderMaterial({
    name,
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    defines,
    uniforms: { ...shared, ...voxels, uFloor: { value: floor } },
    side: DoubleSide,
  });
  const found = new Mesh(geometry, material);
  found.name = name;
  return found;
}

export const walls = (box: Sides, floor: number, top: number, voxels: VoxelUniforms): Mesh =>
  mesh("walls", faces(box, floor, top, false), floor, voxels, {});

/** Walls and bottom of a box that is dug; nothing before `dig`. */
export const pitWalls = (voxels: VoxelUniforms): Mesh => mesh("pit", new BufferGeometry(), 0, voxels, { PIT: "" });

export function dig(pit: Mesh, box: Sides, floor: number, top: number): void {
  pit.geometry.dispose();
  pit.geometry = faces(box, floor, top, true);
}
