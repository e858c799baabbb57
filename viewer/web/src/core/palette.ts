/** Colours of map and legend from one place, so that both always agree. */

export type Rgb = [number, number, number];

export function rgbOf(hex: string): Rgb {
  const n = parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

export const hexOf = (rgb: Rgb): string =>
  `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;

/** The signal colours of the geological survey, made quiet enough to cover half a screen. */
export function softened(hex: string): string {
  const [r, g, b] = rgbOf(hex);
  const grey = 0.3 * r + 0.59 * g + 0.11 * b;
  const paper: Rgb = [222, 212, 196];
  return hexOf([r, g, b].map((c, i) => (c * 0.5 + grey * 0.5) * 0.7 + paper[i]! * 0.3) as Rgb);
}

export const USES: { keys: string[]; color: string; nl: string; en: string }[] = [
  { keys: ["residential", "house", "dwelling", "woonfunctie"], color: "#e2bfa3", nl: "wonen", en: "homes" },
  { keys: ["shop", "office", "lodging"], color: "#cf8f78", nl: "winkel en kantoor", en: "shops and offices" },
  { keys: ["industry"], color: "#a79fb4", nl: "bedrijven", en: "industry" },
  { keys: ["greenhouse"], color: "#bfe0e2", nl: "kassen", en: "greenhouses" },
  { keys: ["farm", "barn", "agriculture"], color: "#b08d68", nl: "boerderij", en: "farms" },
  { keys: ["public", "school", "health", "church", "hospital", "sport"], color: "#d8b65c", nl: "publiek", en: "public" },
];
export const OTHER_USE = "#d9d0c6";

export function useColour(use: unknown): string {
  return USES.find((entry) => entry.keys.includes(String(use ?? "")))?.color ?? OTHER_USE;
}

export const YEARS: { until: number; color: string; label: string }[] = [
  { until: 1850, color: "#7f3b2d", label: "< 1850" },
  { until: 1920, color: "#b35a3c", label: "1850–1919" },
  { until: 1945, color: "#d98b5f", label: "1920–1944" },
  { until: 1970, color: "#ecc591", label: "1945–1969" },
  { until: 1990, color: "#e9e2c0", label: "1970–1989" },
  { until: 2010, color: "#a9c9c4", label: "1990–2009" },
  { until: Infinity, color: "#5f9aa8", label: "≥ 2010" },
];

export function yearColour(year: unknown): string {
  const y = Number(year);
  if (!Number.isFinite(y) || y <= 0) return OTHER_USE;
  return (YEARS.find((entry) => y < entry.until) ?? YEARS[0]!).color;
}
