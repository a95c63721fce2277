import { describe, expect, test } from "vitest";
import { isEmptyFunnel, stepsOf } from "@/admin/features/loyalty/components/campaign-steps";
import {
  campaignValuesOf,
  NEW_CAMPAIGN,
  orderOf,
  slugOf,
} from "@/admin/features/loyalty/components/campaign-values";
import { weekdayWords } from "@/admin/features/loyalty/components/weekday-names";
import { beginOfDay, dayBefore } from "@/shared/i18n/zone";

const NOBODY = { clicks: 0, people: 0, joined: 0, codes_issued: 0, codes_redeemed: 0 };

describe("the funnel", () => {
  test("gives shares of what a step comes from, and widths beside the widest", () => {
    const steps = stepsOf({
      clicks: 50,
      people: 40,
      joined: 20,
      codes_issued: 10,
      codes_redeemed: 4,
    });
    expect(steps.map(({ id, share }) => [id, share])).toEqual([
      ["clicks", null],
      ["people", null],
      ["joined", 0.5],
      ["codes_issued", 0.25],
      ["codes_redeemed", 0.4],
    ]);
    expect(steps.map(({ width }) => width)).toEqual([1, 0.8, 0.4, 0.2, 0.08]);
  });

  test("of nobody has no shares and no width", () => {
    expect(isEmptyFunnel(NOBODY)).toBe(true);
    expect(stepsOf(NOBODY).every(({ width, share }) => width === 0 && share === null)).toBe(true);
  });

  test("does not call more codes than people a share", () => {
    const [, , , codes] = stepsOf({ ...NOBODY, people: 2, codes_issued: 3 });
    expect(codes?.share).toBeNull();
  });
});

describe("a campaign's form", () => {
  test("sends empty fields as no limit, and sums in minor units", () => {
    const order = orderOf({ ...NEW_CAMPAIGN, name: " Листовки ", budget_minor: "99.9" }, 2);
    expect(order).toEqual({
      name: "Листовки",
      slug: null,
      template_id: null,
      starts_on: null,
      ends_on: null,
      codes_limit: null,
      budget_count: null,
      budget_minor: 9990,
      is_active: true,
    });
  });

  test.each([
    ["spring", "spring"],
    [" ref_spring ", "spring"],
    ["https://t.me/shop_bot?start=ref_spring", "spring"],
    ["", ""],
  ])("reads the link %s", (typed, slug) => expect(slugOf(typed)).toBe(slug));

  test("shows again what was sent", () => {
    const sent = { ...NEW_CAMPAIGN, name: "Осень", slug: "autumn", template_id: "7" };
    const order = { ...orderOf(sent, 2), slug: "autumn", budget_minor: null };
    expect(campaignValuesOf(order as Parameters<typeof campaignValuesOf>[0], 2)).toEqual(sent);
  });
});

describe("days of the shop", () => {
  test("begin when its clock says so, also where it was changed that night", () => {
    expect(beginOfDay("2026-11-20", "Asia/Vladivostok")).toBe("2026-11-19T14:00:00.000Z");
    expect(beginOfDay("2026-11-20", "Asia/Vladivostok", 1)).toBe("2026-11-20T14:00:00.000Z");
    expect(beginOfDay("2026-10-25", "Europe/Kyiv", 1)).toBe("2026-10-25T22:00:00.000Z");
  });

  test("are counted back from its today", () => {
    const now = new Date("2026-11-20T20:00:00Z");
    expect(dayBefore(0, "Asia/Vladivostok", now)).toBe("2026-11-21");
    expect(dayBefore(6, "Asia/Vladivostok", now)).toBe("2026-11-15");
  });
});

test.each([
  [[1, 2, 3, 4, 5, 7], "Mon–Fri, Sun"],
  [[7, 6], "Sat, Sun"],
  [[3], "Wed"],
])("weekdays %j are said as %s", (weekdays, words) =>
  expect(weekdayWords(weekdays, "en")).toBe(words),
);
