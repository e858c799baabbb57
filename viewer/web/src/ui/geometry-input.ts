/** Places and features as inputs: pointed at on the map, or typed. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { HttpError, getJson } from "../core/fetching";
import type { Json, Schema } from "../core/schema";
import { label, number, t } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";

type Change = (value: Json | undefined) => void;
type Point = [number, number];

export function geometryInput(geometry: string, value: Json | undefined, change: Change, schema: Schema): TemplateResult {
  if (geometry.startsWith("feature:")) return feature(geometry.slice(8), value, change, schema);
  if (geometry === "point") return point(value, change);
  return points(value, change);
}

const round = (x: number): number => Math.round(x * 10) / 10;

function onMap(then: (x: number, y: number) => void): void {
  context().director.capture((answer) => then(round(answer.x), round(answer.y)));
}

function pointer(then: (x: number, y: number) => void): TemplateResult {
  return html`<button class="quiet point" type="button" @click=${() => onMap(then)}>${icon("target")} ${t("pickPoint")}</button>`;
}

function coordinates(value: Point, change: (value: Point) => void): TemplateResult {
  const box = (i: 0 | 1, name: string): TemplateResult => html`<input type="number" step="any" aria-label="${name} (RD, m)" .value=${String(value[i])}
    @change=${(e: Event) => change(value.map((v, k) => (k === i ? Number((e.target as HTMLInputElement).value) : v)) as Point)} />`;
  return html`<span class="xy">${box(0, "x")}${box(1, "y")}</span>`;
}

function point(value: Json | undefined, change: Change): TemplateResult {
  const at = Array.isArray(value) && value.length === 2 ? (value as Point) : null;
  return html`${at ? html`${coordinates(at, change)}<button class="quiet square" type="button" aria-label=${t("removeItem")} @click=${() => change(undefined)}>${icon("close")}</button>` : nothing}
    ${pointer((x, y) => change([x, y]))}`;
}

function points(value: Json | undefined, change: Change): TemplateResult {
  const list = (Array.isArray(value) ? value : []) as Point[];
  return html`${list.map(
      (at, i) => html`<span class="item">${coordinates(at, (next) => change(list.map((p, k) => (k === i ? next : p))))}
        <button class="quiet square" type="button" aria-label="${t("removeItem")} ${number(i + 1)}" @click=${() => change(list.filter((_, k) => k !== i))}>${icon("close")}</button></span>`,
    )}
    ${pointer((x, y) => change([...list, [x, y]]))}`;
}

/** Ids of a theme, for the list under the input; read once. */
const known = new Map<string, string[]>();

function idsOf(theme: string, then: () => void): string[] {
  const found = known.get(theme);
  if (found) return found;
  known.set(theme, []);
  const { api, twin } = context();
  const url = `${api}/collections/${twin}-${theme.replaceAll("_", "-")}/items?limit=200`;
  void getJson<{ features: { id: string | number }[] }>(url)
    .then((content) => {
      known.set(theme, content.features.map((item) => String(item.id)));
      then();
    })
    // Without the list one can still type the id; after a broken connection the next look asks again.
    .catch((error: Error) => {
      if (!(error instanceof HttpError)) known.delete(theme);
    });
  return [];
}

function feature(theme: string, value: Json | undefined, change: Change, schema: Schema): TemplateResult {
  const many = schema.type === "array";
  const list = `ids-${theme}`;
  const name = label({ label_nl: schema["x-title-nl"], label_en: schema.title }) || theme;
  const ids = idsOf(theme, () => context().director.refresh());
  const chosen = (many ? (Array.isArray(value) ? value : []) : value ? [value] : []) as string[];
  const add = (id: string): void => change(many ? [...new Set([...chosen, id])] : id);
  const take = (box: HTMLInputElement): void => {
    if (box.value) add(box.value);
    box.value = "";
  };
  /** Enter adds what was typed; it does not send the form with half of the list. */
  const enter = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take(event.target as HTMLInputElement);
  };
  const pick = (): void =>
    context().director.capture((answer) => {
      if (answer.kind === "feature" && answer.layer === theme.replaceAll("-", "_")) add(answer.id);
    }, theme.replaceAll("-", "_"));
  return html`<datalist id=${list}>${ids.map((id) => html`<option value=${id}></option>`)}</datalist>
    ${many
      ? html`${chosen.map((id) => html`<span class="chip">${id}<button class="square" type="button" aria-label="${t("removeItem")} ${id}" @click=${() => change(chosen.filter((c) => c !== id))}>${icon("close")}</button></span>`)}
          <input type="text" list=${list} aria-label=${name} @keydown=${enter} @change=${(e: Event) => take(e.target as HTMLInputElement)} />`
      : html`<input type="text" list=${list} aria-label=${name} .value=${String(value ?? "")} @change=${(e: Event) => change((e.target as HTMLInputElement).value || undefined)} />`}
    <button class="quiet point" type="button" @click=${pick}>${icon("target")} ${t("pickPoint")}</button>`;
}
