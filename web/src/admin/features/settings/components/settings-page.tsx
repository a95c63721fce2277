import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { PagePending } from "@/shared/components/page-pending";
import { RefusalPage } from "@/shared/components/refusal";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import { type Setting, settingsQuery } from "../queries/settings";
import { type Section, SECTIONS, settingsOf } from "../rules/sections";
import { SectionCard } from "./section-card";
import classes from "./settings-page.module.css";

interface Props {
  /** Whether the bot sees the channel; may put what it found into the fields. */
  channel: (put: (key: string, value: Setting["value"]) => void) => ReactNode;
  /** A section of its own: the bots are no settings. */
  bots: ReactNode;
}

/** What the owner arranges, in a few sections, each saved by itself. */
export function SettingsPage({ channel, bots }: Props) {
  const { t, i18n } = useTranslation("settings");
  const { data, error, refetch } = useQuery(settingsQuery(i18n.language));
  const [dirty, setDirty] = useState<ReadonlySet<Section>>(new Set());
  const onDirty = useCallback(
    (section: Section, isDirty: boolean) =>
      setDirty((old) => {
        if (old.has(section) === isDirty) return old;
        const next = new Set(old);
        if (isDirty) next.add(section);
        else next.delete(section);
        return next;
      }),
    [],
  );
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  if (!data) return <PagePending />;
  return (
    <>
      <UnsavedGuard isDirty={dirty.size > 0} />
      <PageHeader title={t("title")} text={t("text")} />
      <div className={classes["sides"]}>
        <nav aria-label={t("sections")} className={classes["nav"]}>
          {[...SECTIONS, "bots" as const].map((section) => (
            <a key={section} href={`#${section}`} className={classes["link"]}>
              {t(`section.${section}.title`)}
              {section !== "bots" && dirty.has(section) ? (
                <span className={classes["dot"]} role="img" aria-label={t("unsaved")} />
              ) : null}
            </a>
          ))}
        </nav>
        <Stack gap="lg">
          {SECTIONS.map((section) => (
            <SectionCard
              key={section}
              section={section}
              settings={settingsOf(section, data.items)}
              onDirty={onDirty}
            >
              {section === "channel" ? channel : undefined}
            </SectionCard>
          ))}
          {bots}
        </Stack>
      </div>
    </>
  );
}
