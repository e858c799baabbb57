/** A form from a JSON schema: exactly the shapes that the server promises, nothing guessed. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { firstValue, shapeOf } from "../core/schema";
import type { Defs, Json, Schema, Shape } from "../core/schema";
import { store } from "../core/state";
import { maybe, t } from "../i18n";
import { geometryInput } from "./geometry-input";
import { icon } from "./icons";
import "./upload-input";

/** A change of one field; undefined means: leave it out. */
export type Change = (value: Json | undefined) => void;

type Content = TemplateResult | typeof nothing;

export function titleOf(schema: Schema, name: string): string {
  const title = store.state.lang === "nl" ? (schema["x-title-nl"] ?? schema.title) : (schema.title ?? schema["x-title-nl"]);
  return title ?? name.replaceAll("_", " ");
}

const isObject = (value: unknown): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function field(name: string, schema: Schema, defs: Defs, value: Json | undefined, change: Change, required = false, wrong = false): Content {
  const shape = shapeOf(schema, defs);
  const title = titleOf(shape.schema, name);
  if (shape.schema["x-upload"]) {
    return html`<div class="field"><span class="field-title">${title}</span>
      <zicht-upload class="field" .name=${name} .label=${title} .media=${shape.schema["x-upload"]} .value=${value ?? ""} .change=${change}></zicht-upload></div>`;
  }
  if (shape.nullable && (shape.kind === "object" || shape.kind === "union")) return optional(name, title, shape, defs, value, change);
  switch (shape.kind) {
    case "object":
      return html`<fieldset><legend>${title}</legend>${fields(shape.fields, shape.schema.required ?? [], defs, value, change)}</fieldset>`;
    case "union":
      return html`<fieldset><legend>${title}</legend>${union(shape, defs, value, change)}</fieldset>`;
    case "array":
      return array(title, shape, defs, value, change);
    case "geometry":
      return html`<div class="field"><span class="field-title">${title}</span>${geometryInput(shape.geometry, value, change, shape.schema)}</div>`;
    case "unknown":
      return nothing;
    default:
      return html`<label class="field"><span class="field-title">${title}${unit(shape, title)}${required ? html` <i title=${t("required")}>*</i>` : nothing}</span>
        ${simple(name, shape, value, change, wrong)}</label>`;
  }
}

/** The unit, where the title does not tell it: that of a level holds the datum. */
function unit(shape: Shape, title: string): Content {
  const known = shape.schema["x-unit"];
  if (!known || known === "1" || title.includes("NAP)")) return nothing;
  const words: Record<string, string> = store.state.lang === "nl" ? { year: "jaar", h: "uur" } : { year: "year", h: "hours" };
  return html` <em>${words[known] ?? known}</em>`;
}

function fields(list: [string, Schema][], required: string[], defs: Defs, value: Json | undefined, change: Change): Content[] {
  const object = isObject(value) ? value : {};
  return list.map(([name, schema]) =>
    field(name, schema, defs, object[name], (next) => {
      const { [name]: _old, ...rest } = object;
      change(next === undefined ? rest : { ...rest, [name]: next });
    }, required.includes(name)),
  );
}

/** A part that may be absent: a switch, and its fields when it is on. */
function optional(name: string, title: string, shape: Shape, defs: Defs, value: Json | undefined, change: Change): Content {
  const on = isObject(value);
  const flip = (): void => change(on ? undefined : firstValue({ ...shape.schema, default: undefined }, defs));
  const content =
    shape.kind === "object" ? fields(shape.fields, shape.schema.required ?? [], defs, value, change)
    : shape.kind === "union" ? union(shape, defs, value, change) : nothing;
  return html`<div class="option ${on ? "on" : ""}">
    <label class="check"><input type="checkbox" name=${name} .checked=${on} @change=${flip} /> ${title}</label>
    ${on ? html`<div class="option-body">${content}</div>` : nothing}
  </div>`;
}

