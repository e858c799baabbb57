/** Processes and jobs over HTTP: descriptions, execution, progress by events, results. */
import { listen } from "./events";
import { HttpError, getJson, request } from "./fetching";
import type { Json, Schema } from "./schema";

export interface ProcessSummary {
  id: string;
  title: string;
  description?: string;
  "x-title-nl"?: string;
  "x-description-nl"?: string;
}

export interface ProcessInput {
  title: string;
  "x-title-nl"?: string;
  schema: Schema;
  minOccurs: number;
}

export interface ProcessDescription extends ProcessSummary {
  inputs: Record<string, ProcessInput>;
}

export type JobStatus = "accepted" | "running" | "successful" | "failed" | "dismissed";

export interface JobInfo {
  jobID: string;
  processID: string;
  status: JobStatus;
  message?: string;
  progress?: number;
  /** What the scenario is called, in English and in Dutch. */
  title?: string;
  "x-title-nl"?: string;
  /** Id of the twin that it is about. */
  twin?: string | null;
  /** Moments in UTC, ISO 8601. */
  started?: string;
  finished?: string;
  updated?: string;
}

export interface Indicator {
  value: number | null;
  reference: number | null;
  difference: number | null;
  low?: number | null;
  high?: number | null;
  unit: string;
  label_nl: string;
  label_en: string;
  method?: string;
  reason?: string | null;
}

export interface JobResults {
  indicators: Record<string, Indicator>;
  frames?: { href: string };
  /** What a flood did at most, and when it came: frames of their own beside those in time. */
  "frames-max-level"?: { href: string };
  "frames-arrival-time"?: { href: string };
  result?: { href: string };
  /** The room that dikes need, for the page. */
  "dike-space"?: { href: string };
  /** What water levels do to polders, and what each choice of them would do, for the page. */
  "water-levels"?: { href: string };
  "water-level-choice"?: { href: string };
  /** Who is in whose way below ground, for the page. */
  "subsurface-conflicts"?: { href: string };
  links?: { rel?: string; href: string; type?: string; title?: string }[];
}

/** Names of the tables of a result, as its collections are called; a table without rows is not among them. */
export function tablesOf(outcome: JobResults): string[] {
  const found = (outcome.links ?? []).map(({ href }) => /\/features\/([\w-]+)\.parquet$/.exec(href)?.[1]);
  return found.filter((name) => name !== undefined).map((name) => name.replaceAll("_", "-"));
}

/** Address of a file that the page reads, by its name without ending; null when the result has none. */
export function pageFile(outcome: JobResults, name: "water-levels" | "water-level-choice" | "subsurface-conflicts"): string | null {
  const offered = outcome.links?.find(({ href }) => href.endsWith(`/${name}.json`))?.href;
  return outcome[name]?.href ?? offered ?? null;
}

export const FINAL: readonly JobStatus[] = ["successful", "failed", "dismissed"];

export async function listProcesses(api: string): Promise<ProcessSummary[]> {
  return (await getJson<{ processes: ProcessSummary[] }>(`${api}/processes`)).processes;
}

export const describeProcess = (api: string, id: string): Promise<ProcessDescription> =>
  getJson<ProcessDescription>(`${api}/processes/${encodeURIComponent(id)}`);

export async function execute(api: string, id: string, inputs: { [key: string]: Json }): Promise<JobInfo> {
  const response = await request(`${api}/processes/${encodeURIComponent(id)}/execution`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Prefer: "respond-async" },
    body: JSON.stringify({ inputs }),
  });
  return (await response.json()) as JobInfo;
}

/** Successful jobs on a twin, of some processes or of all, newest first. */
export async function successful(api: string, twin: string, processes: readonly string[], limit: number): Promise<JobInfo[]> {
  const wanted = [`&twin=${encodeURIComponent(twin)}`, ...processes.map((id) => `&processID=${encodeURIComponent(id)}`)].join("");
  return (await getJson<{ jobs: JobInfo[] }>(`${api}/jobs?status=successful&limit=${limit}${wanted}`)).jobs;
}

export const dismiss = (api: string, job: string): Promise<Response> => request(`${api}/jobs/${job}`, { method: "DELETE" });

export const results = (api: string, job: string): Promise<JobResults> => getJson<JobResults>(`${api}/jobs/${job}/results`);

export const statusOf = (api: string, job: string): Promise<JobInfo> => getJson<JobInfo>(`${api}/jobs/${job}`);

/** Pauses between attempts to hear of a job again, s. */
const PAUSES = [1, 2, 5, 10, 30];

/** Follow a job until it ends, also when the connection breaks; returns a function that stops listening. */
export function follow(api: string, job: string, tell: (info: JobInfo) => void, fail: (error: Error) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let failures = 0;
  const hear = (info: JobInfo): void => {
    if (signal.aborted) return;
    failures = 0;
    if (FINAL.includes(info.status)) stop.abort();
    tell(info);
  };
  /** Listen; when the stream has ended too early, ask once how the job stands. A job that is gone is told at once. */
  const attempt = async (): Promise<void> => {
    await listen(`${api}/jobs/${job}/events`, signal, (data) => hear(JSON.parse(data) as JobInfo)).catch((error: Error) => {
      if (error instanceof HttpError) throw error;
    });
    if (!signal.aborted) hear(await statusOf(api, job));
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await attempt();
      } catch (error) {
        const gone = error instanceof HttpError && error.status < 500 && error.status !== 429;
        if (signal.aborted) return;
        if (gone || failures >= 4 * PAUSES.length) {
          stop.abort();
          fail(error as Error);
          return;
        }
      }
      if (!signal.aborted) await pause(1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]!);
    }
  };
  void run();
  return () => stop.abort();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
