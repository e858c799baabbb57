/** Reading the subsurface: asking for a probe, a box or a section on the map, and what their cards share. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Withheld } from "../core/subsurface";
import { store } from "../core/state";
import type { Pit } from "../core/state";
import { label, number, signed, t } from "../i18n";
import type { Tracer } from "../scene/tracer";
import { context } from "./context";

/** Years that the slider looks ahead. */
const AHEAD = 100;
/** Depth of a box that was drawn, below the ground in its middle, m. */
const FIRST_DEPTH = 30;
/** Depth to which a section that was drawn is shown, m NAP. */
const FIRST_BASE = -50;

/** Year in which the subsurface is read. */
export const yearNow = (): number => store.state.year ?? context().world.files.page.reference_year;

export function stepSubsurfaceYear(step: -1 | 1): void {
  const { reference_year } = context().world.files.page;
  store.set({ year: Math.min(reference_year + AHEAD, Math.max(reference_year, yearNow() + 5 * step)) });
}

export const tracer = (): Tracer => context().director.underground.tracer;

export function askProbe(): void {
  tracer().begin("point", ([spot]) => {
    context().director.clear();
    store.set({ probe: { x: spot![0], y: spot![1] } });
  });
}

/** The card beside the map is about this wide, px; on a narrow screen it lies below. */
export const lookInto = (pit: Pit): void => context().director.goToPit(pit, innerWidth < 760 ? 0 : 420);

export function askPit(): void {
  tracer().begin("box", ([a, b]) => {
    const { world, director } = context();
    const [x0, x1] = [Math.min(a![0], b![0]), Math.max(a![0], b![0])];
    const [y0, y1] = [Math.min(a![1], b![1]), Math.max(a![1], b![1])];
    if (x1 - x0 < 1 || y1 - y0 < 1) return;
    const [east, north] = world.files.page.origin;
    const ground = world.levels.groundAt((x0 + x1) / 2 - east, (y0 + y1) / 2 - north) ?? 0;
    const pit = { x0, y0, x1, y1, base: Math.round(ground - FIRST_DEPTH) };
    director.clear();
    store.set({ pit, probe: null });
    lookInto(pit);
  });
}

export function askSection(): void {
  tracer().begin("line", (line) => store.set({ section: { line, base: store.state.section?.base ?? FIRST_BASE } }));
}

/** The slider of the year; `id` tells the cards apart. */
export function yearSlider(id: string): TemplateResult {
  const { reference_year: first } = context().world.files.page;
  const year = yearNow();
  return html`<label class="slide year-slide"><span>${t("underYear")}</span>
    <input id=${id} type="range" min=${first} max=${first + AHEAD} step="1" .value=${String(year)}
      @input=${(e: Event) => store.set({ year: Number((e.target as HTMLInputElement).value) })} />
    <output data-value=${id}>${year}</output></label>`;
}

/** What is on its way, what went wrong, what may not be seen. */
export function notices(latest: { busy: boolean; problem: string; value: { withheld: Withheld[] } | null; again: () => void }): TemplateResult {
  const { busy, problem, value } = latest;
  return html`${busy && !value ? html`<p class="note" role="status">${t("loadingData")}…</p>` : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p><button class="quiet back" @click=${() => latest.again()}>${t("retry")}</button>` : nothing}
    ${value && value.withheld.length > 0 ? html`<p class="note" data-value="withheld">${t("underWithheld", value.withheld.map((each) => label(each)).join(", "))}</p>` : nothing}`;
}

/** Level with its sign; shorter the deeper it lies. */
export function levelText(level: number | null, open: string): string {
  return level === null ? open : signed(level, Math.abs(level) < 20 ? 2 : Math.abs(level) < 200 ? 1 : 0);
}

/** Cubic metres, in millions once there are many. */
export function cubic(m3: number): string {
  if (m3 < 1e6) return `${number(m3, m3 < 10 ? 1 : 0)} m³`;
  return `${number(m3 / 1e6, m3 < 1e8 ? 2 : 0)} ${store.state.lang === "nl" ? "mln m³" : "million m³"}`;
}

/** What something is called; of an object or a claim also which one it is. */
export function nameOf(thing: { id: string; theme: string | null; label_nl: string; label_en: string }): string {
  return thing.theme && thing.id ? `${label(thing)} ${thing.id}` : label(thing) || thing.id;
}

/** From when to when. */
export function lasting({ start, end }: { start: number | null; end: number | null }): string {
  if (start === null && end === null) return "";
  return `${start ?? "…"} – ${end ?? "…"}`;
}

/** Turn on the layers of what was found, those that the page has. */
export function showThemes(themes: readonly (string | null)[]): void {
  const { page } = context().world.files;
  const layers = { ...store.state.layers };
  for (const theme of themes) {
    if (theme && page.layers.some((entry) => entry.theme === theme)) layers[theme] = { opacity: 1, ...layers[theme], on: true };
  }
  store.set({ layers });
}

/** Who pointed at the map goes on in the card, and back on the map when it closes; tells whether the card is open. */
export function moveFocus(card: HTMLElement | null, open: boolean): boolean {
  const { canvas } = context().world.viewport;
  if (card && !open && document.activeElement === canvas) card.focus();
  if (!card && open && document.activeElement === document.body) canvas.focus();
  return card !== null;
}
