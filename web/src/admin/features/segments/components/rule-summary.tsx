import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { type Field, fieldsQuery, useSegmentNames } from "../queries/segments";
import type { Rule } from "../rules/draft";
import { summarize, type Words } from "../rules/summary";

/** Whom a rule selects, in one line. Nothing until the words of fields are there. */
export function RuleSummary({ rule }: { rule: Rule }) {
  const { i18n } = useTranslation();
  const { data } = useQuery(fieldsQuery(i18n.language));
  const words = useWords();
  const fields = useMemo(
    () => new Map<string, Field>((data?.items ?? []).map((field) => [field.field, field])),
    [data],
  );
  if (!data) return null;
  const said = summarize(rule, fields, words);
  return (
    <Text
      size="xs"
      c="dimmed"
      lineClamp={2}
      title={said}
      maw={560}
      style={{ whiteSpace: "normal" }}
    >
      {said}
    </Text>
  );
}

function useWords(): Words {
  const { t } = useTranslation(["segments", "shared"]);
  const format = useFormat();
  const segments = useSegmentNames(true);
  return {
    everybody: t("summary.everybody"),
    and: t("joiner.and"),
    or: t("joiner.or"),
    except: (inner) => t("summary.except", { inner }),
    segment: (id) =>
      t("summary.segment", { name: segments?.find((one) => one.id === id)?.name ?? `№ ${id}` }),
    yes: t("shared:yes").toLowerCase(),
    no: t("shared:no").toLowerCase(),
    from: (value) => t("summary.from", { value }),
    until: (value) => t("summary.until", { value }),
    inLast: (days) => t("summary.inLast", { count: days }),
    days: (days) => `${format.number(days)} ${t("days", { count: days })}`,
    day: format.day,
    number: format.number,
    money: format.money,
  };
}
