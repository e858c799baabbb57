/** HTTP in one place: JSON with readable errors, and gzip blocks whether or not the server decoded them. */
import { credentials } from "./access";

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter: number | null = null,
    /** What is wrong with which field, where the service says so. */
    readonly faults: Fault[] = [],
  ) {
    super(message);
  }
}

export interface Fault {
  field?: string;
  detail?: string;
  remedy?: string;
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: Fault[];
}

async function problemOf(response: Response): Promise<{ said: string; faults: Fault[] }> {
  try {
    const problem = (await response.json()) as Problem;
    const faults = problem.errors ?? [];
    const lines = faults.map((e) => [e.field, e.detail, e.remedy].filter(Boolean).join(": "));
    // The detail only sums the lines up.
    return { said: lines.join("\n") || (problem.detail ?? problem.title ?? response.statusText), faults };
  } catch {
    return { said: response.statusText, faults: [] };
  }
}

export async function request(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { ...credentials(), ...init?.headers } });
  if (!response.ok) {
    const retry = Number(response.headers.get("Retry-After"));
    const { said, faults } = await problemOf(response);
    throw new HttpError(response.status, said, retry > 0 ? retry : null, faults);
  }
  return response;
}

export async function getJson<T>(url: string): Promise<T> {
  return (await (await request(url, { headers: { Accept: "application/json" } })).json()) as T;
}

export async function postJson<T>(url: string, content: string): Promise<T> {
  return (await (await request(url, { method: "POST", headers: { Accept: "application/json", "Content-Type": "application/json" }, body: content })).json()) as T;
}

/** A missing artefact is an answer (the twin has none), anything else is an error. */
export async function getJsonOrNull<T>(url: string): Promise<T | null> {
  try {
    return await getJson<T>(url);
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return null;
    throw error;
  }
}

export const getBytes = async (url: string): Promise<ArrayBuffer> => (await request(url)).arrayBuffer();

/** Unpacked bytes of a .gz artefact. The server may already have sent it with Content-Encoding: look at the magic. */
export async function gunzipped(buffer: ArrayBuffer): Promise<ArrayBuffer> {
  const head = new Uint8Array(buffer, 0, Math.min(2, buffer.byteLength));
  if (head[0] !== 0x1f || head[1] !== 0x8b) return buffer;
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).arrayBuffer();
}

export const getGunzipped = async (url: string): Promise<ArrayBuffer> => gunzipped(await getBytes(url));
