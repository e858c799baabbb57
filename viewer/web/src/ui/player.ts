/** Time that runs: a day in ten seconds, or still. */
import { store } from "../core/state";
import { FLOOD } from "../scene/waters";
import { context } from "./context";

/** Simulated seconds in a second. */
const SPEED = 86400 / 10;

class Player {
  /** Hears when it begins or stops. */
  onChange: () => void = () => undefined;
  private last: number | null = null;
  private request = 0;

  get playing(): boolean {
    return this.request !== 0;
  }

  private get end(): number {
    return context().world.waters.flood?.film.end ?? 0;
  }

  play(): void {
    if (this.playing || this.end === 0) return;
    if (store.state.time >= this.end) store.set({ time: 0 });
    if (store.state.view !== "depth" || store.state.field !== FLOOD) store.set({ view: "depth", field: FLOOD });
    this.last = null;
    this.next();
    this.onChange();
  }

  pause(): void {
    if (!this.playing) return;
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.onChange();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  private next(): void {
    this.request = requestAnimationFrame((now) => {
      const passed = this.last === null ? 0 : (now - this.last) / 1000;
      this.last = now;
      const time = Math.min(this.end, store.state.time + passed * SPEED);
      store.set({ time });
      if (time >= this.end) this.pause();
      else this.next();
    });
  }

  /** To the frame before or after. */
  step(by: 1 | -1): void {
    const film = context().world.waters.flood?.film;
    if (!film) return;
    this.pause();
    const { time } = store.state;
    const next = by > 0 ? film.times.find((t) => t > time + 1) : film.times.findLast((t) => t < time - 1);
    store.set({ time: next ?? (by > 0 ? film.end : 0) });
  }

  seek(time: number): void {
    this.pause();
    store.set({ time: Math.min(this.end, Math.max(0, time)) });
  }
}

export const player = new Player();
