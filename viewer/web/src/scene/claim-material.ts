/** Look of claims: translucent in the colour of their function, hatched while planned, as wide as they have grown. */
import { DoubleSide, GLSL3, ShaderMaterial, Vector2, Vector3 } from "three";
import { YEAR } from "../core/claims";
import { COMMON } from "../shaders/levels";
import { shared } from "./shared";

/** Colours that the tables of a material have room for: functions, then verdicts and what is free, last what is unknown. */
export const MOST_FUNCTIONS = 28;

const vertexShader = /* glsl */ `
uniform float uExaggeration;
uniform float uYear;
uniform float uPixel;
uniform vec2 uFocus;
uniform float uFaded;
uniform vec2 uShift;
uniform float uMany;
uniform float uShown[${MOST_FUNCTIONS}];
uniform vec3 uColours[${MOST_FUNCTIONS}];
in vec3 outward;
in vec4 law;
in vec3 tag;
out vec3 vLocal;
flat out vec3 vColour;
/** Planned, thin, and how much it stands out: -1 behind others, 1 before them, 2 before all. */
flat out vec3 vKind;
void main() {
  int number = int(tag.x + 0.5);
  float age = max(0.0, uYear - law.z);
  float radius = law.x + law.y * sqrt(age * ${YEAR.toFixed(1)});
  float planned = mod(tag.z, 2.0);
  float thin = mod(floor(tag.z / 2.0), 2.0);
  // Lines and foundations are many: they are there when asked for, or looked at.
  bool shown = uShown[number] > 0.5 && (uMany > 0.5 || tag.z < 3.5 || planned > 0.5);
  bool inner = abs(tag.y - uFocus.x) < 0.5;
  bool chosen = inner || abs(tag.y - uFocus.y) < 0.5;
  vec3 local = position + vec3(uShift, 0.0);
  vec3 s = vec3(1.0, 1.0, uExaggeration);
  // Bores and pipes are never thinner than a few pixels.
  float pixel = uPixel * distance(cameraPosition * s, local * s);
  vec3 more = outward / s * max(0.0, (chosen ? 3.0 : 1.6) * pixel - radius) * thin;
  local += outward * radius + more;
  vLocal = local;
  vColour = uColours[number];
  vKind = vec3(planned, thin, uFaded < 0.5 ? 0.0 : inner ? 2.0 : chosen ? 1.0 : -1.0);
  gl_Position = projectionMatrix * viewMatrix * vec4(local, 1.0);
  bool stands = law.z <= uYear && uYear < law.w;
  if (!stands || !(shown || chosen)) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`;

const fragmentShader = /* glsl */ `
${COMMON}
uniform float uStrength;
in vec3 vLocal;
flat in vec3 vColour;
flat in vec3 vKind;
out vec4 outColour;
void main() {
  if (clipped(vLocal)) discard;
  float across = mod(gl_FragCoord.x + gl_FragCoord.y, 10.0);
#ifdef EDGES
  if (vKind.x > 0.5 && across > 6.5) discard;
  float alpha = vKind.z < -0.5 ? 0.16 : vKind.z > 0.5 || vKind.x > 0.5 ? 1.0 : 0.55;
  vec3 colour = vColour * (vKind.z > 0.5 || vKind.x > 0.5 ? 0.55 : 0.75);
#else
  vec3 n = flatNormal(vLocal);
  float alpha = vKind.y > 0.5 ? 0.62 : 0.24;
  // What is planned is there in stripes.
  if (vKind.x > 0.5) alpha *= across < 5.0 ? 1.35 : 0.6;
  alpha *= vKind.z < -0.5 ? 0.3 : vKind.z > 1.5 ? 2.6 : 1.0;
  vec3 colour = mix(lit(vColour, n), vColour, 0.45);
#endif
  outColour = vec4(hazed(colour, length(cameraPosition - vLocal)), min(alpha * uStrength, 0.95));
}`;

export interface ClaimUniforms {
  uYear: { value: number };
  uPixel: { value: number };
  uFocus: { value: Vector2 };
  uFaded: { value: number };
  uShift: { value: Vector2 };
  uShown: { value: number[] };
  uMany: { value: number };
  uColours: { value: Vector3[] };
  uStrength: { value: number };
}

export const claimUniforms = (pixel: { value: number }, year: { value: number }, shown: { value: number[] }, many: { value: number }, colours: { value: Vector3[] }): ClaimUniforms => ({
  uYear: year,
  uPixel: pixel,
  uFocus: { value: new Vector2(-1, -1) },
  uFaded: { value: 0 },
  uShift: { value: new Vector2() },
  uShown: shown,
  uMany: many,
  uColours: colours,
  uStrength: { value: 1 },
});

export function claimMaterial(uniforms: ClaimUniforms, edges: boolean): ShaderMaterial {
  return new ShaderMaterial({
    name: edges ? "claim-edges" : "claims",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    defines: edges ? { EDGES: "" } : {},
    uniforms: { ...shared, ...uniforms },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
}
