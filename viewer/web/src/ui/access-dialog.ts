/** Who asks, where the service wants to know: a button, and a dialog in which a key is given or forgotten. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { forget, hasKey, keep, whoAmI } from "../core/access";
import type { Principal, Role } from "../core/access";
import { t } from "../i18n";
import type { Key } from "../i18n";
import { context } from "./context";
import { icon } from "./icons";
import { Part } from "./part";

const ROLES: Record<Role, Key> = { public: "rolePublic", reader: "roleReader", modeller: "roleModeller", admin: "roleAdmin" };

export class ZichtAccess extends Part {
  private who: Principal | null = null;
  private refused = "";

  override connectedCallback(): void {
    super.connectedCallback();
    // A service that does not tell is shown as an open one: without the button.
    void this.look().catch(() => undefined);
  }

  override render(): TemplateResult | typeof nothing {
    if (this.who?.mode !== "guarded") return nothing;
    const role = t(ROLES[this.who.role]);
    return html`<button id="access" class="quiet square" title=${`${t("accessTitle")}: ${role}`} aria-label=${`${t("accessTitle")}: ${role}`}
        @click=${() => this.querySelector("dialog")?.showModal()}>${icon("account")}</button>
      <dialog class="card" aria-labelledby="access-title">
        <header><h2 id="access-title">${t("accessTitle")}</h2>
          <button class="quiet square" aria-label=${t("close")} @click=${this.close}>${icon("close")}</button></header>
        <p><strong>${hasKey() ? t("accessAs", role, this.who.name) : role}</strong></p>
        <p>${t("accessText")}</p>
        ${hasKey() ? html`<button @click=${this.leave}>${t("accessForget")}</button>` : this.form()}
      </dialog>`;
  }

  private form(): TemplateResult {
    return html`<form method="dialog" @submit=${this.enter}>
      <label class="field"><span class="field-title">${t("accessKey")}</span>
        <input id="access-key" type="password" autocomplete="off" spellcheck="false" required /></label>
      ${this.refused ? html`<p class="problem" role="alert">${this.refused}</p>` : nothing}
      <button class="primary">${t("accessUse")}</button>
    </form>`;
  }

  /** A key that is not valid any more is forgotten: with it every request would be refused. */
  private async look(): Promise<void> {
    const { api } = context();
    this.who = await whoAmI(api);
    if (!this.who) {
      forget();
      this.who = await whoAmI(api);
    }
    this.requestUpdate();
  }

  private readonly enter = async (event: Event): Promise<void> => {
    event.preventDefault();
    const key = this.querySelector<HTMLInputElement>("#access-key")!.value.trim();
    const who = await whoAmI(context().api, key).catch((error: Error) => error);
    if (who && !(who instanceof Error)) {
      keep(key);
      location.reload(); // layers that were withheld are part of the first picture
      return;
    }
    this.refused = who ? who.message : t("accessRefused");
    this.requestUpdate();
  };

  private readonly leave = (): void => {
    forget();
    location.reload();
  };

  private readonly close = (): void => this.querySelector("dialog")?.close();
}

customElements.define("zicht-access", ZichtAccess);
