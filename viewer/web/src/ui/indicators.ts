/** The outcomes of a run as a table: now, scenario, change, with the reason where there is no number. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Indicator } from "../core/jobs";
import { area, label, number, people, t, volume } from "../i18n";
import { unitText } from "./figures";

function write(value: number | null | undefined, unit: string, plus = ""): string {
  if (value === null || value === undefined) return "–";
  const text = sized(Math.abs(value), unit);
  // What rounds to nothing has no sign.
  return /^[\d.,]*[1-9]/.test(text) ? (value < 0 ? "−" : plus) + text : text;
}

function sized(size: number, unit: string): string {
  if (unit === "m2") return area(size);
  if (unit === "m3") return volume(size);
  if (unit === "1") return people(size);
  if (unit.startsWith("EUR")) return `${number(size / 1e6, size >= 1e8 ? 0 : 1, 0)} M${unit}`;
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${number(size, digits, 0)} ${unitText(unit)}`;
}

export function indicatorTable(indicators: Record<string, Indicator>): TemplateResult {
  return html`<table class="indicators">
    <thead><tr><th scope="col">${t("indicator")}</th><th scope="col">${t("reference")}</th><th scope="col">${t("value")}</th><th scope="col">${t("difference")}</th></tr></thead>
    <tbody>
      ${Object.entries(indicators).map(
        ([name, item]) => html`<tr data-indicator=${name} title=${item.method ?? ""}>
          <th scope="row">${label(item)}${item.value === null && item.reason ? html`<small>${item.reason}</small>` : nothing}</th>
          <td>${write(item.reference, item.unit)}</td>
          <td><b>${write(item.value, item.unit)}</b>${range(item)}</td>
          <td>${write(item.difference, item.unit, "+")}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function range(item: Indicator): TemplateResult | typeof nothing {
  if (item.low === null || item.low === undefined || item.high === null || item.high === undefined) return nothing;
  if (item.low === item.high) return nothing;
  return html`<small>${write(item.low, item.unit)} – ${write(item.high, item.unit)}</small>`;
}
