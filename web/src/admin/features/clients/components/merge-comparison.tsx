import { Group, List, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { useFormat } from "@/shared/i18n/format";
import classes from "./merge-comparison.module.css";

type Preview = Schemas["MergePreview"];
type Side = Schemas["CardSide"];

/**
 * Both cards beside each other; a tick says what the one card will have. Roles are spelled out: on
 * a phone the rows are no table to the browser.
 */
export function MergeComparison({ preview, turn }: { preview: Preview; turn: ReactNode }) {
  const { t } = useTranslation("clients");
  const { kept, dissolved } = preview;
  const rows = useRows(preview);
  const nameOf = ({ id, full_name }: Side) => full_name || t("nameless", { id });
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm">{t("merge.compare")}</Text>
        {turn}
      </Group>
      <table className={classes["table"]} role="table" aria-label={t("merge.title")}>
        <thead role="rowgroup">
          <tr role="row">
            <td role="presentation" />
            <th role="columnheader" scope="col">
              <span>{t("merge.kept")}</span>
              {nameOf(kept)}
            </th>
            <th role="columnheader" scope="col">
              <span>{t("merge.dissolved")}</span>
              {nameOf(dissolved)}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ name, own, others, isOwnTaken, isOthersTaken }) => (
            <tr key={name} role="row">
              <th role="rowheader" scope="row">
                {name}
              </th>
              <Cell value={own} isTaken={isOwnTaken} />
              <Cell value={others} isTaken={isOthersTaken} />
            </tr>
          ))}
        </tbody>
      </table>
      <Consequences preview={preview} />
    </Stack>
  );
}

function Cell({ value, isTaken }: { value: string; isTaken: boolean }) {
  const { t } = useTranslation("clients");
  if (!value) {
    return (
      <td role="cell" className={classes["none"]}>
        —
      </td>
    );
  }
  return (
    <td role="cell" className={classes[isTaken ? "taken" : "left"]}>
      {isTaken ? (
        <>
          <IconCheck size={14} stroke={2.4} aria-hidden />
          <VisuallyHidden>{t("merge.taken")} </VisuallyHidden>
        </>
      ) : null}
      {value}
    </td>
  );
}

interface Row {
  name: string;
  own: string;
  others: string;
  isOwnTaken: boolean;
  isOthersTaken: boolean;
}

/** What at least one of the cards says. */
function useRows({ kept, dissolved, result }: Preview): Row[] {
  const { t } = useTranslation("clients");
  const format = useFormat();
  const allows = useAllowed();
  /** Of two words one stays. */
  const one = (name: string, say: (side: Side) => string | null | undefined): Row => {
    const [own, others, left] = [kept, dissolved, result].map((side) => say(side) ?? "");
    return {
      name,
      own: own ?? "",
      others: others ?? "",
      isOwnTaken: own === left,
      isOthersTaken: others === left,
    };
  };
  /** Of two lists both stay. */
  const both = (name: string, say: (side: Side) => string): Row => ({
    name,
    own: say(kept),
    others: say(dissolved),
    isOwnTaken: true,
    isOthersTaken: true,
  });
  const rows = [
    one(t("firstName"), ({ first_name }) => first_name),
    one(t("lastName"), ({ last_name }) => last_name),
    one("Telegram", accountOf),
    one(t("phone"), ({ phone }) => phone),
    one(t("birthday"), ({ birthday }) => birthday && format.day(birthday)),
    one(t("gender"), ({ gender }) => (gender === "unknown" ? null : t(`genderOf.${gender}`))),
    both(t("tags"), ({ tags }) => tags.join(", ")),
    both(t("notes"), ({ notes }) => notes),
    one(t("joined"), ({ created_at, source }) =>
      [format.date(created_at), source].filter(Boolean).join(" · "),
    ),
    one(t("consent"), allows),
    one(t("edit.blacklist"), ({ is_blacklisted }) => (is_blacklisted ? t("merge.yes") : null)),
  ];
  return rows.filter(({ own, others }) => own || others);
}

const accountOf = ({ username, telegram_id }: Side) =>
  username ? `@${username}` : telegram_id ? String(telegram_id) : null;

function useAllowed(): (side: Side) => string {
  const { t } = useTranslation("clients");
  return (side) =>
    side.consent_at
      ? [
          ...(["offers", "birthdays", "reminders"] as const)
            .filter((topic) => side[`wants_${topic}`])
            .map((topic) => t(`consents.topic.${topic}`)),
          side.is_weekly ? t("merge.weekly") : null,
        ]
          .filter(Boolean)
          .join(", ")
      : t("merge.noMessages");
}

/** What cannot be seen in the cards themselves. */
function Consequences({ preview }: { preview: Preview }) {
  const { t } = useTranslation("clients");
  const allows = useAllowed();
  const { kept, dissolved, result, moves, second_codes, is_account_exchanged } = preview;
  const going = (
    ["codes", "redemptions", "disputes", "orders", "messages", "broadcasts"] as const
  ).filter((what) => moves[what] > 0);
  const lines = [
    going.length > 0
      ? t("merge.moves", {
          list: going.map((what) => t(`merge.moving.${what}`, { count: moves[what] })).join(", "),
        })
      : null,
    second_codes > 0 ? t("merge.secondCodes", { count: second_codes }) : null,
    kept.telegram_id && dissolved.telegram_id
      ? t(is_account_exchanged ? "merge.accountExchanged" : "merge.twoAccounts", {
          account: result.username
            ? `@${result.username}`
            : (result.display_name ?? accountOf(result)),
        })
      : null,
    allows(result) === allows(kept) ? null : t("merge.allowed", { what: allows(result) }),
    t("merge.canUndo"),
  ].filter((line) => line !== null);
  return (
    <List size="sm" spacing={4} c="dimmed">
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
