/** GLSL: the threshold of the level field. The ground of the same cell gives the depth, never the mesh. */
export const LEVELS = /* glsl */ `
precision highp int;
precision highp isampler2DArray;
uniform isampler2DArray uLevel;
uniform isampler2DArray uGround;
uniform sampler2D uRelief;
uniform vec4 uGrid;
uniform vec2 uGridSize;
uniform vec2 uBlockSize;
uniform int uBlockCols;
uniform float uSea;
uniform float uShowWater;

const int NODATA = -32768;
const int NEVER = 32767;
const int THINNEST = 2;

ivec2 cellAt(vec2 p) {
  return ivec2(floor(vec2(p.x - uGrid.x, uGrid.y - p.y) * uGrid.zw));
}

ivec3 texelOf(ivec2 cell) {
  ivec2 size = ivec2(uBlockSize);
  ivec2 block = cell / size;
  return ivec3(cell - block * size, block.y * uBlockCols + block.x);
}

bool inside(ivec2 cell) {
  return all(greaterThanEqual(cell, ivec2(0))) && all(lessThan(cell, ivec2(uGridSize)));
}

/** Water depth in m at sea level uSea; 0 where dry, thinner than 2 cm or outside. */
float depthAt(vec2 p) {
  ivec2 cell = cellAt(p);
  if (uShowWater < 0.5 || !inside(cell)) return 0.0;
  ivec3 at = texelOf(cell);
  int sea = int(floor(uSea + 0.5));
  int level = texelFetch(uLevel, at, 0).r;
  if (level == NODATA || level == NEVER || level > sea) return 0.0;
  int depth = sea - texelFetch(uGround, at, 0).r;
  return depth > THINNEST ? float(depth) * 0.01 : 0.0;
}

/** Depth between cell centres, over the wet cells only: a smooth colour, while wet or dry stays the cell's own. */
float smoothDepth(vec2 p) {
  vec2 at = vec2(p.x - uGrid.x, uGrid.y - p.y) * uGrid.zw - 0.5;
  vec2 f = fract(at), size = 1.0 / uGrid.zw;
  vec2 base = vec2(uGrid.x, uGrid.y) + (floor(at) + 0.5) * vec2(size.x, -size.y);
  vec4 d = vec4(depthAt(base), depthAt(base + vec2(size.x, 0.0)), depthAt(base - vec2(0.0, size.y)),
    depthAt(base + vec2(size.x, -size.y)));
  vec4 w = vec4((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y) * vec4(greaterThan(d, vec4(0.0)));
  float sum = w.x + w.y + w.z + w.w;
  return sum > 0.0 ? dot(d, w) / sum : 0.0;
}

float groundAt(vec2 p) {
  ivec2 cell = clamp(cellAt(p), ivec2(0), ivec2(uGridSize) - 1);
  return float(texelFetch(uGround, texelOf(cell), 0).r) * 0.01;
}

vec2 gridUv(vec2 p) {
  return vec2(p.x - uGrid.x, uGrid.y - p.y) * uGrid.zw / uGridSize;
}
`;

/** GLSL: one ramp of blues by depth for all water: sea, river and flood meet without a seam. */
export const WATER_COLOUR = /* glsl */ `
vec3 waterColour(float depth) {
  vec3 c = mix(vec3(0.62, 0.84, 0.93), vec3(0.33, 0.66, 0.86), smoothstep(0.0, 0.8, depth));
  c = mix(c, vec3(0.13, 0.44, 0.74), smoothstep(0.6, 2.5, depth));
  return mix(c, vec3(0.07, 0.29, 0.58), smoothstep(2.0, 9.0, depth));
}
/** How much of the ground the water hides. */
float waterCover(float depth) {
  return 0.62 + 0.34 * smoothstep(0.0, 2.0, depth);
}
`;

/** GLSL: light, haze and the clip box, the same for every material. Colours are mixed as seen (sRGB): so the palette is chosen. */
export const COMMON = /* glsl */ `
uniform vec3 uSun;
uniform float uExaggeration;
uniform vec3 uClipMin;
uniform vec3 uClipMax;
uniform vec3 uHaze;
uniform float uHazeDistance;

bool clipped(vec3 p) {
  return any(lessThan(p, uClipMin)) || any(greaterThan(p, uClipMax));
}
/** Bodies are lit from the south-west, so that what faces the usual view is bright; relief, as on maps, from the north-west. */
vec3 lit(vec3 colour, vec3 n) {
  float sun = max(dot(n, vec3(-0.48, -0.52, 0.706)), 0.0);
  float sky = 0.5 + 0.5 * n.z;
  return colour * (vec3(0.60, 0.62, 0.66) * (0.70 + 0.30 * sky) + vec3(0.62, 0.59, 0.54) * sun * 0.78);
}
vec3 hazed(vec3 colour, float distance) {
  float f = 1.0 - exp(-pow(distance / uHazeDistance, 2.0));
  return mix(colour, uHaze, f);
}
/** Normal of the face itself, in the exaggerated frame: bodies have no smooth ones. */
vec3 flatNormal(vec3 p) {
  vec3 s = vec3(1.0, 1.0, uExaggeration);
  return normalize(cross(dFdx(p * s), dFdy(p * s)));
}
`;
