/** The shapes of JSON Schema that forms are made from, and what each of them is. */

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  title?: string;
  description?: string;
  enum?: (string | number)[];
  const?: string | number;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  "x-title-nl"?: string;
  "x-unit"?: string;
  "x-geometry"?: string;
  "x-step"?: number;
  /** Media type of a file that is sent first; the value is the id that it gets. */
  "x-upload"?: string;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type Shape =
  | { kind: "number" | "integer" | "string" | "boolean"; schema: Schema; nullable: boolean }
  | { kind: "enum"; schema: Schema; nullable: boolean; values: (string | number)[] }
  | { kind: "array"; schema: Schema; nullable: boolean; item: Schema }
  | { kind: "geometry"; schema: Schema; nullable: boolean; geometry: string }
  | { kind: "object"; schema: Schema; nullable: boolean; fields: [string, Schema][] }
  | { kind: "union"; schema: Schema; nullable: boolean; tag: string; options: Map<string, Schema> }
  | { kind: "unknown"; schema: Schema; nullable: boolean };

export type Defs = Record<string, Schema>;

/** Follow references; what stands beside a reference (title, default, hints) wins. */
export function resolve(schema: Schema, defs: Defs): Schema {
  let found = schema;
  for (let depth = 0; found.$ref && depth < 8; depth++) {
    const { $ref, ...own } = found;
    found = { ...(defs[$ref.replace("#/$defs/", "")] ?? {}), ...own };
  }
  return found;
}

export function shapeOf(given: Schema, defs: Defs): Shape {
  let schema = resolve(given, defs);
  let nullable = false;
  const parts = schema.anyOf?.filter((part) => part.type !== "null");
  if (schema.anyOf && parts && parts.length < schema.anyOf.length) {
    nullable = true;
    const { anyOf: _all, ...own } = schema;
    schema = parts.length === 1 ? { ...resolve(parts[0]!, defs), ...own } : { ...own, anyOf: parts };
  }
  if (schema["x-geometry"]) return { kind: "geometry", schema, nullable, geometry: schema["x-geometry"] };
  const union = schema.oneOf ?? schema.anyOf;
  if (union) return unionOf(schema, union, nullable, defs);
  if (schema.enum) return { kind: "enum", schema, nullable, values: schema.enum };
  if (schema.const !== undefined) return { kind: "enum", schema, nullable, values: [schema.const] };
  switch (schema.type) {
    case "number":
    case "integer":
    case "string":
    case "boolean":
      return { kind: schema.type, schema, nullable };
    case "array":
      return { kind: "array", schema, nullable, item: schema.items ?? {} };
    case "object":
      return { kind: "object", schema, nullable, fields: Object.entries(schema.properties ?? {}) };
    default:
      return { kind: "unknown", schema, nullable };
  }
}

function unionOf(schema: Schema, parts: Schema[], nullable: boolean, defs: Defs): Shape {
  const tag = schema.discriminator?.propertyName ?? "kind";
  const options = new Map<string, Schema>();
  for (const part of parts) {
    const option = resolve(part, defs);
    const value = option.properties?.[tag]?.const ?? option.properties?.[tag]?.enum?.[0];
    if (value !== undefined) options.set(String(value), option);
  }
  return options.size > 0 ? { kind: "union", schema, nullable, tag, options } : { kind: "unknown", schema, nullable };
}

/** A first value for a field that somebody wants to fill in: what is required, nothing that has a default. */
export function firstValue(schema: Schema, defs: Defs): Json {
  const shape = shapeOf(schema, defs);
  if (shape.schema.default !== undefined && shape.schema.default !== null) return structuredClone(shape.schema.default) as Json;
  switch (shape.kind) {
    case "number":
    case "integer":
      return Math.max(shape.schema.minimum ?? shape.schema.exclusiveMinimum ?? 0, 0) || (shape.schema["x-step"] ?? 1);
    case "string":
      return "";
    case "boolean":
      return false;
    case "enum":
      return shape.values[0] ?? null;
    case "array":
    case "geometry":
      return shape.kind === "geometry" && shape.geometry.startsWith("feature") ? "" : [];
    case "object":
      return firstObject(shape.fields, shape.schema.required ?? [], defs);
    case "union": {
      const [name, option] = [...shape.options][0]!;
      const value = firstObject(Object.entries(option.properties ?? {}), option.required ?? [], defs);
      return { [shape.tag]: name, ...value };
    }
    default:
      return null;
  }
}

function firstObject(fields: [string, Schema][], required: string[], defs: Defs): { [key: string]: Json } {
  return Object.fromEntries(fields.filter(([name]) => required.includes(name)).map(([name, field]) => [name, firstValue(field, defs)]));
}
