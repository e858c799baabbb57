/** The `frames` format: level fields in centimetres, in blocks, with their ground. */
import { getGunzipped, getJson } from "./fetching";
import type { FramesFile } from "./types";

export interface LevelFrames {
  file: FramesFile;
  /** Ground level of every block, cm. */
  ground: Int16Array[];
  /** Level field by name, one array per block, cm. */
  fields: Map<string, Int16Array[]>;
}

async function readBlocks(base: string, names: string[]): Promise<Int16Array[]> {
  return Promise.all(names.map(async (name) => new Int16Array(await getGunzipped(base + name))));
}

/** Add int16 differences (or take them off, with sign -1) with wrap-around, as the writer took them. */
export function addDifference(frame: Int16Array, difference: Int16Array, sign: 1 | -1 = 1): Int16Array {
  const sum = new Int16Array(frame.length);
  for (let i = 0; i < frame.length; i++) sum[i] = frame[i]! + sign * difference[i]!;
  return sum;
}

/** One frame of a field: the last key frame plus the differences since. */
async function readFrame(base: string, file: FramesFile, frames: string[][], index: number): Promise<Int16Array[]> {
  const key = index - (index % file.key_every);
  let blocks = await readBlocks(base, frames[key] ?? []);
  for (let t = key + 1; t <= index; t++) {
    const steps = await readBlocks(base, frames[t] ?? []);
    blocks = blocks.map((block, i) => addDifference(block, steps[i]!));
  }
  return blocks;
}

export const folderOf = (url: string): string => url.slice(0, url.lastIndexOf("/") + 1);

/** Description of a folder of frames. `url` is the address of frames.json. */
export async function describeFrames(url: string): Promise<FramesFile> {
  const file = await getJson<FramesFile>(url);
  if (file.format !== "zicht-frames") throw new Error(`${url}: not a frames file`);
  return file;
}

/** Read the last frame of every field with the ground below it. */
export async function loadFrames(url: string, described?: FramesFile): Promise<LevelFrames> {
  const file = described ?? (await describeFrames(url));
  const base = folderOf(url);
  const names = Object.keys(file.fields);
  const [ground, ...levels] = await Promise.all([
    readBlocks(base, file.ground),
    ...names.map((name) => {
      const frames = file.fields[name]?.frames ?? [];
      return readFrame(base, file, frames, frames.length - 1);
    }),
  ]);
  return { file, ground: ground ?? [], fields: new Map(names.map((name, i) => [name, levels[i] ?? []])) };
}
