/** Waiting for a server that is still building its twin: /readyz answers 503 with how far it is. */
import { t } from "../i18n";

interface Readiness {
  progress?: number;
  fraction?: number;
}

const POLL_MS = 700;

export async function waitUntilReady(say: (detail: string, fraction: number | null) => void): Promise<void> {
  for (;;) {
    const response = await fetch("readyz", { cache: "no-store" });
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`/readyz: ${response.status}`);
    const body = (await response.json().catch(() => ({}))) as Readiness;
    const fraction = body.progress ?? body.fraction ?? null;
    const known = fraction !== null && fraction > 1 ? fraction / 100 : fraction;
    say(known === null ? t("loadingText") : `${Math.round(100 * known)}% · ${t("loadingText")}`, known);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
