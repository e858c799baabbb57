/** A film on the card: the two frames round a moment as textures, and the answer at a place. */
import type { DataArrayTexture } from "three";
import type { Between, Film } from "../core/film";
import type { CellAnswer } from "../core/levels";
import type { FloodView } from "../core/state";
import { shared } from "./shared";
import { blockTexture, fillBlocks } from "./textures";

interface Slot {
  frame: number;
  blocks: Int16Array[];
  texture: DataArrayTexture;
}

export class Flood {
  private readonly bed: DataArrayTexture;
  private readonly highest: DataArrayTexture;
  private readonly arrival: DataArrayTexture;
  private readonly slots: Slot[] = [];
  private time = 0;
  private view: FloodView = "depth";
  private asked: Between | null = null;
  private working = false;

  constructor(
    readonly film: Film,
    private readonly changed: () => void,
  ) {
    const { file, ground, highest, arrival } = film;
    this.bed = blockTexture(file, ground, file.nodata);
    this.highest = blockTexture(file, highest, file.never);
    this.arrival = blockTexture(file, arrival, file.never);
  }

  show(time: number, view: FloodView): void {
    this.time = time;
    this.view = view;
    shared.uBed.value = this.bed;
    shared.uArrival.value = this.arrival;
    shared.uKind.value = view === "arrival" ? 2 : 1;
    const between = this.film.between(time);
    const wanted = [between.first, between.second];
    for (const frame of wanted) this.put(frame, this.film.held(frame), wanted);
    const [first, second] = [this.slot(between.first), this.slot(between.second)];
    if (view !== "depth") {
      shared.uLevel.value = shared.uNext.value = this.highest;
      shared.uMoment.value.set(0, 1, 1);
    } else if (first && second) {
      this.place(first, second);
    } else {
      // The last picture stays until both frames are there; before the first all is dry.
      if (this.slots.length === 0) shared.uLevel.value = shared.uNext.value = this.bed;
      this.asked = between;
      void this.work();
    }
  }

  /** Whether the frames of the moment that is asked for are still being unpacked. */
  get busy(): boolean {
    return this.working;
  }

  private place(first: Slot, second: Slot): void {
    const { times } = this.film;
    const [from, to] = [times[first.frame] ?? 0, times[second.frame] ?? 0];
    shared.uLevel.value = first.texture;
    shared.uNext.value = second.texture;
    shared.uMoment.value.set(from / 60, to / 60, Math.min(to, Math.max(from, this.time)) / 60);
  }

  private slot(frame: number): Slot | undefined {
    return this.slots.find((slot) => slot.frame === frame);
  }

  /** Unpack what was asked for last; what was asked in between is passed over. */
  private async work(): Promise<void> {
    if (this.working) return;
    this.working = true;
    while (this.asked) {
      const { first, second } = this.asked;
      this.asked = null;
      for (const frame of [first, second]) await this.film.frame(frame);
    }
    this.working = false;
    this.show(this.time, this.view);
    this.changed();
  }

  /** A frame into a texture that neither of the wanted frames needs. */
  private put(frame: number, blocks: Int16Array[] | undefined, wanted: number[]): void {
    if (!blocks || this.slot(frame)) return;
    const { file } = this.film;
    const free = this.slots.find((slot) => !wanted.includes(slot.frame));
    if (!free || this.slots.length < 3) {
      this.slots.push({ frame, blocks, texture: blockTexture(file, blocks, file.never) });
      return;
    }
    fillBlocks(free.texture, file, blocks, file.never);
    free.frame = frame;
    free.blocks = blocks;
  }

  /** The same rule as in the shader, at the moment and in the view on the screen. */
  answer(x: number, y: number): CellAnswer {
    const { film } = this;
    const at = film.lattice.at(x, y);
    const bed = at ? film.lattice.read(film.ground, at) : null;
    if (!at || bed === null) return { ground: null, level: null, depth: 0 };
    const depth = this.view === "depth" ? this.depthNow(at, bed) : film.depthOf(film.highest[at.block]![at.index]!, bed);
    const shown = depth > 0 ? depth / 100 : 0;
    return { ground: bed / 100, level: shown > 0 ? bed / 100 + shown : null, depth: shown };
  }

  private depthNow(at: { block: number; index: number }, bed: number): number {
    const { film, time } = this;
    const { first, second } = film.between(time);
    const [a, b] = [this.slot(first)?.blocks, this.slot(second)?.blocks];
    if (!a || !b) return 0;
    const depth = (blocks: Int16Array[]): number => film.depthOf(blocks[at.block]![at.index]!, bed);
    const moment = { from: film.times[first]! / 60, to: film.times[second]! / 60, now: time / 60 };
    return film.depthBetween(depth(a), depth(b), film.arrival[at.block]![at.index]!, moment);
  }

  dispose(): void {
    for (const texture of [this.bed, this.highest, this.arrival, ...this.slots.map((slot) => slot.texture)]) texture.dispose();
  }
}
