import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";

/** How a person stands to the shop, in one badge: the gravest first. */
export function ClientState({ client }: { client: Schemas["UserRow"] }) {
  const { t } = useTranslation("clients");
  if (client.is_blacklisted) return <Badge color="red">{t("stateOf.blacklisted")}</Badge>;
  if (client.bot_blocked_at) return <Badge color="orange">{t("stateOf.blocked")}</Badge>;
  if (client.is_subscribed) return <Badge>{t("stateOf.subscribed")}</Badge>;
  return <Badge color="gray">{t("stateOf.away")}</Badge>;
}

export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" fw={500}>
          {tag}
        </Badge>
      ))}
    </Group>
  );
}
