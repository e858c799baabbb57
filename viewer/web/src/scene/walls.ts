/** The cut sides of the model: what the drill would meet at the edge, from the voxel model, with the sea beside it. */
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
  vec2 p = vLocal.xy - vOut.xy * 0.5 / uGrid.edge.zw;
  float ground = groundAt(p);
  float depth = depthAt(p);
  float level = surfaceAt(p, depth);
  if (vLocal.z > (depth > 0.0 ? level : ground)) discard;
  vec3 colour;
  if (vLocal.z > ground) {
    colour = waterColour(level - vLocal.z);
  } else {
    colour = voxelColour(p, vLocal.z);
    // The top few decimetres read as soil.
    colour = mix(colour, colour * 0.80, smoothstep(0.5, 0.0, ground - vLocal.z));
  }
  float light = 0.82 + 0.16 * dot(vOut, normalize(vec3(-0.5, -0.8, 0.0)));
  float fade = smoothstep(uFloor, uFloor + 6.0, vLocal.z);
  vec3 shaded = colour * light * (0.86 + 0.14 * fade);
  outColour = vec4(hazed(shaded, length(cameraPosition - vLocal)), uGroundOpacity);
}`;

/** Four upright faces round the bounding box (local m) from `floor` to `top` (m NAP). */
export function walls(
  box: { x0: number; y0: number; x1: number; y1: number },
  floor: number,
  top: number,
  voxels: VoxelUniforms,
): Mesh {
  const { x0, y0, x1, y1 } = box;
  const corners: [number, number][] = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  const out: [number, number][] = [[0, -1], [1, 0], [0, 1], [-1, 0]];
  const position: number[] = [];
  const outward: number[] = [];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % 4]!;
    const [p, q, r, s] = [[...a, floor], [...b, floor], [...b, top], [...a, top]] as const;
    position.push(...p, ...q, ...r, ...p, ...r, ...s);
    for (let k = 0; k < 6; k++) outward.push(...out[i]!, 0);
  });
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(position, 3));
  geometry.setAttribute("outward", new Float32BufferAttribute(outward, 3));
  const material = new ShaderMaterial({
    name: "walls",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: { ...shared, ...voxels, uFloor: { value: floor } },
    side: DoubleSide,
  });
  const mesh = new Mesh(geometry, material);
  mesh.name = "walls";
  return mesh;
}
