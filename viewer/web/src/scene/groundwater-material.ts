/** Groundwater below the polders: a surface of its own, in the colours of the legend. */
import { DoubleSide, GLSL3, ShaderMaterial, Vector2 } from "three";
import { COMMON, LEVELS } from "../shaders/levels";
import { POLDERS, POLDER_VERTEX } from "../shaders/polders";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
${LEVELS}${POLDERS}${POLDER_VERTEX}
out vec3 vLocal;
out float vNear;
void main() {
  vec4 at = parcelAtVertex(position.xy);
  // Where nothing is known, and beyond the last parcel, the sheet ends at the ground: one never looks past it.
  vNear = at.z;
  vLocal = vec3(position.xy, groundAt(position.xy) + uStretch * (at.x - at.y));
  gl_Position = projectionMatrix * viewMatrix * vec4(vLocal, 1.0);
}`;

const fragmentShader = /* glsl */ `
${LEVELS}${POLDERS}${COMMON}
uniform sampler2D uPaint;
in vec3 vLocal;
in float vNear;
out vec4 outColour;
void main() {
  if (clipped(vLocal) || dug(vLocal) || vNear <= 0.0) discard;
  ivec2 column = columnAt(vLocal.xy);
  bool soil = vNear < 0.97 || column.x < 0 || parcelAt(column.x).z < 0.5;
  vec3 toEye = cameraPosition - vLocal;
  vec3 n = flatNormal(vLocal);
  if (n.z < 0.0) n = -n;
  vec3 eye = normalize(toEye * vec3(1.0, 1.0, uExaggeration));
  vec3 colour = soil ? vec3(0.50, 0.41, 0.33) : mix(vec3(0.16, 0.45, 0.75), paintAt(column.x, uPaint).rgb, 0.82);
  colour *= 0.82 + 0.18 * max(dot(n, uSun), 0.0) / uSun.z;
  float fresnel = pow(1.0 - clamp(abs(dot(n, eye)), 0.0, 1.0), 4.0);
  if (!soil) colour = mix(colour, vec3(0.90, 0.95, 0.98), 0.35 * fresnel);
  outColour = vec4(hazed(colour, length(toEye)), soil ? 1.0 : 0.9);
}`;

/** `spacing` is the distance between the vertices of the sheet, m. */
export function groundwaterMaterial(spacing: Vector2): ShaderMaterial {
  return new ShaderMaterial({
    name: "groundwater",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: { ...shared, uSpacing: { value: spacing } },
    transparent: true,
    side: DoubleSide,
  });
}
