import { Badge } from "@mantine/core";
import { IconTicket } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { TextLink } from "@/shared/components/links";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import type { Column } from "@/shared/lists/data-table";
import { EndlessTable } from "@/shared/lists/endless-table";
import { useAttempts } from "../queries/cashiers";
import { CodeText } from "./code-text";

type Attempt = Schemas["AttemptView"];

/** Every try at a code, refused or not. */
export function Attempts({ cashierId }: { cashierId: number }) {
  const { t } = useTranslation("loyalty");
  return (
    <Section title={t("attempt.title")} isFlush>
      <EndlessTable
        label={t("attempt.title")}
        list={useAttempts(cashierId)}
        columns={useColumns()}
        empty={<EmptyState icon={IconTicket} title={t("attempt.none")} />}
      />
    </Section>
  );
}

function useColumns(): Column<Attempt>[] {
  const { t } = useTranslation("loyalty");
  const format = useFormat();
  return [
    {
      id: "code",
      title: t("code.code"),
      phone: "title",
      cell: ({ code, discount_id }) =>
        discount_id ? (
          <TextLink to="/codes" search={{ code }}>
            <CodeText code={code} />
          </TextLink>
        ) : (
          <CodeText code={code} />
        ),
    },
    {
      id: "outcome",
      title: t("attempt.outcome"),
      phone: "line",
      cell: ({ status, reason }) => (
        <Badge color={status === "success" ? "pine" : status === "not_found" ? "orange" : "gray"}>
          {t(`attempt.outcomeOf.${reason ?? status}`)}
        </Badge>
      ),
    },
    {
      id: "bill",
      title: t("code.bill"),
      align: "end",
      phone: "line",
      cell: ({ bill_minor }) => (bill_minor === null ? null : format.money(bill_minor)),
    },
    {
      id: "at",
      title: t("attempt.at"),
      align: "end",
      phone: "line",
      cell: ({ attempted_at }) => format.dateTime(attempted_at),
    },
  ];
}
