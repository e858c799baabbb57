/**
 * GLSL: the water over a cell, from the field that is shown and the ground of the same cell, never the mesh. A field of
 * thresholds is wet where the sea stands above it; a field in time lies between two frames and rises in each cell from
 * the moment at which the water arrives there. The field may have another grid than the twin.
 */
export const LEVELS = /* glsl */ `
precision highp int;
precision highp isampler2DArray;
struct Lattice { vec4 edge; vec2 size; vec2 block; int columns; };
uniform isampler2DArray uGround;
uniform isampler2DArray uLevel;
uniform isampler2DArray uNext;
uniform isampler2DArray uArrival;
uniform isampler2DArray uBed;
uniform sampler2D uRelief;
uniform Lattice uGrid;
uniform Lattice uField;
uniform float uSea;
uniform float uShowWater;
/** 0: thresholds of the sea level, 1: between two frames, 2: the moment of arrival. */
uniform int uKind;
/** Minutes: the frame before, the frame after, now. */
uniform vec3 uMoment;

const int NODATA = -32768;
const int NEVER = 32767;
const int THINNEST = 2;

ivec2 cellOf(Lattice grid, vec2 p) {
  return ivec2(floor(vec2(p.x - grid.edge.x, grid.edge.y - p.y) * grid.edge.zw));
}

ivec3 texelOf(Lattice grid, ivec2 cell) {
  ivec2 size = ivec2(grid.block);
  ivec2 block = cell / size;
  return ivec3(cell - block * size, block.y * grid.columns + block.x);
}

bool inside(Lattice grid, ivec2 cell) {
  return all(greaterThanEqual(cell, ivec2(0))) && all(lessThan(cell, ivec2(grid.size)));
}

/** Depth in m of a level above the bed, both in cm; 0 where dry or thinner than 2 cm. */
float above(int level, int bed) {
  if (level == NODATA || level == NEVER || bed == NODATA) return 0.0;
  return level - bed > THINNEST ? float(level - bed) * 0.01 : 0.0;
}

/** Depth between two frames: in a cell that was dry it grows from the moment of arrival. */
float depthInTime(ivec3 at, int bed) {
  float first = above(texelFetch(uLevel, at, 0).r, bed);
  float second = above(texelFetch(uNext, at, 0).r, bed);
  float span = max(uMoment.y - uMoment.x, 1e-6);
  if (first > 0.0) return mix(first, second, (uMoment.z - uMoment.x) / span);
  float begin = clamp(float(texelFetch(uArrival, at, 0).r), uMoment.x, uMoment.y);
  if (uMoment.z <= begin) return uMoment.z >= uMoment.y ? second : 0.0;
  return second * (uMoment.z - begin) / max(uMoment.y - begin, 1e-6);
}

/** Water depth in m; 0 where dry, thinner than 2 cm or outside. */
float depthAt(vec2 p) {
  ivec2 cell = cellOf(uField, p);
  if (uShowWater < 0.5 || !inside(uField, cell)) return 0.0;
  ivec3 at = texelOf(uField, cell);
  int bed = texelFetch(uBed, at, 0).r;
  if (uKind > 0) return depthInTime(at, bed);
  int sea = int(floor(uSea + 0.5));
  int level = texelFetch(uLevel, at, 0).r;
  return level == NODATA || level == NEVER || level > sea ? 0.0 : above(sea, bed);
}

/** Level of the water over a place, m NAP; meaningless where it is dry. */
float surfaceAt(vec2 p, float depth) {
  if (uKind == 0) return uSea * 0.01;
  return float(texelFetch(uBed, texelOf(uField, clamp(cellOf(uField, p), ivec2(0), ivec2(uField.size) - 1)), 0).r) * 0.01 + depth;
}

/** Depth between cell centres, over the wet cells only: a smooth colour, while wet or dry stays the cell's own. */
float smoothDepth(vec2 p) {
  vec2 at = vec2(p.x - uField.edge.x, uField.edge.y - p.y) * uField.edge.zw - 0.5;
  vec2 f = fract(at), size = 1.0 / uField.edge.zw;
  vec2 base = uField.edge.xy + (floor(at) + 0.5) * vec2(size.x, -size.y);
  vec4 d = vec4(depthAt(base), depthAt(base + vec2(size.x, 0.0)), depthAt(base - vec2(0.0, size.y)),
    depthAt(base + vec2(size.x, -size.y)));
  vec4 w = vec4((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y) * vec4(greaterThan(d, vec4(0.0)));
  float sum = w.x + w.y + w.z + w.w;
  return sum > 0.0 ? dot(d, w) / sum : 0.0;
}

float groundAt(vec2 p) {
  ivec2 cell = clamp(cellOf(uGrid, p), ivec2(0), ivec2(uGrid.size) - 1);
  return float(texelFetch(uGround, texelOf(uGrid, cell), 0).r) * 0.01;
}

vec2 gridUv(vec2 p) {
  return vec2(p.x - uGrid.edge.x, uGrid.edge.y - p.y) * uGrid.edge.zw / uGrid.size;
}
`;

/** GLSL: one ramp of blues by depth for all water: sea, river and flood meet without a seam. */
export const WATER_COLOUR = /* glsl */ `
vec3 waterColour(float depth) {
  vec3 c = mix(vec3(0.62, 0.84, 0.93), vec3(0.33, 0.66, 0.86), smoothstep(0.0, 0.8, depth));
  c = mix(c, vec3(0.13, 0.44, 0.74), smoothstep(0.6, 2.5, depth));
  return mix(c, vec3(0.07, 0.29, 0.58), smoothstep(2.0, 9.0, depth));
}
/** Colour of the moment at which the water arrives: the sooner, the redder; water that was there stays blue. */
vec3 arrivalColour(vec2 p, float depth) {
  float hours = float(texelFetch(uArrival, texelOf(uField, cellOf(uField, p)), 0).r) / 60.0;
  return hours <= 0.0 ? waterColour(depth) : hours < 1.0 ? vec3(0.478, 0.059, 0.169) : hours < 3.0 ? vec3(0.761, 0.200, 0.290) : hours < 6.0
    ? vec3(0.933, 0.482, 0.318) : hours < 12.0 ? vec3(0.976, 0.765, 0.420) : hours < 24.0 ? vec3(0.788, 0.639, 0.839)
    : vec3(0.561, 0.525, 0.788);
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

uniform vec3 uPitMin;
uniform vec3 uPitMax;

/** Whether a place lies in the box that is dug out. */
bool dug(vec3 p) {
  return all(greaterThan(p, uPitMin)) && all(lessThan(p, uPitMax));
}
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
