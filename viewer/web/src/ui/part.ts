/** Base of the parts of the page: plain DOM (one style sheet, no shadow), drawn anew when the state changes. */
import { LitElement } from "lit";
import { store } from "../core/state";
import type { State } from "../core/state";

export abstract class Part extends LitElement {
  private unsubscribe: (() => void) | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = store.subscribe((state, before) => {
      if (this.concerns(state, before)) this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
  }

  /** Which changes matter; the language always does. The camera and the time of a flood run on and concern few. */
  protected concerns(state: State, before: State): boolean {
    return (Object.keys(state) as (keyof State)[]).some((key) => key !== "camera" && key !== "time" && state[key] !== before[key]);
  }
}
