import { expect, test } from "vitest";
import { fieldErrors } from "@/shared/forms/field-errors";
import { asProblem, fieldName, Problem, readProblem } from "@/shared/http/problem";

const refuse = (body: unknown, headers: HeadersInit = {}) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status: 422, headers });

test("a problem document is read with its fields and the id to quote", async () => {
  const problem = await readProblem(
    refuse({
      code: "invalid",
      detail: "Проверьте поля.",
      instance: "abc",
      errors: [{ pointer: "/body/rule/items/0", code: "missing" }],
    }),
  );
  expect(problem).toMatchObject({
    status: 422,
    code: "invalid",
    detail: "Проверьте поля.",
    requestId: "abc",
    fields: [{ name: "rule.items.0", code: "missing" }],
  });
});

test("an answer of a proxy is a problem without words", async () => {
  const problem = await readProblem(refuse("<html>", { "x-request-id": "r1" }));
  expect(problem).toMatchObject({ code: "unreadable_answer", detail: "", requestId: "r1" });
});

test("anything thrown is a problem", () => {
  const known = new Problem({ status: 404, code: "clients.not_found" });
  expect(asProblem(known)).toBe(known);
  expect(asProblem(new TypeError("x"))).toMatchObject({ status: 0, code: "defect", detail: "x" });
});

test("pointers lose the part of the request and their escapes", () => {
  expect(fieldName("/body/first_name")).toBe("first_name");
  expect(fieldName("/query/a~1b~0c")).toBe("a/b~c");
});

test("a refusal goes to its field if the form has one", () => {
  const values = { phone: "", email: "" };
  const taken = new Problem({ status: 409, code: "clients.phone_taken", detail: "Занят." });
  const unknown = new Problem({
    status: 422,
    code: "invalid",
    fields: [{ name: "elsewhere", code: "missing" }],
  });
  expect(fieldErrors(taken, { "clients.phone_taken": "phone" }, values)).toEqual({
    phone: "Занят.",
  });
  expect(fieldErrors(taken, {}, values)).toEqual({});
  expect(fieldErrors(unknown, {}, values)).toEqual({});
});
