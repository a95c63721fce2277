import { Card, Group, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  /** Beside the title: a choice, a button. */
  aside?: ReactNode;
  /** What is inside reaches the edges, as tables do. */
  isFlush?: boolean;
  children: ReactNode;
}

/** A part of a page: a card with a title, by which it is found. */
export function Section({ title, aside, isFlush = false, children }: Props) {
  const id = useId();
  const head = isFlush ? { px: "lg", pt: "lg", pb: "xs" } : { mb: "md" };
  return (
    <Card component="section" aria-labelledby={id} {...(isFlush ? { padding: 0 } : {})}>
      <Group justify="space-between" gap="xs" {...head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Card>
  );
}
