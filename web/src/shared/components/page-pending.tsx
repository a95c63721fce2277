import { Skeleton, Stack } from "@mantine/core";

/** The outline of a page that takes longer than a moment. */
export function PagePending() {
  return (
    <Stack aria-busy="true">
      <Skeleton height={32} width={220} />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </Stack>
  );
}
