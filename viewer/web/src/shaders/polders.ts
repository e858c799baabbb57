/**
 * GLSL: the parcel column of a place and what stands in it at the moment that is shown. A moment is one small table
 * with a texel for every column; the cells only know the number of their column. Needs LEVELS.
 */
export const POLDERS = /* glsl */ `
precision highp isampler2D;
uniform isampler2D uColumns;
uniform highp sampler2D uParcels;
uniform Lattice uPolders;
uniform float uPoldersOn;
/** Heights in the soil are drawn this many times as far from the ground of the start. */
uniform float uStretch;
/** Area that is read; -1 for all. */
uniform int uArea;

/** Column and area of a place; -1 where there is none. */
ivec2 columnAt(vec2 p) {
  ivec2 cell = cellOf(uPolders, p);
  return inside(uPolders, cell) ? texelFetch(uColumns, cell, 0).rg : ivec2(-1);
}

ivec2 texelOfColumn(int column) {
  int width = textureSize(uParcels, 0).x;
  return ivec2(column % width, column / width);
}

/** Rise of the ground since the start, m; groundwater below that ground, m; 1 where both are known. */
vec4 parcelAt(int column) {
  return texelFetch(uParcels, texelOfColumn(column), 0);
}

/** How far the ground of a place is drawn above that of the twin, m. */
float liftAt(vec2 p) {
  int column = uPoldersOn > 0.5 ? columnAt(p).x : -1;
  return column < 0 ? 0.0 : uStretch * parcelAt(column).x;
}

vec4 paintAt(int column, sampler2D paint) {
  return texelFetch(paint, texelOfColumn(column), 0);
}
`;

/**
 * GLSL for the vertices of a sheet: the mean round one, of what is known: neighbouring parcels meet in a slope, as water
 * does, and not in a cliff. z is the share of the columns near that are known; w is 0 where there is no column near.
 */
export const POLDER_VERTEX = /* glsl */ `
uniform vec2 uSpacing;
vec4 parcelAtVertex(vec2 p) {
  vec3 sum = vec3(0.0);
  float near = 0.0;
  for (int i = 0; i < 5; i++) {
    vec2 o = i == 0 ? vec2(0.0) : vec2(i < 3 ? -0.5 : 0.5, i % 2 == 0 ? -0.5 : 0.5) * uSpacing;
    int column = columnAt(p + o).x;
    if (column < 0) continue;
    vec4 found = parcelAt(column);
    sum += vec3(found.xy, 1.0) * found.z;
    near += 1.0;
  }
  return vec4(sum.xy / max(sum.z, 1.0), sum.z / max(near, 1.0), min(near, 1.0));
}
`;
