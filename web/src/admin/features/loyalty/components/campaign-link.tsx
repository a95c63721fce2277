import { Button, CopyButton, Group, Skeleton, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalAlert } from "@/shared/components/refusal";
import { Section } from "@/shared/components/section";
import { saveFile } from "@/shared/files";
import { asProblem } from "@/shared/http/problem";
import { type Campaign, fetchQr, type PictureKind, useQr } from "../queries/campaigns";
import classes from "./campaign-link.module.css";

const KINDS = ["png", "svg"] as const;
/** Enough for a poster by PNG; SVG grows to any size. */
const PRINT_SIZE = 1200;

/** What is handed out: the link, and the same as a picture to print. */
export function CampaignLink({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(["loyalty", "shared"]);
  const { link } = campaign;
  return (
    <Section title={t("campaign.link")}>
      {link === null ? (
        <Text size="sm" c="dimmed">
          {t("campaign.linkUnknown")}
        </Text>
      ) : (
        <>
          <Group gap="xs" wrap="nowrap" align="center">
            <Text className={classes["link"]} ff="monospace" size="sm" flex={1}>
              {link}
            </Text>
            <Copy link={link} />
          </Group>
          <Picture campaign={campaign} />
        </>
      )}
    </Section>
  );
}

function Copy({ link }: { link: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={link}>
      {({ copied, copy }) => (
        <Button
          variant="light"
          size="sm"
          flex="none"
          onClick={copy}
          leftSection={
            copied ? <IconCheck size={16} stroke={1.8} /> : <IconCopy size={16} stroke={1.8} />
          }
        >
          {t(copied ? "action.copied" : "action.copy")}
        </Button>
      )}
    </CopyButton>
  );
}

function Picture({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("loyalty");
  const { data, error } = useQr(campaign);
  const saving = useMutation({
    mutationFn: (kind: PictureKind) => fetchQr(campaign.id, kind, PRINT_SIZE),
    onSuccess: (file, kind) => saveFile(file, `ref_${campaign.slug}.${kind}`),
  });
  if (error) return <RefusalAlert problem={asProblem(error)} />;
  return (
    <>
      {data ? (
        <img className={classes["qr"]} src={data} alt={t("campaign.qrAlt")} />
      ) : (
        <Skeleton className={classes["qr"]} />
      )}
      <Group gap="xs" justify="center">
        {KINDS.map((kind) => (
          <Button
            key={kind}
            variant="default"
            size="sm"
            leftSection={<IconDownload size={16} stroke={1.8} />}
            loading={saving.isPending && saving.variables === kind}
            onClick={() => saving.mutate(kind)}
          >
            {t("campaign.saveQr", { kind: kind.toUpperCase() })}
          </Button>
        ))}
      </Group>
      <Text size="xs" c="dimmed" ta="center">
        {t("campaign.qrHint")}
      </Text>
    </>
  );
}
