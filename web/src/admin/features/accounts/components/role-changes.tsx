import { Button, Card, Group, List, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import { asProblem } from "@/shared/http/problem";
import type { Permission } from "@/shared/session/me";
import { useForgetPeople } from "../queries/people";
import { type Role, saveRole } from "../queries/roles";
import { differenceOf, wordsOf } from "../rules/permissions";
import { type Draft, heldIn } from "../rules/role-draft";
import classes from "./role-matrix.module.css";
import { RoleOvertaken } from "./role-overtaken";

interface Props {
  changed: readonly Role[];
  draft: Draft;
  /** Those that somebody saved meanwhile: first that is decided. */
  overtaken: readonly Role[];
  onChange: (draft: Draft) => void;
}

interface ReviewProps extends Pick<Props, "changed" | "draft"> {
  onDone: () => void;
  onClose: () => void;
}

/** What was changed and whom it touches, in sight until it is saved or thrown away. */
export function RoleChanges({ changed, draft, overtaken, onChange }: Props) {
  const { t } = useTranslation("accounts");
  const [isAsking, asking] = useDisclosure();
  const touched = useTouched(changed);
  if (changed.length === 0) return null;
  return (
    <Card className={classes["bar"]} padding="sm" role="status">
      {overtaken.map((role) => (
        <RoleOvertaken key={role.name} role={role} draft={draft} onChange={onChange} />
      ))}
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t("role.changed", { count: changed.length })}, {touched}
        </Text>
        <Group gap="xs">
          <Button variant="default" onClick={() => onChange({})}>
            {t("role.reset")}
          </Button>
          <Button onClick={asking.open} disabled={overtaken.length > 0}>
            {t("role.review")}
          </Button>
        </Group>
      </Group>
      <Dialog opened={isAsking} onClose={asking.close} title={t("role.confirmTitle")} centered>
        <Review
          changed={changed}
          draft={draft}
          onDone={() => onChange({})}
          onClose={asking.close}
        />
      </Dialog>
    </Card>
  );
}

function Review({ changed, draft, onDone, onClose }: ReviewProps) {
  const { t } = useTranslation("accounts");
  const forget = useForgetPeople();
  const saving = useMutation({
    mutationFn: async () => {
      for (const role of changed) await saveRole(role, [...heldIn(draft, role)]);
    },
    meta: { isShown: true },
    // Some may be saved before one is refused.
    onSettled: forget,
    // Somebody was quicker: the page shows it and asks what shall be.
    onError: (error) => {
      if (asProblem(error).code === "stale_version") onClose();
    },
    onSuccess: () => {
      toastDone(t("role.saved"));
      onDone();
    },
  });
  return (
    <Stack>
      {saving.error ? <RefusalAlert problem={asProblem(saving.error)} /> : null}
      {changed.map((role) => (
        <RoleChange key={role.name} role={role} after={heldIn(draft, role)} />
      ))}
      <DialogActs onCancel={onClose}>
        <Button loading={saving.isPending} onClick={() => saving.mutate()} data-autofocus>
          {t("role.confirm")}
        </Button>
      </DialogActs>
    </Stack>
  );
}

function RoleChange({ role, after }: { role: Role; after: readonly Permission[] }) {
  const { t } = useTranslation("accounts");
  const touched = useTouched([role]);
  const { gained, lost } = differenceOf(role.permissions, after);
  return (
    <div>
      <Text fw={600}>
        {t(`role.name.${role.name}`)}{" "}
        <Text span size="sm" c="dimmed" fw={400}>
          {touched}
        </Text>
      </Text>
      <RightList title={t("role.gets")} rights={gained} />
      <RightList title={t("role.loses")} rights={lost} />
    </div>
  );
}

function RightList({ title, rights }: { title: string; rights: readonly Permission[] }) {
  const { t } = useTranslation("accounts");
  if (rights.length === 0) return null;
  return (
    <>
      <Text size="sm" c="dimmed" mt={4}>
        {title}
      </Text>
      <List size="sm">
        {rights.map((right) => (
          <List.Item key={right}>{t(`right.of.${wordsOf(right)}`)}</List.Item>
        ))}
      </List>
    </>
  );
}

function useTouched(roles: readonly Role[]): string {
  const { t } = useTranslation("accounts");
  const count = roles.reduce((sum, { people }) => sum + people, 0);
  return count === 0 ? t("role.touchesNobody") : t("role.touches", { count });
}
