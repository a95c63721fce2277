import { Card, Group, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/components/page-header";
import { RefusalPage } from "@/shared/components/refusal";
import { UnsavedGuard } from "@/shared/forms/unsaved-guard";
import type { Schemas } from "@/shared/http/api";
import { rolesQuery } from "../queries/roles";
import { type Draft, isOvertaken, isTouched, touch } from "../rules/role-draft";
import { RoleChanges } from "./role-changes";
import { RoleMatrix } from "./role-matrix";
import classes from "./role-matrix.module.css";

interface Props {
  /** On a phone: the role that is looked at. */
  shown: Schemas["RoleName"] | undefined;
  onShow: (role: Schemas["RoleName"]) => void;
}

/** Which role may do what. Nothing holds before it was looked over and saved. */
export function RolesPage({ shown, onShow }: Props) {
  const { t } = useTranslation("accounts");
  const { data: roles, error, refetch } = useQuery(rolesQuery);
  const [draft, setDraft] = useState<Draft>({});
  if (error) return <RefusalPage error={error} retry={() => void refetch()} />;
  const changed = (roles ?? []).filter((role) => isTouched(draft, role));
  return (
    <>
      <PageHeader title={t("role.title")} text={t("role.text")} />
      <Group gap={6} mb="md" wrap="nowrap" c="dimmed">
        <IconAlertTriangle className={classes["danger"]} size={15} stroke={2} aria-hidden />
        <Text size="sm">{t("role.dangerText")}</Text>
      </Group>
      <UnsavedGuard isDirty={changed.length > 0} />
      <Card padding={0} style={{ overflow: "visible" }}>
        {roles ? (
          <RoleMatrix
            roles={roles}
            draft={draft}
            shown={shown ?? "manager"}
            onShow={onShow}
            onChange={(role, permissions) => setDraft(touch(draft, role, permissions))}
          />
        ) : (
          <Skeleton height={520} radius="lg" />
        )}
      </Card>
      <RoleChanges
        changed={changed}
        draft={draft}
        overtaken={changed.filter((role) => isOvertaken(draft, role))}
        onChange={setDraft}
      />
    </>
  );
}
