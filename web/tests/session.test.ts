import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { findMe } from "@/shared/session/me";

test("whose session it is comes with the session, and is not asked for", async () => {
  const asked: string[] = [];
  const opened = { access_token: "token", expires_in: 1800, account: { id: 7 } };
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(Response.json(opened));
  });
  localStorage.setItem("dvorik.signed-in", "1");
  const queryClient = new QueryClient();

  expect(await findMe(queryClient)).toEqual({ id: 7 });
  expect(await findMe(queryClient)).toEqual({ id: 7 });
  expect(asked).toEqual(["/api/v1/auth/refresh"]);
});
