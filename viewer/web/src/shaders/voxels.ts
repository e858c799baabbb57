/** GLSL: one voxel of the model, its class colour, and whether its class is shown. */
export const VOXEL_LOOKUP = /* glsl */ `
precision highp usampler3D;
uniform usampler3D uVoxels;
uniform sampler2D uClassColours;
/** West edge, north edge (local m), bottom (m NAP). */
uniform vec3 uVoxelOrigin;
uniform vec3 uVoxelSize;
uniform ivec3 uVoxelCount;

vec3 voxelCell(vec3 p) {
  return vec3(p.x - uVoxelOrigin.x, uVoxelOrigin.y - p.y, p.z - uVoxelOrigin.z) / uVoxelSize;
}
int voxelAt(ivec3 c) {
  if (any(lessThan(c, ivec3(0))) || any(greaterThanEqual(c, uVoxelCount))) return 255;
  return int(texelFetch(uVoxels, c, 0).r);
}
/** Colour, and in a whether the class is shown. */
vec4 classColour(int value) {
  return texelFetch(uClassColours, ivec2(value, 0), 0);
}
/** Colour at a point; a plain soil tone where the model has nothing (above it or beside it). */
vec3 voxelColour(vec2 p, float z) {
  vec3 cell = voxelCell(vec3(p, z));
  ivec3 c = clamp(ivec3(floor(cell)), ivec3(0), uVoxelCount - 1);
  int value = voxelAt(c);
  for (int i = 0; i < 12 && value == 255; i++) value = voxelAt(ivec3(c.xy, max(c.z - i, 0)));
  return value == 255 ? vec3(0.72, 0.66, 0.56) : classColour(value).rgb;
}
`;
