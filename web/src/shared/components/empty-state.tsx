import { Stack, Text, ThemeIcon } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  icon: Icon;
  title: string;
  /** What would fill this place, or why it is empty. */
  text?: string;
  /** The way out: a button. */
  children?: ReactNode;
}

/** Nothing here, said kindly. */
export function EmptyState({ icon: Sign, title, text, children }: Props) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <ThemeIcon size={52} radius="xl" variant="light" color="gray">
        <Sign size={26} stroke={1.6} />
      </ThemeIcon>
      <Text fw={600} mt="xs">
        {title}
      </Text>
      {text ? (
        <Text c="dimmed" size="sm" maw={420}>
          {text}
        </Text>
      ) : null}
      {children}
    </Stack>
  );
}
