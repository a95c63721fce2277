import { Alert, Button, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Role } from "../queries/roles";
import { carriedOver, type Draft, untouched } from "../rules/role-draft";

interface Props {
  role: Role;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Two people changed the same role: nobody's choice goes without a decision. */
export function RoleOvertaken({ role, draft, onChange }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <Alert
      color="orange"
      role="alert"
      icon={<IconUsers />}
      title={t("role.overtaken.title", { role: t(`role.name.${role.name}`) })}
      mb="md"
    >
      <Text size="sm" mb="sm">
        {t("role.overtaken.text")}
      </Text>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={() => onChange(carriedOver(draft, role))}>
          {t("role.overtaken.carry")}
        </Button>
        <Button size="xs" variant="default" onClick={() => onChange(untouched(draft, role))}>
          {t("role.overtaken.take")}
        </Button>
      </Group>
    </Alert>
  );
}
