/** HTTP in one place: JSON with readable errors, and gzip blocks whether or not the server decoded them. */
import { credentials } from "./access";

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

interface Problem {
  title?: string;
  detail?: string;
  errors?: { field?: string; detail?: string; remedy?: string }[];
}

async function problemOf(response: Response): Promise<string> {
  try {
    const problem = (await response.json()) as Problem;
    const lines = (problem.errors ?? []).map((e) => [e.field, e.detail, e.remedy].filter(Boolean).join(": "));
    if (lines.length > 0) return lines.join("\n"); // the detail only sums these up
    return problem.detail ?? problem.title ?? response.statusText;
  } catch {
    return response.statusText;
  }
}

export async function request(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { ...credentials(), ...init?.headers } });
  if (!response.ok) {
    const retry = Number(response.headers.get("Retry-After"));
    throw new HttpError(response.status, await problemOf(response), retry > 0 ? retry : null);
  }
  return response;
}

export async function getJson<T>(url: string): Promise<T> {
  return (await (await request(url, { headers: { Accept: "application/json" } })).json()) as T;
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
