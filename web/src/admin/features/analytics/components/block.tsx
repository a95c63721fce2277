import { Skeleton, Stack } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { useId, type ReactNode } from "react";
import { RefusalAlert } from "@/shared/components/refusal";
import { asProblem } from "@/shared/http/problem";
import classes from "./dashboard.module.css";

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
    <section className={classes["card"]} aria-labelledby={id}>
      <div className={classes["head"]}>
        <h2 id={id}>{title}</h2>
        {mark}
      </div>
      {error ? <RefusalAlert problem={asProblem(error)} /> : isPending ? <Lines /> : children}
    </section>
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
    <div className={classes["quiet"]}>
      <Sign size={20} stroke={1.6} aria-hidden />
      {children}
    </div>
  );
}
