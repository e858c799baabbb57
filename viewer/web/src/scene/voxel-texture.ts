/** The voxel model as an R8UI 3D texture: x east, y from north to south, z upward. */
import { Data3DTexture, NearestFilter, RedIntegerFormat, UnsignedByteType } from "three";

export function voxelTexture(data: Uint8Array, nx: number, ny: number, nz: number): Data3DTexture {
  const texture = new Data3DTexture(data, nx, ny, nz);
  texture.format = RedIntegerFormat;
  texture.type = UnsignedByteType;
  texture.internalFormat = "R8UI";
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}
