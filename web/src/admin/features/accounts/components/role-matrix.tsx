import { Checkbox, Group, Select, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconMinus, IconRestore } from "@tabler/icons-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/shared/http/api";
import { type Permission, useRights } from "@/shared/session/me";
import type { Role } from "../queries/roles";
import { DANGEROUS, differenceOf, isSame, RIGHTS, toggled, wordsOf } from "../rules/permissions";
import { type Draft, heldIn } from "../rules/role-draft";
import classes from "./role-matrix.module.css";

type RoleName = Schemas["RoleName"];

interface Props {
  roles: readonly Role[];
  draft: Draft;
  shown: RoleName;
  onShow: (role: RoleName) => void;
  onChange: (role: Role, permissions: Permission[]) => void;
}

/** Rights down, roles across; on a phone one role at a time. */
export function RoleMatrix({ roles, draft, shown, onShow, onChange }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <>
      <Select
        className={classes["choice"]}
        label={t("role.shown")}
        data={roles.map(({ name }) => ({ value: name, label: t(`role.name.${name}`) }))}
        value={shown}
        onChange={(value) => {
          const role = roles.find(({ name }) => name === value);
          if (role) onShow(role.name);
        }}
        allowDeselect={false}
        hiddenFrom="md"
      />
      <Table className={classes["matrix"]} aria-label={t("role.title")} verticalSpacing={6}>
        <Table.Thead className={classes["head"]}>
          <Table.Tr>
            <Table.Th scope="col">{t("role.right")}</Table.Th>
            {roles.map((role) => (
              <Table.Th key={role.name} scope="col" data-shown={role.name === shown || undefined}>
                <RoleHead role={role} draft={draft} onChange={onChange} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {RIGHTS.map(({ group, rights }) => (
            <Fragment key={group}>
              <Table.Tr className={classes["group"]}>
                <Table.Th scope="colgroup" colSpan={roles.length + 1}>
                  {t(`right.group.${group}`)}
                </Table.Th>
              </Table.Tr>
              {rights.map((right) => (
                <Table.Tr key={right}>
                  <Table.Th scope="row" className={classes["right"]}>
                    <RightName right={right} />
                  </Table.Th>
                  {roles.map((role) => (
                    <Table.Td key={role.name} data-shown={role.name === shown || undefined}>
                      <Cell role={role} right={right} draft={draft} onChange={onChange} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

function RoleHead({ role, draft, onChange }: { role: Role } & Pick<Props, "draft" | "onChange">) {
  const { t } = useTranslation("accounts");
  const name = t(`role.name.${role.name}`);
  const now = heldIn(draft, role);
  const isDefault = isSame(differenceOf(now, role.default_permissions));
  return (
    <div className={classes["role"]}>
      <span>{name}</span>
      <Group gap={4} wrap="nowrap" justify="center">
        <Text span inherit fw={400} c="dimmed">
          {t("role.people", { count: role.people })}
        </Text>
        {role.is_editable && !isDefault ? (
          <Tooltip label={t("role.restore")}>
            <UnstyledButton
              className={classes["restore"]}
              aria-label={t("role.restoreRole", { role: name })}
              onClick={() => onChange(role, role.default_permissions)}
            >
              <IconRestore size={14} stroke={1.8} />
            </UnstyledButton>
          </Tooltip>
        ) : null}
      </Group>
    </div>
  );
}

function RightName({ right }: { right: Permission }) {
  const { t } = useTranslation("accounts");
  return (
    <>
      {t(`right.of.${wordsOf(right)}`)}
      {DANGEROUS.has(right) ? <Danger label={t("role.dangerText")} /> : null}
    </>
  );
}

function Danger({ label }: { label: string }) {
  return (
    <Tooltip label={label}>
      <IconAlertTriangle
        className={classes["danger"]}
        size={15}
        stroke={2}
        role="img"
        aria-label={label}
      />
    </Tooltip>
  );
}

interface CellProps extends Pick<Props, "draft" | "onChange"> {
  role: Role;
  right: Permission;
}

function Cell({ role, right, draft, onChange }: CellProps) {
  const { t } = useTranslation("accounts");
  const can = useRights();
  const held = heldIn(draft, role);
  const has = held.includes(right);
  const had = role.permissions.includes(right);
  if (!role.is_editable) return <Told has={has} />;
  return (
    <Checkbox
      className={classes["box"]}
      data-changed={has !== had || undefined}
      aria-label={t("role.cell", {
        role: t(`role.name.${role.name}`),
        right: t(`right.of.${wordsOf(right)}`),
      })}
      checked={has}
      // Nobody gives what he does not hold; taking away and giving back is fine.
      disabled={!has && !had && !can(right)}
      onChange={(event) => onChange(role, toggled(held, right, event.currentTarget.checked))}
    />
  );
}

function Told({ has }: { has: boolean }) {
  const { t } = useTranslation("accounts");
  const Sign = has ? IconCheck : IconMinus;
  return (
    <Sign
      className={classes["told"]}
      data-has={has || undefined}
      size={16}
      stroke={2}
      role="img"
      aria-label={t(has ? "role.yes" : "role.no")}
    />
  );
}
