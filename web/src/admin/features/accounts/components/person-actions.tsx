import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { AskButton } from "@/shared/components/ask-button";
import { toastWhenDone } from "@/shared/components/toasts";
import {
  editPerson,
  type Person,
  removePerson,
  signOutPerson,
  usePersonChange,
} from "../queries/people";
import { nameOf } from "./person-name";

interface Props {
  person: Person;
  isMe: boolean;
  onLeave: () => void;
}

/** What one does to a colleague rather than writes about one. Oneself has the profile for it. */
export function PersonActions({ person, isMe, onLeave }: Props) {
  const { t } = useTranslation("accounts");
  const name = nameOf(person);
  const unblock = usePersonChange(() => editPerson(person.id, { status: "active" }));
  if (isMe) return null;
  return (
    <>
      {person.device_count > 0 ? (
        <Ask
          verb={t("person.card.signOut")}
          title={t("person.card.signOutTitle", { name })}
          text={t("person.card.signOutText")}
          done={t("person.card.signedOut")}
          act={() => signOutPerson(person.id)}
        />
      ) : null}
      {person.status === "active" ? (
        <Ask
          verb={t("person.card.block")}
          title={t("person.card.blockTitle", { name })}
          text={t("person.card.blockText")}
          done={t("person.card.blocked", { name })}
          act={() => editPerson(person.id, { status: "disabled" })}
        />
      ) : null}
      <Ask
        verb={t("person.card.delete")}
        title={t("person.card.deleteTitle", { name })}
        text={t("person.card.deleteText")}
        done={t("person.card.deleted")}
        act={() => removePerson(person.id)}
        onDone={onLeave}
      />
      {person.status === "disabled" ? (
        <Button
          loading={unblock.isPending}
          onClick={() => toastWhenDone(unblock.mutateAsync(), t("person.card.unblocked", { name }))}
        >
          {t("person.card.unblock")}
        </Button>
      ) : null}
    </>
  );
}

interface AskProps {
  verb: string;
  title: string;
  text: string;
  done: string;
  act: () => Promise<unknown>;
  onDone?: () => void;
}

function Ask({ text, act, ...ask }: AskProps) {
  const change = usePersonChange(act);
  return (
    <AskButton isDangerous act={() => change.mutateAsync()} {...ask}>
      {text}
    </AskButton>
  );
}
