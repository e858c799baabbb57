/** A table of people's own as an input: one that was sent before, or one that they send now. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { whoAmI } from "../core/access";
import type { Role } from "../core/access";
import type { Json } from "../core/schema";
import { store } from "../core/state";
import { listUploads, sendUpload } from "../core/uploads";
import type { Upload } from "../core/uploads";
import { number, t } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";
import { Part } from "./part";

const TAG = "zicht-upload";

export class ZichtUpload extends Part {
  static override properties = { value: { attribute: false } };
  value = "";
  media = "";
  name = "";
  label = "";
  change: (value: Json | undefined) => void = () => undefined;
  private uploads: Upload[] = [];
  private sending = false;
  private rights: Role = "public";
  private problem = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  override render(): TemplateResult {
    const tables = this.uploads.filter(({ facts }) => facts.columns);
    const gone = this.value !== "" && !tables.some(({ id }) => id === this.value);
    return html`<select name=${this.name} aria-label=${this.label} @change=${(e: Event) => this.change((e.target as HTMLSelectElement).value || undefined)}>
        <option value="" ?selected=${this.value === ""}>${t("none")}</option>
        ${tables.map((one) => html`<option value=${one.id} ?selected=${one.id === this.value}>${told(one)}</option>`)}
        ${gone ? html`<option value=${this.value} selected>${this.value}</option>` : nothing}
      </select>
      ${["public", "reader"].includes(this.rights)
        ? html`<p class="note">${t("uploadClosed")}</p>`
        : html`<input type="file" hidden aria-label=${this.label} data-upload=${this.name} accept=".csv,${this.media}" @change=${this.send} />
          <button class="quiet add" type="button" ?disabled=${this.sending} aria-label="${this.label}: ${t("uploadSend")}"
            @click=${() => this.querySelector<HTMLInputElement>("input")!.click()}>${icon("up")} ${t(this.sending ? "uploadSending" : "uploadSend")}</button>`}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  private async look(): Promise<void> {
    const { api } = context();
    try {
      this.rights = (await whoAmI(api))?.role ?? "public";
      if (this.rights !== "public") this.uploads = await listUploads(api);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private readonly send = async (event: Event): Promise<void> => {
    const box = event.target as HTMLInputElement;
    const file = box.files?.[0];
    if (!file) return;
    this.sending = true;
    this.problem = "";
    this.requestUpdate();
    try {
      this.change((await sendUpload(context().api, file, this.media)).id);
      for (const input of document.querySelectorAll<ZichtUpload>(TAG)) void input.look();
    } catch (error) {
      this.problem = (error as Error).message;
    }
    box.value = ""; // the same file, mended, can be sent again
    this.sending = false;
    this.requestUpdate();
  };
}

/** When it was sent and what is in it: the service keeps no names of files. */
function told({ created, facts: { columns = [], rows = 0 } }: Upload): string {
  const when = new Date(created).toLocaleString(store.state.lang === "nl" ? "nl-NL" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  return `${when}: ${t("uploadRows", number(rows), columns.slice(0, 4).join(", "))}`;
}

customElements.define(TAG, ZichtUpload);
