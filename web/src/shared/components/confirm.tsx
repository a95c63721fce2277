import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog, DialogActs } from "./dialog";

interface Props {
  opened: boolean;
  title: string;
  /** What will happen, and what cannot be undone. */
  children: ReactNode;
  /** The verb: "End session", never "OK". */
  confirm: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asked before what cannot be taken back. */
export function Confirm(props: Props) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title} size="sm" centered>
      <Stack>
        <Text size="sm">{props.children}</Text>
        <DialogActs onCancel={props.onClose}>
          <Button
            color={props.isDangerous ? "red" : undefined}
            loading={props.isBusy}
            onClick={props.onConfirm}
            data-autofocus
          >
            {props.confirm}
          </Button>
        </DialogActs>
      </Stack>
    </Dialog>
  );
}
