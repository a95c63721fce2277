import { describe, expect, it } from "vitest";
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
