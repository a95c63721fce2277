import { beforeEach, expect, test } from "vitest";
import { dropToast, shownToasts, toastWhenDone } from "@/shared/components/toasts";

const said = () => shownToasts().map(({ message }) => message);

beforeEach(() => shownToasts().forEach(({ id }) => dropToast(id)));

test("what was done is said when the answer comes", async () => {
  const answer = Promise.resolve({ count: 3 });
  toastWhenDone(answer, ({ count }) => `Sent: ${count}`);
  toastWhenDone(answer, "Done");
  expect(said()).toEqual([]);

  await answer;

  expect(said()).toEqual(["Sent: 3", "Done"]);
});

test("of what was refused nothing is said here: whoever refuses says so", async () => {
  const answer = Promise.reject(new Error("no"));
  toastWhenDone(answer, "Done");

  await answer.catch(() => undefined);

  expect(said()).toEqual([]);
});
