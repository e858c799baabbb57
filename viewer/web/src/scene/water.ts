/** The water surface: one flat quad at the sea level; the fragment decides by the level field. */
import { DoubleSide, GLSL3, Mesh, PlaneGeometry, ShaderMaterial } from "three";
import { COMMON, LEVELS, WATER_COLOUR } from "../shaders/levels";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
uniform float uSea;
out vec3 vLocal;
void main() {
  vLocal = vec3(position.xy, uSea * 0.01);
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
  if (clipped(vLocal)) discard;
  float depth = depthAt(vLocal.xy);
  if (depth <= 0.0) discard;
  if (length(fwidth(vLocal.xy)) < 0.7 / uGrid.z) depth = smoothDepth(vLocal.xy);
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

export function waterSurface(width: number, height: number, x: number, y: number): Mesh {
  const geometry = new PlaneGeometry(width, height).translate(x + width / 2, y + height / 2, 0);
  const material = new ShaderMaterial({
    name: "water",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: shared,
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  const mesh = new Mesh(geometry, material);
  // The height comes from a uniform, which the culling box does not know.
  mesh.frustumCulled = false;
  mesh.renderOrder = 20;
  mesh.name = "water";
  return mesh;
}
