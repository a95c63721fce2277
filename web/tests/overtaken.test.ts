import { describe, expect, test } from "vitest";
import { rebase, saveOver } from "@/shared/forms/overtaken";
import { Problem } from "@/shared/http/problem";

const OPENED = { name: "Осень", limit: 10, tags: ["чай"] };

describe("a form that somebody else overtook", () => {
  test("keeps what was typed and takes the rest as it is now", () => {
    const typed = { ...OPENED, name: "Зима" };
    const now = { name: "Весна", limit: 20, tags: ["чай", "торт"] };
    expect(rebase(OPENED, typed, now)).toEqual({ ...now, name: "Зима" });
  });

  test("compares what is inside of lists", () => {
    const now = { ...OPENED, tags: [] };
    expect(rebase(OPENED, { ...OPENED, tags: ["чай"] }, now).tags).toEqual([]);
    expect(rebase(OPENED, { ...OPENED, tags: ["кофе"] }, now).tags).toEqual(["кофе"]);
  });

  const refused = (code: string) => new Problem({ status: 409, code, detail: "Обновите страницу" });
  const attempt = (error: Problem | null) => {
    const told: string[] = [];
    const done = saveOver({
      save: () => (error ? Promise.reject(error) : Promise.resolve("saved")),
      reread: () => Promise.resolve("now"),
      onOvertaken: (now) => told.push(now),
    });
    return { done, told };
  };

  test("is told what is there now, and asked to look at it", async () => {
    const { done, told } = attempt(refused("stale_version"));
    await expect(done).rejects.toMatchObject({ status: 409, code: "stale_version" });
    await expect(done).rejects.not.toMatchObject({ detail: "Обновите страницу" });
    expect(told).toEqual(["now"]);
  });

  test("hears other refusals as they are", async () => {
    const error = refused("clients.phone_taken");
    const { done, told } = attempt(error);
    await expect(done).rejects.toBe(error);
    expect(told).toEqual([]);
  });

  test("is saved when nobody was quicker", async () => {
    const { done, told } = attempt(null);
    await expect(done).resolves.toBe("saved");
    expect(told).toEqual([]);
  });
});
