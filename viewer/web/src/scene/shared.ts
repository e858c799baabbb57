/** Uniforms that all materials share by reference: one change here reaches every tile. */
import { DataArrayTexture, Texture, Vector2, Vector3, Vector4 } from "three";

export const shared = {
  /** Sea level, cm NAP. */
  uSea: { value: 0 },
  uLevel: { value: null as DataArrayTexture | null },
  uGround: { value: null as DataArrayTexture | null },
  /** West edge, north edge (local m), cells per metre in x and y. */
  uGrid: { value: new Vector4() },
  uGridSize: { value: new Vector2() },
  uBlockSize: { value: new Vector2(1, 1) },
  uBlockCols: { value: 1 },
  uDrape: { value: null as Texture | null },
  uRelief: { value: null as Texture | null },
  uExaggeration: { value: 5 },
  uGroundOpacity: { value: 1 },
  uSun: { value: new Vector3(-0.55, 0.45, 0.7).normalize() },
  uClipMin: { value: new Vector3(-1e9, -1e9, -1e9) },
  uClipMax: { value: new Vector3(1e9, 1e9, 1e9) },
  uHaze: { value: new Vector3(0.93, 0.95, 0.965) },
  uHazeDistance: { value: 60000 },
  uShowWater: { value: 1 },
};

export type SharedUniforms = typeof shared;
