import { Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { useId, type ReactNode } from "react";
import { RefusalAlert } from "@/shared/components/refusal";
import { asProblem } from "@/shared/http/problem";

interface Props {
  title: string;
  mark?: ReactNode;
  error: unknown;
  isPending: boolean;
  children: ReactNode;
}

/** One card of the overview: its title, and what it shows once that has come. */
export function Block({ title, mark, error, isPending, children }: Props) {
  const id = useId();
  return (
    <Card component="section" padding="md" aria-labelledby={id}>
      <Group gap="xs" mb={6} mih={26}>
        <Title order={2} id={id} fz="md">
          {title}
        </Title>
        {mark}
      </Group>
      {error ? <RefusalAlert problem={asProblem(error)} /> : isPending ? <Lines /> : children}
    </Card>
  );
}

function Lines() {
  return (
    <Stack gap="sm" py={4} aria-busy="true">
      <Skeleton height={34} />
      <Skeleton height={34} />
      <Skeleton height={34} />
    </Stack>
  );
}

/** Nothing to show here today: one quiet line. */
export function Quiet({ icon: Sign, children }: { icon: Icon; children: string }) {
  return (
    <Group gap="xs" py={10} wrap="nowrap" c="dimmed">
      <Sign size={20} stroke={1.6} aria-hidden />
      <Text size="sm">{children}</Text>
    </Group>
  );
}
