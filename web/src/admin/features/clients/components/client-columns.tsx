import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { RowLink } from "@/shared/components/links";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import { LANGUAGE_NAMES } from "@/shared/i18n/language";
import type { Column } from "@/shared/lists/data-table";
import { ClientState, Tags } from "./client-marks";

type Client = Schemas["UserRow"];

export interface ClientColumn extends Column<Client> {
  /** Shown unless the address says otherwise. */
  isUsual?: boolean;
  /** Shown always. */
  isFixed?: boolean;
}

export function useClientColumns(): ClientColumn[] {
  const { t } = useTranslation("clients");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "name",
        title: t("name"),
        sort: ["name", "-name"],
        isFixed: true,
        phone: "title",
        cell: (client) => (
          <RowLink to="/clients/$clientId" params={{ clientId: client.id }}>
            {client.full_name || t("nameless", { id: client.id })}
          </RowLink>
        ),
      },
      {
        id: "username",
        title: "Telegram",
        cell: ({ username }) => (username ? `@${username}` : null),
      },
      {
        id: "phone",
        title: t("phone"),
        isUsual: true,
        phone: "line",
        cell: ({ phone }) => phone,
      },
      {
        id: "state",
        title: t("state"),
        isUsual: true,
        phone: "line",
        cell: (client) => <ClientState client={client} />,
      },
      {
        id: "tags",
        title: t("tags"),
        isUsual: true,
        cell: ({ tags }) => <Tags tags={tags} />,
      },
      {
        id: "birthday",
        title: t("birthday"),
        cell: ({ birthday }) => (birthday ? format.day(birthday) : null),
      },
      { id: "language", title: t("language"), cell: ({ language }) => LANGUAGE_NAMES[language] },
      { id: "source", title: t("source"), cell: ({ source }) => source },
      {
        id: "active",
        title: t("lastActive"),
        sort: ["-last_active_at", "last_active_at"],
        isUsual: true,
        phone: "line",
        cell: ({ last_active_at }) => (last_active_at ? format.ago(last_active_at) : null),
      },
      {
        id: "joined",
        title: t("joined"),
        sort: ["-created_at", "created_at"],
        align: "end",
        isUsual: true,
        cell: ({ created_at }) => format.date(created_at),
      },
    ],
    [t, format],
  );
}
