/** The answer to what was asked last: an earlier one stays until the next has come, a late one is thrown away. */
import { getJson } from "./fetching";

/** A hand on a slider asks once it rests, ms. */
const REST = 140;

export class Latest<T> {
  value: T | null = null;
  problem = "";
  failure: Error | null = null;
  busy = false;
  private url: string | null = null;
  private waiting = 0;

  /** `get` answers what is asked; at first the JSON at an address. */
  constructor(
    private readonly changed: () => void,
    private readonly get: (question: string) => Promise<T> = getJson,
  ) {}

  /** Ask for an address when it is another one than before; null forgets everything. */
  ask(url: string | null): void {
    if (url === this.url) return;
    const first = this.url === null;
    this.url = url;
    clearTimeout(this.waiting);
    this.busy = url !== null;
    this.problem = "";
    this.failure = null;
    if (url === null) this.value = null;
    else this.waiting = window.setTimeout(() => void this.fetch(url), first ? 0 : REST);
  }

  /** Ask the same again, after it failed. */
  again(): void {
    const { url } = this;
    this.url = null;
    this.ask(url);
    this.changed();
  }

  private async fetch(url: string): Promise<void> {
    const answer = await this.get(url).catch((error: Error) => error);
    if (url !== this.url) return;
    this.busy = false;
    this.failure = answer instanceof Error ? answer : null;
    this.problem = this.failure?.message ?? "";
    this.value = answer instanceof Error ? null : answer;
    this.changed();
  }
}
