import { useState } from "react";

/**
 * For a page of one thing that may be deleted there. To leave takes a moment, in which an event or a
 * timer would ask for the thing again and hear that there is none: who has left shows it no more.
 */
export function useLeave(navigate: () => Promise<unknown>) {
  const [hasLeft, setHasLeft] = useState(false);
  return {
    hasLeft,
    leave: () => {
      setHasLeft(true);
      void navigate();
    },
  };
}
