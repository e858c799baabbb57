/** What stands in the way of the dikes, as a table that takes one there. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { Vector3 } from "three";
import { bottlenecks } from "../core/bottlenecks";
import type { Bottleneck, Item } from "../core/bottlenecks";
import { getJson } from "../core/fetching";
import { tablesOf } from "../core/jobs";
import { store } from "../core/state";
import type { State } from "../core/state";
import { label, length, maybe, number, t } from "../i18n";
import { attributeName } from "../i18n/attributes";
import { context } from "./context";
import { Part } from "./part";
import { futureNow, shownSpace } from "./space";
import type { Shown } from "./space";

const RD = encodeURIComponent("http://www.opengis.net/def/crs/EPSG/0/28992");
const PAGE = 1000;
/** Rows in the table at first, and how many come with each press. */
const MOST = 100;

export class ZichtBottlenecks extends Part {
  private rows: Bottleneck[] | null = null;
  private of = "";
  private kind = "";
  private most = MOST;
  private problem = "";

  protected override concerns(state: State, before: State): boolean {
    return state.space !== before.space || state.lang !== before.lang || state.picked !== before.picked;
  }

  override render(): TemplateResult {
    const shown = shownSpace();
    const year = shown ? shown.space.file.years[futureNow(shown.space).year]! : 0;
    const rows = (this.rows ?? []).filter((row) => this.kind === "" || row.kind === this.kind);
    const reached = rows.filter((row) => (row.from ?? 0) <= year);
    return html`<section class="outcome bottlenecks" aria-label=${t("dikeBottlenecks")}>
      <h2>${t("dikeBottlenecks")}</h2>
      ${shown && this.rows === null && !this.problem ? html`<p class="note" role="status">${t("loadingData")}…</p>` : nothing}
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${this.rows?.length ? this.filter() : nothing}
      ${this.rows ? html`<p class="note" data-value="bottleneck-count">${t("dikeReached", number(reached.length), String(year), number(rows.length))}</p>` : nothing}
      ${shown && rows.length > 0 ? html`<p class="note" data-value="bottleneck-case">${t("dikeCase", askedCase(shown))}</p>${this.table(rows, year)}` : nothing}
      ${shown?.space.file.conflicts_unknown ? html`<p class="note" data-value="conflicts-unknown">${t("dikeUnlooked", shown.space.file.conflicts_unknown)}</p>` : nothing}
    </section>`;
  }

  protected override updated(): void {
    const shown = shownSpace();
    const job = shown?.job ?? "";
    if (job === this.of) return;
    this.of = job;
    this.rows = null;
    this.problem = "";
    this.choose("");
    if (shown) void this.load(shown);
  }

  private async load({ job, outcome }: Shown): Promise<void> {
    try {
      const items: Item[] = [];
      // Where nothing stands in the way there is no table.
      const some = tablesOf(outcome).includes("dike-conflicts");
      let next = some ? `${context().api}/collections/${job}-dike-conflicts/items?limit=${PAGE}&crs=${RD}` : null;
      while (next !== null && items.length < 20 * PAGE) {
        const page: { features: Item[]; links?: { rel: string; href: string }[] } = await getJson(next);
        items.push(...page.features);
        next = page.links?.find((link) => link.rel === "next")?.href ?? null;
      }
      if (job !== this.of) return;
      this.rows = bottlenecks(items);
    } catch (error) {
      if (job !== this.of) return;
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private filter(): TemplateResult {
    const kinds = [...new Set((this.rows ?? []).map((row) => row.kind))];
    return html`<label class="field"><span class="field-title">${attributeName("kind", store.state.lang)}</span>
      <select id="bottleneck-kind" @change=${(e: Event) => this.choose((e.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${this.kind === ""}>${t("allClasses")}</option>
        ${kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${kindName(kind)}</option>`)}
      </select></label>`;
  }

  private choose(kind: string): void {
    this.kind = kind;
    this.most = MOST;
    this.requestUpdate();
  }

  private table(rows: Bottleneck[], year: number): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("dikeBottlenecks")}><table class="indicators">
      <thead><tr><th scope="col">${t("dikeWhat")}</th><th scope="col">${t("dikeFrom")}</th><th scope="col">${t("dikeSize")}</th><th scope="col">${t("dikeValue")}</th></tr></thead>
      <tbody>${rows.slice(0, this.most).map((row) => this.row(row, year))}</tbody>
    </table></div>
    ${rows.length > this.most ? html`<button id="bottleneck-more" class="quiet back" @click=${this.more}>${t("dikeMore", number(rows.length - this.most))}</button>` : nothing}`;
  }

  private readonly more = (): void => {
    this.most += MOST;
    this.requestUpdate();
  };

  private row(row: Bottleneck, year: number): TemplateResult {
    const { picked } = store.state;
    const here = picked?.layer === row.theme && picked.id === row.id;
    return html`<tr class=${(row.from ?? 0) <= year ? "reached" : ""} aria-current=${here ? "true" : nothing}>
      <th scope="row"><button class="quiet go" @click=${() => this.fly(row)}>${label(row) || row.kind}</button><small>${row.dike}${row.chainage === null ? "" : `, ${number(row.chainage)} m`}</small></th>
      <td>${row.from ?? t("dikeToday")}</td><td>${size(row)}</td><td>${row.value === null ? "–" : money(row.value)}</td></tr>`;
  }

  /** Go and look at it, with its mark on. */
  private fly(row: Bottleneck): void {
    const { director, world } = context();
    const [east, north] = world.files.page.origin;
    const [x, y] = [row.at[0] - east, row.at[1] - north];
    const open = world.files.page.layers.some((entry) => entry.theme === row.theme);
    if (open) store.setLayer(row.theme, { on: true });
    director.rig.flyTo(director.lookAt(new Vector3(x, y, world.levels.groundAt(x, y) ?? 0), director.rig.heading, -35, 700));
    if (open) store.set({ picked: { layer: row.theme, id: row.id } });
  }
}

/** The case for which the years in the table were computed, whatever the slider shows. */
function askedCase({ space }: Shown): string {
  const { scenario, quantile, rise } = space.file.asked;
  const sea = scenario === null ? `+${number(rise, 2)} m` : maybe(`${scenario}-long`).replace(/-long$/, "");
  return quantile === null || scenario === null ? sea : `${sea}, ${number(100 * quantile)}%`;
}

/** A kind of thing as its layer is called, or as it calls itself. */
function kindName(kind: string): string {
  const entry = context().world.files.page.layers.find((layer) => layer.theme === kind);
  return entry ? label(entry) : maybe(`kind-${kind}`).replace(/^kind-/, "").replaceAll("_", " ");
}

function size(row: Bottleneck): string {
  if (row.addresses !== null && row.addresses > 0) return t("dikeAddresses", number(row.addresses));
  if (row.area !== null && row.area > 0) return `${number(row.area)} m²`;
  if (row.length !== null && row.length > 0) return length(row.length);
  return row.volume !== null && row.volume > 0 ? `${number(row.volume)} m³` : "–";
}

const money = (euros: number): string => (euros >= 1e6 ? `${number(euros / 1e6, 1)} M€` : `${number(euros / 1000)} k€`);

customElements.define("zicht-bottlenecks", ZichtBottlenecks);
