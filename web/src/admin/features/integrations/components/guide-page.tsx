import { Button, Card } from "@mantine/core";
import { IconConfetti } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/components/empty-state";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { firstStepsQuery, useAside } from "../queries/first-steps";
import { StepList } from "./first-steps";

/** The guide where it is always found, also when it was put aside. */
export function GuidePage() {
  const { t } = useTranslation("integrations");
  const [isAside, putAside] = useAside();
  const { data, error, refetch } = useQuery(firstStepsQuery);
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <PagePending />;
  return (
    <>
      <PageHeader title={t("steps.title")} text={t("steps.text")}>
        {isAside && !data.is_done ? (
          <Button variant="default" onClick={() => putAside(false)}>
            {t("steps.back")}
          </Button>
        ) : null}
      </PageHeader>
      {data.is_done ? (
        <Card padding={0} mb="lg">
          <EmptyState
            icon={IconConfetti}
            title={t("steps.allDone")}
            text={t("steps.allDoneText")}
          />
        </Card>
      ) : null}
      <Card>
        <StepList steps={data} />
      </Card>
    </>
  );
}
