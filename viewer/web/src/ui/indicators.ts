/** The outcomes of a run as a table: now, scenario, change, with the reason where there is no number. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Indicator } from "../core/jobs";
import { area, label, number, people, t, volume } from "../i18n";

function write(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (unit === "m2") return sign + area(size);
  if (unit === "m3") return sign + volume(size);
  if (unit === "1") return sign + people(size);
  if (unit.startsWith("EUR")) return `${sign}${number(size / 1e6, size >= 1e8 ? 0 : 1, 0)} M${unit}`;
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${sign}${number(size, digits, 0)} ${unit}`;
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
          <td>${item.difference !== null && item.difference > 0 ? "+" : ""}${write(item.difference, item.unit)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function range(item: Indicator): TemplateResult | typeof nothing {
  if (item.low === null || item.low === undefined || item.high === null || item.high === undefined) return nothing;
  return html`<small>${write(item.low, item.unit)} – ${write(item.high, item.unit)}</small>`;
}
