import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Entry } from "../queries/audit";
import classes from "./audit-entry.module.css";
import { useWords } from "./use-words";

/** What it was and what it is; where nobody kept that, what was touched. */
export function AuditChanges({ entry }: { entry: Entry }) {
  const { t } = useTranslation("audit");
  const words = useWords();
  const told = entry.changes.map(({ field }) => field);
  const touched = fieldsOf(entry).filter((field) => !told.includes(field));
  return (
    <>
      {entry.changes.length > 0 ? (
        <dl className={classes["changes"]}>
          {entry.changes.map(({ field, before, after }) => (
            <div key={field} className={classes["change"]}>
              <dt>{words.field(field)}</dt>
              <dd>
                {Array.isArray(before) && Array.isArray(after) ? (
                  <ListChange field={field} before={before} after={after} />
                ) : (
                  <>
                    <del aria-label={t("was")}>{words.value(field, before)}</del>
                    {" → "}
                    <ins aria-label={t("is")}>{words.value(field, after)}</ins>
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {touched.length > 0 ? (
        <Text size="xs" c="dimmed" mt={2}>
          {t("changedFields", { fields: touched.map(words.field).join(", ") })}
        </Text>
      ) : null}
    </>
  );
}

interface ListProps {
  field: string;
  before: readonly unknown[];
  after: readonly unknown[];
}

/** Of a long list only what came and what went. */
function ListChange({ field, before, after }: ListProps) {
  const { t } = useTranslation("audit");
  const words = useWords();
  const gained = after.filter((one) => !before.includes(one));
  const lost = before.filter((one) => !after.includes(one));
  return (
    <>
      {lost.length > 0 ? (
        <div>
          {t("lost")}: <del>{words.value(field, lost)}</del>
        </div>
      ) : null}
      {gained.length > 0 ? (
        <div>
          {t("gained")}: <ins>{words.value(field, gained)}</ins>
        </div>
      ) : null}
    </>
  );
}

function fieldsOf({ payload }: Entry): string[] {
  const fields: unknown = payload["fields"];
  return Array.isArray(fields) ? fields.filter((one) => typeof one === "string") : [];
}
