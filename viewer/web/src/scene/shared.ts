/** Uniforms that all materials share by reference: one change here reaches every tile. */
import { DataArrayTexture, DataTexture, FloatType, IntType, RGBAFormat, RGIntegerFormat, Texture, Vector2, Vector3, Vector4 } from "three";

/** Where the cells of a grid lie, as the shaders read it. */
export interface LatticeUniform {
  /** West edge, north edge (local m), cells per metre in x and y. */
  edge: Vector4;
  size: Vector2;
  block: Vector2;
  columns: number;
}

const lattice = (): LatticeUniform => ({ edge: new Vector4(0, 0, 1, 1), size: new Vector2(), block: new Vector2(1, 1), columns: 1 });

/** Stands in until there are polders: an integer sampler without a texture is an error. */
function noColumns(): DataTexture {
  const texture = new DataTexture(new Int32Array([-1, -1]), 1, 1, RGIntegerFormat, IntType);
  texture.internalFormat = "RG32I";
  texture.needsUpdate = true;
  return texture;
}

function noParcels(): DataTexture {
  const texture = new DataTexture(new Float32Array(4), 1, 1, RGBAFormat, FloatType);
  texture.needsUpdate = true;
  return texture;
}

export const shared = {
  /** Sea level, cm NAP. */
  uSea: { value: 0 },
  /** Ground of the twin, and the field that is shown with the ground that it was computed on. */
  uGround: { value: null as DataArrayTexture | null },
  uGrid: { value: lattice() },
  uLevel: { value: null as DataArrayTexture | null },
  uNext: { value: null as DataArrayTexture | null },
  uArrival: { value: null as DataArrayTexture | null },
  uBed: { value: null as DataArrayTexture | null },
  uField: { value: lattice() },
  uKind: { value: 0 },
  uMoment: { value: new Vector3(0, 1, 0) },
  uDrape: { value: null as Texture | null },
  uRelief: { value: null as Texture | null },
  uExaggeration: { value: 5 },
  uGroundOpacity: { value: 1 },
  uSun: { value: new Vector3(-0.55, 0.45, 0.7).normalize() },
  uClipMin: { value: new Vector3(-1e9, -1e9, -1e9) },
  uClipMax: { value: new Vector3(1e9, 1e9, 1e9) },
  /** Box that is dug out of the ground; without one nothing lies in it. */
  uPitMin: { value: new Vector3(1e9, 1e9, 1e9) },
  uPitMax: { value: new Vector3(-1e9, -1e9, -1e9) },
  /** Size of the picture, px. */
  uScreen: { value: new Vector2(1, 1) },
  uHaze: { value: new Vector3(0.93, 0.95, 0.965) },
  uHazeDistance: { value: 60000 },
  uShowWater: { value: 1 },
  /** Parcel columns of the polders, what stands in them at the moment that is shown, and their colours. */
  uPoldersOn: { value: 0 },
  uPolders: { value: lattice() },
  uColumns: { value: noColumns() },
  uParcels: { value: noParcels() },
  uPaint: { value: null as Texture | null },
  uStretch: { value: 1 },
  uArea: { value: -1 },
};

export type SharedUniforms = typeof shared;
