/** The water surface: a flat sheet at the level of the sea, or a sheet that follows the level of a flood. */
import { DoubleSide, GLSL3, Mesh, PlaneGeometry, ShaderMaterial, Vector2 } from "three";
import { COMMON, LEVELS, WATER_COLOUR } from "../shaders/levels";
import { shared } from "./shared";

export interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const flatShader = /* glsl */ `
uniform float uSea;
out vec3 vLocal;
void main() {
  vLocal = vec3(position.xy, uSea * 0.01);
  gl_Position = projectionMatrix * viewMatrix * vec4(vLocal, 1.0);
}`;

const floodShader = /* glsl */ `
${LEVELS}
uniform vec2 uSpacing;
out vec3 vLocal;

float levelOr(vec2 p, float other) {
  float depth = depthAt(p);
  return depth > 0.0 ? surfaceAt(p, depth) : other;
}

void main() {
  vec2 p = position.xy;
  // Over dry ground the sheet goes on level from the lowest water beside it: the inner side of a dike, not the sea.
  float level = levelOr(p, 1e3);
  for (int i = 0; i < 8 && depthAt(p) <= 0.0; i++) {
    vec2 o = vec2(i < 3 ? -1 : i < 5 ? 0 : 1, i == 0 || i == 3 || i == 5 ? -1 : i == 1 || i == 6 ? 0 : 1);
    level = min(level, levelOr(p + o * uSpacing, 1e3));
  }
  vLocal = vec3(p, level < 999.0 ? level : groundAt(p) - 1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(vLocal, 1.0);
}`;

const fragmentShader = /* glsl */ `
${LEVELS}${WATER_COLOUR}${COMMON}
uniform float uGroundOpacity;
in vec3 vLocal;
out vec4 outColour;

/** A still ripple: enough to read the surface as water, no more. */
vec3 ripple(vec2 p, float distance) {
  float fade = exp(-distance / 2500.0);
  vec2 s = vec2(sin(p.x * 0.045 + 1.7 * sin(p.y * 0.031)), sin(p.y * 0.052 + 1.3 * sin(p.x * 0.027)));
  s += 0.5 * vec2(sin(p.x * 0.21 + p.y * 0.13), sin(p.y * 0.19 - p.x * 0.11));
  return normalize(vec3(s * 0.03 * fade, 1.0));
}

void main() {
  if (clipped(vLocal) || dug(vLocal)) discard;
  float depth = depthAt(vLocal.xy);
  if (depth <= 0.0) discard;
#ifdef FLOOD
  // Where the sheet bridges two waters it stands at neither; the tint of the ground remains.
  if (uKind == 2 || abs(vLocal.z - surfaceAt(vLocal.xy, depth)) > 0.5) discard;
#endif
  if (length(fwidth(vLocal.xy)) < 0.7 / uField.edge.z) depth = smoothDepth(vLocal.xy);
  vec3 toEye = cameraPosition - vLocal;
  float distance = length(toEye);
  vec3 eye = normalize(toEye * vec3(1.0, 1.0, uExaggeration));
  vec3 n = ripple(vLocal.xy, distance);
  float fresnel = pow(1.0 - clamp(abs(dot(n, eye)), 0.0, 1.0), 4.0);
  vec3 body = waterColour(depth);
  vec3 halfway = normalize(eye + uSun);
  float glint = pow(max(dot(n, halfway), 0.0), 180.0) * 0.35;
  vec3 colour = mix(body, vec3(0.90, 0.95, 0.98), 0.55 * fresnel) + glint;
  float alpha = mix(0.30, 0.75, fresnel) * mix(0.75, 1.0, uGroundOpacity);
  outColour = vec4(hazed(colour, distance), alpha);
}`;

function sheet(geometry: PlaneGeometry, vertexShader: string, spacing: Vector2 | null): Mesh {
  const material = new ShaderMaterial({
    name: "water",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    defines: spacing ? { FLOOD: "" } : {},
    uniforms: spacing ? { ...shared, uSpacing: { value: spacing } } : shared,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  const mesh = new Mesh(geometry, material);
  // The height comes from the shader, which the culling box does not know.
  mesh.frustumCulled = false;
  mesh.renderOrder = 20;
  mesh.name = "water";
  return mesh;
}

function plane({ x0, y0, x1, y1 }: Box, columns = 1, rows = 1): PlaneGeometry {
  return new PlaneGeometry(x1 - x0, y1 - y0, columns, rows).translate((x0 + x1) / 2, (y0 + y1) / 2, 0);
}

export const seaSurface = (box: Box): Mesh => sheet(plane(box), flatShader, null);

/** `most` is the largest number of meshes along a side: what the card can draw in one go. */
export function floodSurface(box: Box, cell: number, most: number): Mesh {
  const [width, height] = [box.x1 - box.x0, box.y1 - box.y0];
  const spacing = Math.max(cell, Math.max(width, height) / most);
  const [columns, rows] = [Math.max(1, Math.round(width / spacing)), Math.max(1, Math.round(height / spacing))];
  return sheet(plane(box, columns, rows), floodShader, new Vector2(width / columns, height / rows));
}
