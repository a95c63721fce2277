import { Button, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { useOrder } from "@/shared/http/once";
import { Confirm } from "./confirm";
import { toastDone } from "./toasts";

interface Props extends Pick<ButtonProps, "variant" | "color" | "size"> {
  verb: string;
  title?: string;
  /** What will happen, and what cannot be undone. */
  children: ReactNode;
  /** The verb in the window, where that on the page is too short. */
  confirm?: string;
  isDangerous?: boolean;
  /** A refusal is told by whoever refuses. A press after a lost answer gives the same key. */
  act: (key: string) => Promise<unknown>;
  /** Said when it was done. */
  done?: string;
  onDone?: () => void;
}

/**
 * A button that asks first. It says and does what follows also when it has left the page meanwhile:
 * a live event may be quicker than the answer.
 */
export function AskButton(props: Props) {
  const { verb, title, children, confirm = verb, isDangerous, act, done, onDone, ...looks } = props;
  const [isAsking, asking] = useDisclosure();
  const [isBusy, setBusy] = useState(false);
  const [key, renewKey] = useOrder();
  const carryOut = async () => {
    setBusy(true);
    try {
      await act(key);
      renewKey();
      onDone?.();
      if (done) toastDone(done);
    } catch {
      // Told already.
    } finally {
      setBusy(false);
      asking.close();
    }
  };
  return (
    <>
      <Button variant="default" {...looks} onClick={asking.open}>
        {verb}
      </Button>
      <Confirm
        opened={isAsking}
        title={title ?? `${verb}?`}
        confirm={confirm}
        isDangerous={isDangerous}
        isBusy={isBusy}
        onConfirm={() => void carryOut()}
        onClose={asking.close}
      >
        {children}
      </Confirm>
    </>
  );
}