function union(shape: Extract<Shape, { kind: "union" }>, defs: Defs, value: Json | undefined, change: Change): Content {
  const object = isObject(value) ? value : {};
  const chosen = String(object[shape.tag] ?? "");
  const option = shape.options.get(chosen);
  const choose = (kind: string): void => {
    const next = shape.options.get(kind);
    if (next) change({ ...(firstValue({ ...next, default: undefined }, defs) as object), [shape.tag]: kind });
  };
  const list = Object.entries(option?.properties ?? {}).filter(([name]) => name !== shape.tag);
  return html`<label class="field"><select .value=${chosen} aria-label=${shape.tag} @change=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
      ${[...shape.options].map(([kind, schema]) => html`<option value=${kind} ?selected=${kind === chosen}>${kindTitle(schema, kind)}</option>`)}
    </select></label>
    ${option ? fields(list, option.required ?? [], defs, object, change) : nothing}`;
}

/** A class name is no title for people; then the kind itself, in words. */
function kindTitle(schema: Schema, kind: string): string {
  const dutch = store.state.lang === "nl" ? schema["x-title-nl"] : undefined;
  const plain = kind.replaceAll("-", " ");
  return dutch ?? (schema.title?.includes(" ") ? schema.title : plain.charAt(0).toUpperCase() + plain.slice(1));
}

function array(title: string, shape: Extract<Shape, { kind: "array" }>, defs: Defs, value: Json | undefined, change: Change): Content {
  const items = Array.isArray(value) ? value : [];
  const set = (i: number, next: Json | undefined): void => change(items.map((item, k) => (k === i ? (next ?? null) : item)));
  const full = shape.schema.maxItems !== undefined && items.length >= shape.schema.maxItems;
  return html`<fieldset><legend>${title}</legend>
    ${items.map(
      (item, i) => html`<div class="item"><div>${field(`${title} ${i + 1}`, { ...shape.item, title: `${i + 1}`, "x-title-nl": `${i + 1}` }, defs, item, (next) => set(i, next))}</div>
        <button class="quiet square" type="button" aria-label="${t("removeItem")} ${i + 1}" @click=${() => change(items.filter((_, k) => k !== i))}>${icon("close")}</button></div>`,
    )}
    <button class="quiet add" type="button" ?disabled=${full} @click=${() => change([...items, firstValue(shape.item, defs)])}>${icon("plus")} ${t("addItem")}</button>
  </fieldset>`;
}

function simple(name: string, shape: Shape, value: Json | undefined, change: Change, wrong: boolean): Content {
  const invalid = wrong ? "true" : nothing;
  const fallback = shape.schema.default as Json | undefined;
  const now = value === undefined ? fallback : value;
  if (shape.kind === "boolean") {
    return html`<input type="checkbox" name=${name} aria-invalid=${invalid} .checked=${now === true} @change=${(e: Event) => change((e.target as HTMLInputElement).checked)} />`;
  }
  if (shape.kind === "enum") {
    const pick = (text: string): void => change(text === "" ? undefined : shape.values.find((v) => String(v) === text));
    return html`<select name=${name} aria-invalid=${invalid} @change=${(e: Event) => pick((e.target as HTMLSelectElement).value)}>
      ${shape.nullable ? html`<option value="" ?selected=${now === null || now === undefined}>${t("none")}</option>` : nothing}
      ${shape.values.map((v) => html`<option value=${String(v)} ?selected=${v === now}>${enumText(v)}</option>`)}
    </select>`;
  }
  if (shape.kind === "string") {
    return html`<input type="text" name=${name} aria-invalid=${invalid} .value=${String(now ?? "")} maxlength=${shape.schema.maxLength ?? 4096}
      @change=${(e: Event) => change((e.target as HTMLInputElement).value || undefined)} />`;
  }
  const { minimum, maximum, exclusiveMinimum } = shape.schema;
  const step = shape.schema["x-step"] ?? (shape.kind === "integer" ? 1 : "any");
  const read = (e: Event): void => {
    const text = (e.target as HTMLInputElement).value;
    change(text === "" || !Number.isFinite(Number(text)) ? undefined : Number(text));
  };
  return html`<input type="number" name=${name} aria-invalid=${invalid} .value=${now === null || now === undefined ? "" : String(now)}
    placeholder=${shape.schema.default === null ? t("automatic") : nothing} min=${minimum ?? exclusiveMinimum ?? nothing} max=${maximum ?? nothing} step=${typeof step === "number" && shape.kind !== "integer" ? "any" : step} @change=${read} />`;
}

function enumText(value: string | number): string {
  const key = String(value);
  const known = maybe(key);
  if (known !== key) return /^knmi23/.test(key) ? `KNMI’23 ${known.toLowerCase()}` : known;
  const words = key.replaceAll("-", " ").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
