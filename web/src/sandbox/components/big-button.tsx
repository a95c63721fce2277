import { Button } from "@mantine/core";
import classes from "./sandbox.module.css";

/** Instead of a text box: the one thing to do here. */
export function BigButton({
  label,
  note = "",
  isQuiet = false,
  onClick,
}: {
  label: string;
  note?: string;
  isQuiet?: boolean;
  onClick: () => void;
}) {
  return (
    <div className={classes["composer"]}>
      <Button fullWidth size="md" variant={isQuiet ? "default" : "filled"} onClick={onClick}>
        {label} {note ? <small className={classes["note"]}>{note}</small> : null}
      </Button>
    </div>
  );
}
