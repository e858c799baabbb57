/** Processes and jobs over HTTP: descriptions, execution, progress by events, results. */
import { getJson, request } from "./fetching";
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
  result?: { href: string };
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

export const dismiss = (api: string, job: string): Promise<Response> => request(`${api}/jobs/${job}`, { method: "DELETE" });

export const results = (api: string, job: string): Promise<JobResults> => getJson<JobResults>(`${api}/jobs/${job}/results`);

/** Follow a job until it ends; returns a function that stops listening. */
export function follow(api: string, job: string, tell: (info: JobInfo) => void): () => void {
  const source = new EventSource(`${api}/jobs/${job}/events`);
  source.onmessage = (event: MessageEvent<string>) => {
    const info = JSON.parse(event.data) as JobInfo;
    // The server ends the stream after the last event; without this the browser would connect again.
    if (FINAL.includes(info.status)) source.close();
    tell(info);
  };
  return () => source.close();
}
