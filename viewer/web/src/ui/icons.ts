/** Line icons, 20 x 20, drawn for this page. */
import { svg } from "lit";
import type { SVGTemplateResult } from "lit";

const PATHS: Record<string, string> = {
  eye: "M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10Z M10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z",
  eyeOff: "M3 3l14 14 M8.2 4.7A8.6 8.6 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.4 3 M12.6 14.9a7.6 7.6 0 0 1-2.6.6c-5 0-8-5.5-8-5.5a14 14 0 0 1 3-3.5",
  chevron: "M6 8l4 4 4-4",
  link: "M8 12l4-4 M9 6l2-2a3.2 3.2 0 0 1 5 5l-2 2 M11 14l-2 2a3.2 3.2 0 0 1-5-5l2-2",
  close: "M5 5l10 10 M15 5L5 15",
  home: "M3 9.5 10 4l7 5.5 M5 8.5V16h10V8.5",
  down: "M10 3v13 M5 11l5 5 5-5",
  up: "M10 17V4 M5 9l5-5 5 5",
  share: "M7 9l6-3.5 M7 11l6 3.5 M5 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z M15 7a2.2 2.2 0 1 0 0-4.4A2.2 2.2 0 0 0 15 7Z M15 17.4a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  keys: "M3 5.5h14v9H3z M6 8.5h.01 M9 8.5h.01 M12 8.5h.01 M14.5 8.5h.01 M6.5 11.8h7",
  play: "M6 4l10 6-10 6Z",
  pause: "M6.5 4.5v11 M13.5 4.5v11",
  stepBack: "M14 5l-7 5 7 5Z M5 5v10",
  stepOn: "M6 5l7 5-7 5Z M15 5v10",
  breach: "M2 15l4-8h2.4 M18 15l-4-8h-2.4 M8.4 7l1.2 3-1 2 M11.6 7l-.8 4 .9 2 M2 15h16",
  dike: "M1.5 15h3l4-7h3l4 7h3 M15.5 12v-2.5 M17.5 12v-2.5 M3.5 11h2.5",
  level: "M2 7h4l2 4h4l2-4h4 M6.5 9.5h7 M2 15.5h16 M10 5.5V2 M8 3.8l2-2 2 2",
  probe: "M10 2v16 M7.5 15.5 10 18l2.5-2.5 M4 6.5h12 M6.5 10.5h7",
  pit: "M1.5 6H5v9h10V6h3.5 M5 10.5h10 M10 2v5 M7.8 5 10 7.2 12.2 5",
  bodies: "M2 6h16 M4.5 6v9.5 M10 6c0 0-3 3-3 5.5a3 3 0 0 0 6 0C13 9 10 6 10 6Z M15.5 6v4",
  section: "M2 16.5h16 M2 8c3 0 4-3 7-3s4 4 9 3 M2 12.5c4 0 6-2 9-1.5s4 1.5 7 1",
  stop: "M5.5 5.5h9v9h-9z",
  target: "M10 2v4 M10 14v4 M2 10h4 M14 10h4 M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  plus: "M10 4v12 M4 10h12",
  account: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z M3.8 16.5c.6-3 3-4.6 6.2-4.6s5.6 1.6 6.2 4.6",
  closed: "M5 9h10v7.5H5z M7 9V6.5a3 3 0 0 1 6 0V9",
  menu: "M3 5h14 M3 10h14 M3 15h14",
};

export function icon(name: keyof typeof PATHS & string): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d=${PATHS[name] ?? ""} /></svg>`;
}

/** A colour patch; an SVG attribute, because the page allows no inline style. */
export function swatch(colour: string): SVGTemplateResult {
  return svg`<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="13" height="13" rx="3" fill=${colour} /></svg>`;
}
