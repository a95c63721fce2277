import { asProblem } from "@/shared/http/problem";
import { hearStream, type LiveEvent } from "./stream";

/** A tab that nobody looks at gives its connection to others: browsers have six of them. */
const HANG_UP_MS = 30_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

interface Ears {
  hear: (event: LiveEvent) => void;
  /** The API does not know us any more. */
  onSignedOut: () => void;
}

/** Keeps one stream open while the page is looked at. Returns how to stop. */
export function listen(ears: Ears): () => void {
  const stop = new AbortController();
  void keepListening(stop.signal, ears);
  return () => stop.abort();
}

async function keepListening(stop: AbortSignal, { hear, onSignedOut }: Ears) {
  let failures = 0;
  while (!stop.aborted) {
    await untilWatched(stop);
    const round = hangUpWhenHidden(stop);
    try {
      await hearStream(round.signal, (event) => {
        failures = 0;
        hear(event);
      });
    } catch (error) {
      failures += 1;
      if (asProblem(error).status === 401) onSignedOut();
    } finally {
      round.forget();
    }
    await pause(stop, pauseAfter(failures, Math.random()));
  }
}

/** 1 s, 2 s, 4 s … a minute; each up to a half longer, so that not all come back at once. */
export function pauseAfter(failures: number, chance: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1), LONGEST_PAUSE_MS);
  return pause * (1 + chance / 2);
}

const isWatched = () => document.visibilityState === "visible" && navigator.onLine;

async function untilWatched(stop: AbortSignal): Promise<void> {
  if (!isWatched()) await untilChange(stop);
}

/** Ends early when the connection or the person comes back: then waiting has no more sense. */
const pause = (stop: AbortSignal, ms: number) => untilChange(stop, ms);

/** Until somebody looks who did not, time is up, or it is over. */
function untilChange(stop: AbortSignal, ms?: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      forget();
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(end, ms);
    const forget = onChange(() => {
      if (isWatched()) end();
    });
    stop.addEventListener("abort", end);
  });
}

function hangUpWhenHidden(stop: AbortSignal) {
  const round = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = onChange(() => {
    clearTimeout(timer);
    if (!isWatched()) timer = setTimeout(() => round.abort(), HANG_UP_MS);
  });
  return {
    signal: AbortSignal.any([stop, round.signal]),
    forget: () => {
      clearTimeout(timer);
      forget();
    },
  };
}

function onChange(act: () => void): () => void {
  document.addEventListener("visibilitychange", act);
  window.addEventListener("online", act);
  window.addEventListener("offline", act);
  return () => {
    document.removeEventListener("visibilitychange", act);
    window.removeEventListener("online", act);
    window.removeEventListener("offline", act);
  };
}
