import { Text } from "@mantine/core";

/** A code as people read it to each other. */
export function CodeText({ code, size }: { code: string; size?: string }) {
  return (
    <Text span ff="monospace" fw={600} fz={size} style={{ letterSpacing: "0.04em" }}>
      {code}
    </Text>
  );
}
