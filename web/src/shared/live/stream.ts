import { http, type Schemas } from "@/shared/http/api";

export type LiveEvent = Schemas["LiveEvent"];

/** The server says something every fifteen seconds. Longer silence is a connection that is dead. */
const SILENCE_MS = 45_000;

/**
 * Hears until the stream ends, the signal says so, or nothing came for too long. Throws what the
 * request threw. Not `EventSource`: that cannot say who asks.
 */
export async function hearStream(signal: AbortSignal, hear: (event: LiveEvent) => void) {
  const silence = new AbortController();
  const { data } = await http.GET("/api/v1/live", {
    parseAs: "stream",
    signal: AbortSignal.any([signal, silence.signal]),
  });
  if (!data) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const reader = data.pipeThrough(new TextDecoderStream()).getReader();
    const parse = parser(hear);
    for (;;) {
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const { done, value } = await reader.read();
      clearTimeout(timer);
      if (done) return;
      parse(value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Takes text as it comes, in whatever pieces, and tells events as soon as they are whole. */
export function parser(hear: (event: LiveEvent) => void): (piece: string) => void {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const told = block
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice("data:".length).trim())
        .join("");
      if (told) hear(JSON.parse(told) as LiveEvent);
    }
  };
}
