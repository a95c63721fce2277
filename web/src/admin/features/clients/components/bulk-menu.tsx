import { Button, Menu } from "@mantine/core";
import {
  IconChevronDown,
  IconDownload,
  IconGift,
  IconHistory,
  IconTag,
  IconTagOff,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useRights } from "@/shared/session/me";
import type { Audience } from "../queries/bulk";
import { type ActionKind, BulkDialog } from "./bulk-dialog";

interface Props {
  audience: Audience;
  /** How many that is, in words: "3", "more than 5,000". Undefined while it is not known. */
  count: string | undefined;
  isChosen: boolean;
}

/** What can be done to many at once: to those chosen, or to all whom the filters find. */
export function BulkMenu({ audience, count, isChosen }: Props) {
  const { t } = useTranslation("clients");
  const can = useRights();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ActionKind | null>(null);
  const acts = [
    ["add_tags", IconTag, can("clients:edit")],
    ["remove_tags", IconTagOff, can("clients:edit")],
    ["assign_discount", IconGift, can("discounts:issue") && can("discounts:read")],
    ["export", IconDownload, can("clients:export")],
  ] as const;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button
            variant={isChosen ? "filled" : "default"}
            rightSection={<IconChevronDown size={16} stroke={1.8} />}
          >
            {isChosen ? t("bulk.withChosen", { count }) : t("bulk.withAll")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {isChosen ? t("bulk.forChosen", { count }) : t("bulk.forAll", { count: count ?? "…" })}
          </Menu.Label>
          {acts.map(([kind, Sign, isAllowed]) =>
            isAllowed ? (
              <Menu.Item
                key={kind}
                leftSection={<Sign size={16} stroke={1.7} />}
                onClick={() => setAsked(kind)}
              >
                {t(`bulk.action.${kind}`)}
              </Menu.Item>
            ) : null,
          )}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconHistory size={16} stroke={1.7} />}
            onClick={() => void navigate({ to: "/clients/jobs" })}
          >
            {t("bulk.jobs")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <BulkDialog
        kind={asked}
        audience={audience}
        count={count}
        onClose={() => setAsked(null)}
        onStarted={(job) => {
          setAsked(null);
          void navigate({ to: "/clients/jobs", search: { job } });
        }}
      />
    </>
  );
}

/** The total of a list in words; a large shop is not counted to the last. */
export function useCountInWords() {
  const { t } = useTranslation("clients");
  const format = useFormat();
  return (total: number, isExact: boolean) =>
    isExact ? format.number(total) : t("bulk.moreThan", { count: total });
}
