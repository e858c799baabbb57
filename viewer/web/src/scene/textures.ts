/** Textures of the grid: level and ground as integers, relief and the drape as colours. */
import {
  ClampToEdgeWrapping,
  DataArrayTexture,
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  NearestFilter,
  RGBAFormat,
  RedIntegerFormat,
  ShortType,
  Texture,
  UnsignedByteType,
} from "three";
import { request } from "../core/fetching";
import type { LevelFrames } from "../core/frames";
import type { ClassEntry, FramesFile, GridSpec } from "../core/types";

/** All blocks of a field as layers of one R16I array texture; short blocks are padded with `fill`. */
export function blockTexture(file: FramesFile, blocks: Int16Array[], fill: number): DataArrayTexture {
  const nx = Math.max(...file.blocks.map((b) => b.nx));
  const ny = Math.max(...file.blocks.map((b) => b.ny));
  const texture = new DataArrayTexture(null, nx, ny, file.blocks.length);
  texture.format = RedIntegerFormat;
  texture.type = ShortType;
  texture.internalFormat = "R16I";
  texture.minFilter = texture.magFilter = NearestFilter;
  texture.unpackAlignment = 2;
  fillBlocks(texture, file, blocks, fill);
  return texture;
}

/** Put other blocks of the same layout in such a texture. */
export function fillBlocks(texture: DataArrayTexture, file: FramesFile, blocks: Int16Array[], fill: number): void {
  const { width: nx, height: ny } = texture.image;
  const data = file.blocks.length === 1 ? blocks[0]! : new Int16Array(nx * ny * file.blocks.length).fill(fill);
  if (file.blocks.length > 1) {
    file.blocks.forEach((b, layer) => {
      for (let r = 0; r < b.ny; r++) {
        data.set(blocks[layer]!.subarray(r * b.nx, (r + 1) * b.nx), layer * nx * ny + r * nx);
      }
    });
  }
  // The type of the image knows bytes only; the card takes what the format says.
  (texture.image as { data: ArrayBufferView }).data = data;
  texture.needsUpdate = true;
}

/** The ground of all blocks in one array of cm, thinned to at most 4096 a side. */
function wholeGround(frames: LevelFrames): { z: Float32Array; nx: number; ny: number; step: number } {
  const { nx, ny } = frames.file.grid;
  const step = Math.max(1, Math.ceil(Math.max(nx, ny) / 4096));
  const w = Math.floor(nx / step);
  const h = Math.floor(ny / step);
  const z = new Float32Array(w * h);
  frames.file.blocks.forEach((b, i) => {
    const data = frames.ground[i]!;
    for (let r = 0; r < h; r++) {
      const row = r * step - b.row0;
      if (row < 0 || row >= b.ny) continue;
      for (let c = 0; c < w; c++) {
        const col = c * step - b.col0;
        if (col < 0 || col >= b.nx) continue;
        const cm = data[row * b.nx + col]!;
        z[r * w + c] = cm === frames.file.nodata ? 0 : cm / 100;
      }
    }
  });
  return { z, nx: w, ny: h, step };
}

/** Running mean over a square of 2 r + 1 cells, in two passes. */
function blurred(z: Float32Array, nx: number, ny: number, r: number): Float32Array {
  const pass = (src: Float32Array, n: number, m: number, sn: number, sm: number): Float32Array => {
    const out = new Float32Array(src.length);
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let i = -r; i <= r; i++) sum += src[j * sm + Math.min(n - 1, Math.max(0, i)) * sn]!;
      for (let i = 0; i < n; i++) {
        out[j * sm + i * sn] = sum / (2 * r + 1);
        sum += src[j * sm + Math.min(n - 1, i + r + 1) * sn]! - src[j * sm + Math.max(0, i - r) * sn]!;
      }
    }
    return out;
  };
  return pass(pass(z, nx, ny, 1, nx), ny, nx, nx, 1);
}

const signedRoot = (slope: number): number =>
  127.5 + 127.5 * Math.sign(slope) * Math.sqrt(Math.min(1, Math.abs(slope)));

/**
 * Relief texture: slopes east and north (signed square roots), how high a cell stands above its
 * surroundings, and 255 where the map has open water.
 */
export function reliefTexture(frames: LevelFrames, open: Uint8Array | null): DataTexture {
  const { z, nx, ny, step } = wholeGround(frames);
  const { dx, dy } = frames.file.grid;
  const around = blurred(z, nx, ny, 6);
  const data = new Uint8Array(4 * nx * ny);
  for (let r = 0; r < ny; r++) {
    const up = Math.max(0, r - 1) * nx;
    const down = Math.min(ny - 1, r + 1) * nx;
    for (let c = 0; c < nx; c++) {
      const i = r * nx + c;
      const west = r * nx + Math.max(0, c - 1);
      const east = r * nx + Math.min(nx - 1, c + 1);
      data[4 * i] = signedRoot((z[east]! - z[west]!) / (2 * dx * step));
      data[4 * i + 1] = signedRoot((z[up + c]! - z[down + c]!) / (2 * dy * step));
      data[4 * i + 2] = 127.5 + 127.5 * Math.tanh((z[i]! - around[i]!) / 2.5);
      data[4 * i + 3] = open ? open[r * step * frames.file.grid.nx + c * step]! : 0;
    }
  }
  const texture = new DataTexture(data, nx, ny, RGBAFormat, UnsignedByteType);
  return smooth(texture);
}

function smooth<T extends Texture>(texture: T): T {
  texture.magFilter = LinearFilter;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.generateMipmaps = true;
  texture.wrapS = texture.wrapT = ClampToEdgeWrapping;
  texture.anisotropy = 4;
  texture.flipY = false;
  texture.needsUpdate = true;
  return texture;
}

export interface Drape {
  texture: Texture;
  /** 255 where the drape has the colour of a water class; null when no class is water. */
  open: Uint8Array | null;
}

const WATER_WORDS = /water|sea|river|lake|canal|ditch|creek|brook/i;

/** Read drape.png and find its open water by the colours of the water classes. */
export async function loadDrape(url: string, classes: ClassEntry[], grid: GridSpec): Promise<Drape> {
  const blob = await (await request(url)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const waters = new Set(classes.filter((c) => WATER_WORDS.test(c.label_en)).map((c) => c.color.toLowerCase()));
  let open: Uint8Array | null = null;
  if (waters.size > 0 && bitmap.width === grid.nx) {
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
    open = new Uint8Array(bitmap.width * bitmap.height);
    for (let i = 0; i < open.length; i++) {
      const hex = ((rgba[4 * i]! << 16) | (rgba[4 * i + 1]! << 8) | rgba[4 * i + 2]!).toString(16).padStart(6, "0");
      if (waters.has(`#${hex}`)) open[i] = 255;
    }
  }
  const texture = new Texture(bitmap);
  // Colours are mixed and shown as stored: no conversion on the way in or out.
  texture.colorSpace = "";
  return { texture: smooth(texture), open };
}

