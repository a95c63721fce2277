import { expect, test } from "vitest";
import { formatter } from "@/shared/i18n/format";

const plain = (text: string) => text.replace(/\s/g, " ");
const format = formatter("ru", "Asia/Vladivostok", "RUB");

test("times are the shop's, wherever one reads them", () => {
  expect(format.date("2026-11-20T20:00:00Z")).toBe("21 нояб. 2026 г.");
  expect(format.time("2026-11-20T20:00:00Z")).toBe("06:00");
});

test("a moment of this year, by the shop's clock, goes without the year", () => {
  const now = Date.parse("2026-12-31T12:00:00Z");
  const told = (moment: string) => plain(format.dateTime(moment, now));
  expect(told("2026-11-20T20:00:00Z")).toBe("21 нояб., 06:00");
  expect(told("2026-12-31T14:30:00Z")).toBe("1 янв. 2027 г., 00:30");
  expect(told("2025-12-31T14:30:00Z")).toBe("1 янв., 00:30");
});

test("a calendar day is the same day everywhere", () => {
  expect(format.day("2026-11-20")).toBe("20 нояб. 2026 г.");
});

test("axes are named shortly", () => {
  expect(format.dayName("2026-11-20")).toBe("20 нояб.");
  expect(plain(format.monthName("2026-11-01"))).toBe("нояб. 26 г.");
  expect(plain(format.compact(12_000))).toBe("12 тыс.");
});

test("sums come from minor units, whole ones without kopecks", () => {
  expect(plain(format.money(150_000))).toBe("1 500 ₽");
  expect(plain(format.money(150_050))).toBe("1 500,50 ₽");
  expect(plain(format.money(1500, "JPY"))).toBe("1 500 ¥");
});

test("how long ago", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  expect(format.ago("2026-11-17T12:00:00Z", now)).toBe("3 дня назад");
  expect(format.ago("2026-11-20T11:59:50Z", now)).toBe("в эту минуту");
});
