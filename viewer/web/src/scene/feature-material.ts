/** Look of feature tiles: one colour per vertex, flat light, a least width in pixels, wet when flooded. */
import { DoubleSide, GLSL3, ShaderMaterial } from "three";
import { COMMON, LEVELS } from "../shaders/levels";
import { POLDERS } from "../shaders/polders";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
${LEVELS}${POLDERS}
uniform float uExaggeration;
uniform float uInflate;
uniform float uPixel;
uniform float uFloodTint;
uniform float uPull;
in vec3 tint;
in vec2 anchor;
#ifdef INFLATE
in vec3 outward;
#endif
out vec3 vLocal;
out vec3 vTint;
flat out float vWet;
void main() {
  vec4 local = modelMatrix * vec4(position, 1.0);
#ifdef INFLATE
  // Pipes and wells are metres wide in kilometres of scene: never thinner than uInflate pixels.
  vec3 n = normalize(mat3(modelMatrix) * outward);
  float pixel = uPixel * distance(cameraPosition * vec3(1.0, 1.0, uExaggeration), local.xyz * vec3(1.0, 1.0, uExaggeration));
  local.xyz += n * vec3(1.0, 1.0, 1.0 / uExaggeration) * max(0.0, uInflate * pixel - 0.6);
#endif
  // What stands or lies on the ground goes down with it; a building as a whole.
  if (uFloodTint + uPull > 0.5) local.z += liftAt(uFloodTint > 0.5 ? anchor : local.xy);
  vLocal = local.xyz;
  vTint = tint;
  vWet = uFloodTint > 0.5 ? depthAt(anchor) : 0.0;
  // Along the ray of sight nothing moves on the screen: it only comes before the coarser ground it lies on.
  vec3 sight = cameraPosition - local.xyz;
  float away = length(sight);
  local.xyz += sight / away * min(uPull * (6.0 + 0.006 * away), 0.5 * away);
  gl_Position = projectionMatrix * viewMatrix * local;
}`;

const fragmentShader = /* glsl */ `
${COMMON}
uniform float uOpacity;
uniform float uGlow;
uniform float uPull;
uniform float uFloodTint;
in vec3 vLocal;
in vec3 vTint;
flat in float vWet;
out vec4 outColour;
void main() {
  if (clipped(vLocal)) discard;
  // What lies on the ground goes with it when a box is dug, a house becomes a veil, what lies deeper stays as it is.
  bool open = uPull + uFloodTint > 0.5 && dug(vLocal);
  if (open && (uPull > 0.5 || any(greaterThan(mod(floor(gl_FragCoord.xy), 3.0), vec2(0.5))))) discard;
  vec3 base = vTint;
  if (vWet > 0.0) base = mix(base, mix(vec3(0.93, 0.62, 0.38), vec3(0.72, 0.16, 0.17), smoothstep(0.2, 2.0, vWet)), 0.82);
  vec3 colour = mix(lit(base, flatNormal(vLocal)) * 1.06, base, uGlow);
  outColour = vec4(hazed(colour, length(cameraPosition - vLocal)), uOpacity);
}`;

export interface FeatureLook {
  opacity: number;
  /** Least half width in pixels; 0 leaves the geometry as it is. */
  inflate: number;
  /** 0 = shaded, 1 = plain colour. */
  glow: number;
  floodTint: boolean;
  /** Lies on the ground and must be seen on it. */
  onGround: boolean;
}

export function featureMaterial(look: FeatureLook, pixel: { value: number }, layer: { value: number }): ShaderMaterial {
  const material = new ShaderMaterial({
    name: "features",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    defines: look.inflate > 0 ? { INFLATE: "" } : {},
    uniforms: {
      ...shared,
      uInflate: { value: look.inflate },
      uPixel: pixel,
      uFloodTint: { value: look.floodTint ? 1 : 0 },
      uPull: { value: look.onGround ? 1 : 0 },
      uOpacity: { value: look.opacity * layer.value },
      uGlow: { value: look.glow },
    },
    side: DoubleSide,
  });
  material.userData["own"] = look.opacity;
  applyOpacity(material, layer.value);
  return material;
}

/** Own opacity times that of the layer; translucent things do not hide what is behind them. */
export function applyOpacity(material: ShaderMaterial, layer: number): void {
  const opacity = Number(material.userData["own"] ?? 1) * layer;
  material.uniforms["uOpacity"]!.value = opacity;
  const clear = opacity < 0.99;
  if (material.transparent !== clear) material.needsUpdate = true;
  material.transparent = clear;
  material.depthWrite = !clear;
}
