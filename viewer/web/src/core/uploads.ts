/** Files that people send to the service, for runs to read. */
import { getJson, request } from "./fetching";

export interface Upload {
  id: string;
  /** A moment in UTC, ISO 8601. */
  created: string;
  facts: { columns?: string[]; rows?: number };
}

export const listUploads = async (api: string): Promise<Upload[]> => (await getJson<{ uploads: Upload[] }>(`${api}/uploads`)).uploads;

export async function sendUpload(api: string, file: File, media: string): Promise<Upload> {
  const response = await request(`${api}/uploads`, { method: "POST", headers: { "Content-Type": media }, body: file });
  return (await response.json()) as Upload;
}
