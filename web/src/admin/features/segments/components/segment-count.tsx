import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/shared/http/describe";
import type { Schemas } from "@/shared/http/api";
import { asProblem } from "@/shared/http/problem";
import { useFormat } from "@/shared/i18n/format";
import { segmentCountQuery } from "../queries/segments";
import classes from "./segments-page.module.css";

/** How many people a segment reaches, when somebody wants to know: counting is not free. */
export function SegmentCount({ segment }: { segment: Schemas["SegmentView"] }) {
  const { t } = useTranslation("segments");
  const format = useFormat();
  const { data, error, isFetching, refetch } = useQuery(segmentCountQuery(segment.id));
  if (error) {
    return (
      <Text span size="sm" c="red">
        {describeProblem(asProblem(error))}
      </Text>
    );
  }
  if (data) {
    return (
      <span data-figures>
        {data.is_estimate ? "≈ " : ""}
        {t("reachedOf", {
          reached: format.number(data.reached),
          selected: format.number(data.selected),
        })}
      </span>
    );
  }
  return (
    <Button
      className={`${classes["above"] ?? ""} ${classes["start"] ?? ""}`}
      size="compact-xs"
      variant="default"
      loading={isFetching}
      aria-label={t("countOf", { name: segment.name })}
      onClick={() => void refetch()}
    >
      {t("count")}
    </Button>
  );
}
