import { Spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { IconSearch, IconTicket, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/http/api";
import { useRights } from "@/shared/session/me";
import { useDebouncedValue } from "@mantine/hooks";
import { usePages } from "./use-pages";

const FOUND = 6;
const MIN_LENGTH = 2;

/** Any page, client or code by a few letters. */
export function Palette() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const pages = usePages()
    .map((page) => ({ ...page, label: t(`page.${page.page}`) }))
    .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  const { clients, codes } = useFound(typed.trim());
  const isEmpty = pages.length + clients.length + codes.length === 0;
  return (
    <Spotlight.Root
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      scrollable
      maxHeight={420}
    >
      <Spotlight.Search
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.placeholder")}
        leftSection={<IconSearch size={18} stroke={1.7} />}
      />
      <Spotlight.ActionsList>
        {pages.length > 0 ? (
          <Spotlight.ActionsGroup label={t("palette.pages")}>
            {pages.map(({ to, label, icon: Sign }) => (
              <Spotlight.Action
                key={to}
                label={label}
                leftSection={<Sign size={18} stroke={1.7} />}
                onClick={() => void navigate({ to })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {clients.length > 0 ? (
          <Spotlight.ActionsGroup label={t("palette.clients")}>
            {clients.map(({ id, full_name, username, phone }) => (
              <Spotlight.Action
                key={id}
                label={full_name || `№ ${id}`}
                description={phone ?? (username ? `@${username}` : undefined)}
                leftSection={<IconUser size={18} stroke={1.7} />}
                onClick={() =>
                  void navigate({ to: "/clients/$clientId", params: { clientId: id } })
                }
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {codes.length > 0 ? (
          <Spotlight.ActionsGroup label={t("palette.codes")}>
            {codes.map(({ id, code, template_name }) => (
              <Spotlight.Action
                key={id}
                label={code}
                description={template_name}
                leftSection={<IconTicket size={18} stroke={1.7} />}
                onClick={() => void navigate({ to: "/codes", search: { code, id } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {isEmpty ? <Spotlight.Empty>{t("palette.nothing")}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Clients and codes that fit, once enough letters are typed and the fingers rest. */
function useFound(typed: string) {
  const can = useRights();
  const [wanted] = useDebouncedValue(typed, 200);
  const isLong = wanted.length >= MIN_LENGTH;
  const clients = useQuery({
    ...api.queryOptions("get", "/api/v1/users", {
      params: { query: { search: wanted, limit: FOUND } },
    }),
    enabled: isLong && can("clients:read"),
  });
  const codes = useQuery({
    ...api.queryOptions("get", "/api/v1/discounts", {
      params: { query: { code: wanted, limit: FOUND } },
    }),
    enabled: isLong && can("discounts:read"),
  });
  return {
    clients: isLong ? (clients.data?.items ?? []) : [],
    codes: isLong ? (codes.data?.items ?? []) : [],
  };
}
