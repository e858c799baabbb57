/** Server-sent events over fetch: unlike EventSource it can send who asks. */
import { request } from "./fetching";

/** Hand every event's data on until the server ends the stream. */
export async function listen(url: string, signal: AbortSignal, hear: (data: string) => void): Promise<void> {
  const response = await request(url, { headers: { Accept: "text/event-stream" }, signal, cache: "no-store" });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (text + value).split("\n\n");
    text = events.pop()!;
    for (const event of events) {
      const lines = event.split("\n").filter((line) => line.startsWith("data:"));
      if (lines.length > 0) hear(lines.map((line) => line.slice(5).trimStart()).join("\n"));
    }
  }
}
