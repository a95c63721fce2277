import { ActionIcon, Group, Text, Tooltip } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TextLink } from "@/shared/components/links";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { LANGUAGE_NAMES, LANGUAGES } from "@/shared/i18n/language";
import type { Entry } from "../queries/audit";
import { AuditChanges } from "./audit-changes";
import classes from "./audit-entry.module.css";
import { useWords } from "./use-words";

type AuditObject = Schemas["AuditObject"];

interface Props {
  entry: Entry;
  onAbout: (about: string) => void;
}

export function AuditEntry({ entry, onAbout }: Props) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const words = useWords();
  const { actor } = entry;
  // Who signs in is both who does it and whom it is about.
  const objects = entry.objects.filter(({ kind, id }) => kind !== actor.kind || id !== actor.id);
  const [main] = objects;
  const reference =
    main && main.kind !== "discount" && main.name !== null ? `${main.kind}:${main.id}` : null;
  return (
    <div className={classes["entry"]} role="listitem">
      <Text span size="sm" c="dimmed" data-figures style={{ whiteSpace: "nowrap" }}>
        {format.time(entry.occurred_at)}
      </Text>
      <div>
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600}>
              {words.event(entry.type)}
              {entry.type === "accounts.role_changed"
                ? `: ${words.value("role", entry.payload["role"])}`
                : null}
            </Text>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {entry.type === "messaging.text_changed" ? <ChangedText entry={entry} /> : null}
              {objects.map((object, number) => (
                <span key={object.kind}>
                  {number > 0 ? " · " : null}
                  <ObjectName object={object} />
                </span>
              ))}
            </Text>
            <Text size="xs" c="dimmed">
              {actor.name ?? (actor.kind === "account" ? "—" : t(`actorOf.${actor.kind}`))}
            </Text>
          </div>
          {reference && main?.name ? (
            <Tooltip label={t("onlyThis", { name: main.name })}>
              <ActionIcon
                size="sm"
                aria-label={t("onlyThis", { name: main.name })}
                onClick={() => onAbout(reference)}
              >
                <IconFilter size={15} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          ) : null}
        </Group>
        <AuditChanges entry={entry} />
      </div>
    </div>
  );
}

/** A text has a key and no number. */
function ChangedText({ entry: { payload } }: { entry: Entry }) {
  const key = String(payload["key"]);
  const language = LANGUAGES.find((one) => one === payload["language"]);
  return (
    <>
      <TextLink to="/texts/$key" params={{ key }} search={{ language }} inherit underline="always">
        {key}
      </TextLink>
      {language ? ` · ${LANGUAGE_NAMES[language]}` : null}
    </>
  );
}

/** Leads to the thing itself, as long as it is there. */
function ObjectName({ object: { kind, id, name } }: { object: AuditObject }) {
  const { t } = useTranslation("audit");
  if (name === null) return t("gone", { id });
  switch (kind) {
    case "account":
      return (
        <TextLink to="/people/$accountId" params={{ accountId: id }} inherit underline="always">
          {name}
        </TextLink>
      );
    case "client":
      return (
        <TextLink to="/clients/$clientId" params={{ clientId: id }} inherit underline="always">
          {name}
        </TextLink>
      );
    case "cashier":
      return (
        <TextLink to="/cashiers/$cashierId" params={{ cashierId: id }} inherit underline="always">
          {name}
        </TextLink>
      );
    case "template":
      return (
        <TextLink
          to="/templates/$templateId"
          params={{ templateId: id }}
          inherit
          underline="always"
        >
          {name}
        </TextLink>
      );
    case "campaign":
      return (
        <TextLink
          to="/campaigns/$campaignId"
          params={{ campaignId: id }}
          inherit
          underline="always"
        >
          {name}
        </TextLink>
      );
    case "segment":
      return (
        <TextLink to="/segments/$segmentId" params={{ segmentId: id }} inherit underline="always">
          {name}
        </TextLink>
      );
    case "broadcast":
      return (
        <TextLink
          to="/broadcasts/$broadcastId"
          params={{ broadcastId: id }}
          inherit
          underline="always"
        >
          {name}
        </TextLink>
      );
    case "discount":
      return (
        <TextLink to="/codes" search={{ code: name }} inherit underline="always">
          {name}
        </TextLink>
      );
  }
}
