import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCloudOff, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { describeProblem } from "@/shared/http/describe";
import { asProblem, type Problem } from "@/shared/http/problem";
import { EmptyState } from "./empty-state";

/** In a form or a card: what was refused, in a line. */
export function RefusalAlert({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle />} role="alert">
      {describeProblem(problem)}
      <RequestId problem={problem} />
    </Alert>
  );
}

/** In the place of a page or a list that could not be had. */
export function RefusalPage({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const problem = asProblem(error);
  return (
    <Stack align="center" gap={0} role="alert">
      <EmptyState
        icon={signOf(problem)}
        title={t(titleOf(problem))}
        text={describeProblem(problem)}
      >
        <RequestId problem={problem} />
        {retry && problem.status !== 403 ? (
          <Button variant="default" mt="sm" onClick={retry}>
            {t("refusal.retry")}
          </Button>
        ) : null}
      </EmptyState>
    </Stack>
  );
}

/** What to quote when asking for help; worth showing only for what should not happen. */
function RequestId({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  if (!problem.requestId || problem.status < 500) return null;
  return (
    <Group gap={6} mt={6}>
      <Text size="xs" c="dimmed">
        {t("refusal.requestId")}
      </Text>
      <Code>{problem.requestId}</Code>
    </Group>
  );
}

const signOf = ({ isOffline, status }: Problem) =>
  isOffline ? IconCloudOff : status === 403 ? IconLock : IconAlertTriangle;

const titleOf = ({ isOffline, status }: Problem) =>
  isOffline
    ? "refusal.offlineTitle"
    : status === 403
      ? "refusal.forbiddenTitle"
      : status === 404
        ? "refusal.missingTitle"
        : "refusal.failedTitle";
