import { Badge, Code } from "@mantine/core";
import { IconTicketOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { Section } from "@/shared/components/section";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { type Column, DataTable } from "@/shared/lists/data-table";

type Discount = Schemas["DiscountView"];

const COLOURS: Record<Discount["state"], string> = {
  active: "pine",
  upcoming: "blue",
  used: "gray",
  expired: "gray",
  blocked: "red",
};

export function ClientDiscounts({ discounts }: { discounts: Discount[] }) {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const columns: Column<Discount>[] = [
    {
      id: "code",
      title: t("discount.code"),
      phone: "title",
      cell: ({ code }) => <Code fz="sm">{code}</Code>,
    },
    {
      id: "template",
      title: t("discount.template"),
      phone: "line",
      cell: ({ template_name }) => template_name,
    },
    {
      id: "state",
      title: t("discount.state"),
      phone: "line",
      cell: ({ state }) => <Badge color={COLOURS[state]}>{t(`discount.stateOf.${state}`)}</Badge>,
    },
    {
      id: "until",
      title: t("discount.until"),
      phone: "line",
      cell: ({ expires_at }) => format.date(expires_at),
    },
  ];
  return (
    <Section title={t("discount.title")} isFlush>
      <DataTable
        label={t("discount.title")}
        columns={columns}
        rows={discounts}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={IconTicketOff} title={t("discount.none")} />}
      />
    </Section>
  );
}
