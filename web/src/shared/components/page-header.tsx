import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Beside the title: a badge, a count. */
  mark?: ReactNode;
  /** Under the title, in one line. */
  text?: ReactNode;
  /** Above the title: where one came from. */
  back?: ReactNode;
  /** Buttons. The most important one last. */
  children?: ReactNode;
}

/** The head of every page: what it is, and what one can do here. */
export function PageHeader({ title, mark, text, back, children }: Props) {
  useDocumentTitle(`${title} · Dvorik`);
  return (
    <Box component="header" mb="lg">
      {back}
      <Group justify="space-between" align="center" gap="sm">
        <Group gap="sm" miw={0}>
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Title>
          {mark}
        </Group>
        {children ? <Group gap="xs">{children}</Group> : null}
      </Group>
      {text ? (
        <Text c="dimmed" mt={4}>
          {text}
        </Text>
      ) : null}
    </Box>
  );
}
