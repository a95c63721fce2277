import { ActionIcon, Button, Grid, Menu, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowMerge, IconDots, IconGift, IconPencil } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { BackLink } from "@/shared/components/links";
import { PageHeader } from "@/shared/components/page-header";
import { useRights } from "@/shared/session/me";
import { clientQuery } from "../queries/clients";
import { ClientBroadcasts } from "./client-broadcasts";
import { ClientConsent } from "./client-consent";
import { ClientDiscounts } from "./client-discounts";
import { ClientFacts } from "./client-facts";
import { ClientHistory } from "./client-history";
import { ClientState } from "./client-marks";
import { ClientMerges } from "./client-merges";
import { EditClient } from "./edit-client";
import { IssueDiscount } from "./issue-discount";
import { MergeClient } from "./merge-client";

/** Everything about one person: who they are, what they hold, what happened. */
export function ClientPage({ clientId }: { clientId: number }) {
  const { t } = useTranslation(["clients", "shared"]);
  const can = useRights();
  const { data: client } = useSuspenseQuery(clientQuery(clientId));
  const [isEditing, editing] = useDisclosure();
  const [isIssuing, issuing] = useDisclosure();
  const [isMerging, merging] = useDisclosure();
  return (
    <>
      <PageHeader
        title={client.full_name || t("nameless", { id: client.id })}
        mark={<ClientState client={client} />}
        back={<BackLink to="/clients">{t("title")}</BackLink>}
      >
        {can("clients:merge") ? (
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={t("more")}>
                <IconDots size={18} stroke={1.7} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconArrowMerge size={16} stroke={1.7} />}
                onClick={merging.open}
              >
                {t("merge.open")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
        {can("clients:edit") ? (
          <Button
            variant="default"
            leftSection={<IconPencil size={16} stroke={1.7} />}
            onClick={editing.open}
          >
            {t("shared:action.edit")}
          </Button>
        ) : null}
        {can("discounts:issue") ? (
          <Button leftSection={<IconGift size={16} stroke={1.7} />} onClick={issuing.open}>
            {t("issue.action")}
          </Button>
        ) : null}
      </PageHeader>
      <ClientMerges clientId={client.id} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <ClientFacts client={client} />
            <ClientConsent clientId={client.id} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            {client.discounts ? <ClientDiscounts discounts={client.discounts} /> : null}
            {can("broadcasts:read") ? <ClientBroadcasts clientId={client.id} /> : null}
            <ClientHistory history={client.history} />
          </Stack>
        </Grid.Col>
      </Grid>
      <EditClient client={client} opened={isEditing} onClose={editing.close} />
      <IssueDiscount client={client} opened={isIssuing} onClose={issuing.close} />
      <MergeClient client={client} opened={isMerging} onClose={merging.close} />
    </>
  );
}
