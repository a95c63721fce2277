import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pathsOf } from "@/admin/shell/live-paths";
import { pauseAfter } from "@/shared/live/connection";
import { parser, type LiveEvent } from "@/shared/live/stream";
import { updates } from "@/shared/live/updates";

const joined: LiveEvent = { type: "clients.joined", ids: { client_id: 5 } };

describe("what the stream says", () => {
  it("is understood in whatever pieces it comes, without the signs of life", () => {
    const heard: LiveEvent[] = [];
    const parse = parser((event) => heard.push(event));
    const text = `: ping\n\ndata: ${JSON.stringify(joined)}\n\n: ping\n\n`;

    for (const letter of text) parse(letter);
    parse(text + text);

    expect(heard).toEqual([joined, joined, joined]);
  });
});

describe("after a lost connection", () => {
  it("waits longer each time, a minute and a half at most", () => {
    expect([0, 1, 2, 3, 10].map((failures) => pauseAfter(failures, 0))).toEqual([
      1000, 1000, 2000, 4000, 60_000,
    ]);
    expect(pauseAfter(10, 1)).toBe(90_000);
  });
});

describe("what is on the screen", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function screen() {
    const queryClient = new QueryClient();
    const asked: string[] = [];
    const show = async (path: string, init?: object) => {
      const name = JSON.stringify([path, init ?? null]);
      new QueryObserver(queryClient, {
        queryKey: ["get", path, init],
        queryFn: () => {
          asked.push(name);
          return Promise.resolve(name);
        },
      }).subscribe(() => undefined);
      await vi.advanceTimersByTimeAsync(0);
    };
    return { asked, show, news: updates(queryClient, pathsOf) };
  }

  const card = (id: number) => ({ params: { path: { user_id: id } } });

  it("is asked for again when it is about the same thing", async () => {
    const { asked, show, news } = screen();
    await show("/api/v1/users");
    await show("/api/v1/users/{user_id}", card(5));
    await show("/api/v1/users/{user_id}", card(6));
    await show("/api/v1/segments");
    asked.length = 0;

    news.hear(joined);
    await vi.advanceTimersByTimeAsync(300);

    expect(asked).toEqual([
      '["/api/v1/users",null]',
      `["/api/v1/users/{user_id}",${JSON.stringify(card(5))}]`,
    ]);
  });

  it("is asked for every two seconds, however much happens", async () => {
    const { asked, show, news } = screen();
    await show("/api/v1/users");
    asked.length = 0;

    for (let i = 0; i < 100; i += 1) {
      news.hear(joined);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(5000);

    expect(asked).toHaveLength(4);
  });

  it("is all asked for again when something was missed, and not when listening begins", async () => {
    const { asked, show, news } = screen();
    await show("/api/v1/users");
    await show("/api/v1/segments");
    asked.length = 0;

    news.hear({ type: "live.ready", ids: {} });
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toEqual([]);
    news.hear({ type: "live.ready", ids: {} });
    await vi.advanceTimersByTimeAsync(300);

    expect(asked).toHaveLength(2);
  });
});

describe("events", () => {
  it("have paths by the longest beginning that fits", () => {
    expect(pathsOf("loyalty.discount_redeemed")).toContain("/api/v1/redemptions");
    expect(pathsOf("loyalty.discounts_issued")).not.toContain("/api/v1/redemptions");
    expect(pathsOf("weather.changed")).toEqual([]);
  });
});
