/** Ground: drape colours, relief from the grid itself (sharp at every level of detail), water as a tint. */
import { DoubleSide, GLSL3, ShaderMaterial } from "three";
import type { Vector2 } from "three";
import { COMMON, LEVELS, WATER_COLOUR } from "../shaders/levels";
import { POLDERS, POLDER_VERTEX } from "../shaders/polders";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
out vec3 vLocal;
void main() {
  vec4 local = modelMatrix * vec4(position, 1.0);
  vLocal = local.xyz;
  gl_Position = projectionMatrix * viewMatrix * local;
}`;

/** A sheet of its own over the polders, at the ground of the moment that is shown. */
const sinkingShader = /* glsl */ `
${LEVELS}${POLDERS}${POLDER_VERTEX}
out vec3 vLocal;
out float vNear;
void main() {
  vec4 at = parcelAtVertex(position.xy);
  vNear = at.w;
  vLocal = vec3(position.xy, groundAt(position.xy) + uStretch * at.x);
  gl_Position = projectionMatrix * viewMatrix * vec4(vLocal, 1.0);
}`;

const fragmentShader = /* glsl */ `
${LEVELS}${WATER_COLOUR}${COMMON}${POLDERS}
uniform sampler2D uDrape;
uniform float uGroundOpacity;
in vec3 vLocal;
#ifdef SINKING
uniform sampler2D uPaint;
uniform float uSoil;
in float vNear;

/** Colour of the legend, hatched where nothing is known, with a line between the areas. */
vec3 painted(vec3 colour, ivec2 column, float shade) {
  vec2 pixel = vec2(length(vec2(dFdx(vLocal.x), dFdy(vLocal.x))), length(vec2(dFdx(vLocal.y), dFdy(vLocal.y)))) * 1.2;
  bool line = columnAt(vLocal.xy + vec2(pixel.x, 0.0)).y != column.y || columnAt(vLocal.xy + vec2(0.0, pixel.y)).y != column.y;
  if (column.x < 0) return colour;
  vec4 paint = paintAt(column.x, uPaint);
  bool unknown = paint.a < 0.5;
  bool hatch = unknown && mod(gl_FragCoord.x + gl_FragCoord.y, 9.0) < 2.0;
  vec3 light = paint.rgb * (hatch ? 0.72 : 1.0) * (0.72 + 0.28 * clamp(shade, 0.4, 1.4));
  float strength = uSoil < 0.99 && !unknown ? 0.0 : uArea >= 0 && column.y != uArea ? 0.45 : 0.86;
  return line ? vec3(0.10, 0.17, 0.24) : mix(colour, light, strength);
}
#endif
out vec4 outColour;

/** Slopes are stored as signed square roots, so that flat land keeps its fine steps. */
vec2 slopes(vec3 relief) {
  vec2 e = relief.rg * 2.0 - 1.0;
  return sign(e) * e * e;
}

void main() {
  ivec2 cell = cellOf(uGrid, vLocal.xy);
  // Coarse tiles bridge small voids; the grid knows where there is no ground.
  if (clipped(vLocal) || dug(vLocal) || !inside(uGrid, cell) || texelFetch(uGround, texelOf(uGrid, cell), 0).r == NODATA) discard;
#ifdef SINKING
  if (vNear <= 0.0) discard;
#else
  // The sheet of the polders draws the ground there.
  if (uPoldersOn > 0.5 && columnAt(vLocal.xy).x >= 0) discard;
#endif
  if (uGroundOpacity < 0.99) {
    // Skirts would show as curtains between the tiles.
    vec3 s = normalize(cross(dFdx(vLocal), dFdy(vLocal)));
    if (abs(s.z) < 0.12) discard;
  }
  vec2 uv = gridUv(vLocal.xy);
  vec4 relief = texture(uRelief, uv);
  vec2 slope = slopes(relief.rgb) * uExaggeration;
  vec3 n = normalize(vec3(-slope, 1.0));
  float flat0 = dot(vec3(0.0, 0.0, 1.0), uSun);
  float shade = 1.0 + 0.62 * (max(dot(n, uSun), 0.0) / flat0 - 1.0);
  shade *= 0.86 + 0.28 * relief.b;
  vec3 drape = texture(uDrape, uv).rgb;
  float grey = dot(drape, vec3(0.3, 0.59, 0.11));
  vec3 colour = mix(drape, vec3(grey), 0.10) * clamp(shade, 0.35, 1.35);

  // Four taps over the footprint of the pixel: a calm shore at a distance, the exact cell near by.
  vec2 fx = dFdx(vLocal.xy) * 0.25, fy = dFdy(vLocal.xy) * 0.25;
  float sum = 0.0, wet = 0.0;
  bool close = length(fx) + length(fy) < 0.18 / uField.edge.z;
  if (close && depthAt(vLocal.xy) > 0.0) {
    wet = 1.0;
    sum = 4.0 * smoothDepth(vLocal.xy);
  }
  for (int i = 0; i < 4 && !close; i++) {
    vec2 o = (i < 2 ? fx : -fx) + (i % 2 == 0 ? fy : -fy);
    float d = depthAt(vLocal.xy + o);
    sum += d;
    wet += d > 0.0 ? 0.25 : 0.0;
  }
  if (wet > 0.0) {
    float depth = sum * 0.25 / wet;
    vec3 w = (uKind == 2 ? arrivalColour(vLocal.xy, depth) : waterColour(depth)) * (0.94 + 0.06 * clamp(shade, 0.5, 1.5));
    colour = mix(colour, w, wet * (uKind == 2 ? 0.9 : waterCover(depth)));
  } else if (relief.a > 0.5 && uShowWater > 0.5) {
    colour = mix(colour, waterColour(1.2), 0.85);
  }
#ifdef SINKING
  ivec2 column = columnAt(vLocal.xy);
  colour = painted(colour, column, shade);
  // Where nothing is known there is no groundwater to be seen below.
  float opacity = column.x >= 0 && parcelAt(column.x).z < 0.5 ? max(uSoil, 0.9 * uGroundOpacity) : uSoil;
#else
  float opacity = uGroundOpacity;
#endif
  if (!gl_FrontFacing) colour = mix(colour, vec3(0.52, 0.47, 0.42), 0.35);
  outColour = vec4(hazed(colour, length(cameraPosition - vLocal)), opacity);
}`;

export function terrainMaterial(): ShaderMaterial {
  return new ShaderMaterial({
    name: "terrain",
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: shared,
    side: DoubleSide,
  });
}

/** The same ground where it sinks; `spacing` is the distance between the vertices of the sheet, m. */
export function sinkingMaterial(spacing: Vector2): ShaderMaterial {
  return new ShaderMaterial({
    name: "sinking-ground",
    glslVersion: GLSL3,
    vertexShader: sinkingShader,
    fragmentShader,
    defines: { SINKING: "" },
    uniforms: { ...shared, uSpacing: { value: spacing }, uSoil: { value: 1 } },
    side: DoubleSide,
  });
}
