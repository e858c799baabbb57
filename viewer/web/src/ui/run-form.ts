/** The form of one process: few inputs open, the others folded away, and its run below them. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ProcessDescription } from "../core/jobs";
import type { Json, Schema } from "../core/schema";
import { t } from "../i18n";
import { field } from "./form";
import type { Run } from "./run";

export type Inputs = { [key: string]: Json };

/** One input of a process; `use` hears of all inputs when people change it. They are read at that moment, not when drawn. */
export function inputOf(process: ProcessDescription, name: string, inputs: () => Inputs, use: (inputs: Inputs) => void): TemplateResult | typeof nothing {
  const entry = process.inputs[name]!;
  const { $defs, ...schema } = entry.schema;
  const titled: Schema = { ...schema, title: schema.title ?? entry.title };
  return field(name, titled, $defs ?? {}, inputs()[name], (value) => {
    const { [name]: _old, ...rest } = inputs();
    use(value === undefined ? rest : { ...rest, [name]: value });
  }, entry.minOccurs > 0);
}

interface Asked {
  process: ProcessDescription;
  /** Inputs that the page gives itself, or that need no answer here. */
  given: readonly string[];
  open: readonly string[];
  inputs: () => Inputs;
  use: (inputs: Inputs) => void;
  work: Run;
  /** Id of the button. */
  button: string;
}

export function runForm({ process, given, open, inputs, use, work, button }: Asked): TemplateResult {
  const names = Object.keys(process.inputs).filter((name) => !given.includes(name));
  const seldom = names.filter((name) => !open.includes(name));
  const input = (name: string) => inputOf(process, name, inputs, use);
  const run = (event: Event): void => {
    event.preventDefault();
    if (!work.running) void work.start(process.id, inputs());
  };
  return html`<form class="form" @submit=${run} novalidate>
    ${open.filter((name) => names.includes(name)).map(input)}
    ${seldom.length > 0 ? html`<details><summary>${t("advanced")}</summary>${seldom.map(input)}</details>` : nothing}
    ${work.complaint()}${work.progress(button)}
  </form>`;
}
