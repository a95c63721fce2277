import { Avatar } from "@mantine/core";
import type { ReactNode } from "react";

// Those whose letters can be read on their own paler shade.
const COLORS = ["pine", "indigo", "grape", "red", "orange", "violet"];

/** Initials on a colour that stays with the name. Decorative: the name stands beside it. */
export function Face({
  name,
  size,
  className,
  children,
}: {
  name: string;
  size: number;
  className?: string | undefined;
  /** A sign instead of the initials. */
  children?: ReactNode;
}) {
  return (
    <Avatar
      name={name}
      color="initials"
      allowedInitialsColors={COLORS}
      size={size}
      className={className}
      data-sign={children ? true : undefined}
      aria-hidden
    >
      {children}
    </Avatar>
  );
}
