import { describe, expect, it } from "vitest";
import { changeOf } from "@/admin/features/analytics/rules/change";
import { today } from "@/admin/features/analytics/queries/dashboard";

describe("the shop's day", () => {
  const evening = Date.parse("2026-11-20T14:00:00Z");

  it("is the zone's, whatever the browser's", () => {
    expect(today("Asia/Vladivostok", 0, evening)).toBe("2026-11-21");
    expect(today("America/New_York", 0, evening)).toBe("2026-11-20");
  });

  it("goes back over months and leap days", () => {
    expect(today("Asia/Vladivostok", 21, evening)).toBe("2026-10-31");
    expect(today("UTC", 1, Date.parse("2028-03-01T12:00:00Z"))).toBe("2028-02-29");
  });
});

describe("a figure beside that of before", () => {
  it("changes by a share", () => {
    expect(changeOf(150, 100)).toEqual({ kind: "share", share: 0.5 });
    expect(changeOf(0, 4)).toEqual({ kind: "share", share: -1 });
    expect(changeOf(300, 100)).toEqual({ kind: "share", share: 2 });
  });

  it("is told with what was, where a share says nothing", () => {
    expect(changeOf(338, 20)).toEqual({ kind: "plain", before: 20 });
    expect(changeOf(5, 0)).toEqual({ kind: "plain", before: 0 });
  });

  it("has nothing to be compared with", () => {
    expect(changeOf(0, 0)).toBeNull();
    expect(changeOf(null, 3)).toBeNull();
    expect(changeOf(3, null)).toBeNull();
  });
});
