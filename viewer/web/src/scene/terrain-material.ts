/** Ground: drape colours, relief from the grid itself (sharp at every level of detail), water as a tint. */
import { DoubleSide, GLSL3, ShaderMaterial } from "three";
import { COMMON, LEVELS, WATER_COLOUR } from "../shaders/levels";
import { shared } from "./shared";

const vertexShader = /* glsl */ `
out vec3 vLocal;
void main() {
  vec4 local = modelMatrix * vec4(position, 1.0);
  vLocal = local.xyz;
  gl_Position = projectionMatrix * viewMatrix * local;
}`;

const fragmentShader = /* glsl */ `
${LEVELS}${WATER_COLOUR}${COMMON}
uniform sampler2D uDrape;
uniform float uGroundOpacity;
in vec3 vLocal;
out vec4 outColour;

/** Slopes are stored as signed square roots, so that flat land keeps its fine steps. */
vec2 slopes(vec3 relief) {
  vec2 e = relief.rg * 2.0 - 1.0;
  return sign(e) * e * e;
}

void main() {
  ivec2 cell = cellOf(uGrid, vLocal.xy);
  // Coarse tiles bridge small voids; the grid knows where there is no ground.
  if (clipped(vLocal) || !inside(uGrid, cell) || texelFetch(uGround, texelOf(uGrid, cell), 0).r == NODATA) discard;
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
  if (!gl_FrontFacing) colour = mix(colour, vec3(0.52, 0.47, 0.42), 0.35);
  outColour = vec4(hazed(colour, length(cameraPosition - vLocal)), uGroundOpacity);
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
