import { Stack, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { useTown } from "../queries/town";
import { type Choice, follow } from "../rules/choice";
import type { TelegramLink } from "../rules/links";
import { fullName } from "../rules/messages";
import { Face } from "./face";
import classes from "./sandbox.module.css";
import { useRoles } from "./use-roles";

/** A link was opened from outside: whose telephone is it? */
export function WhoOpens({
  link,
  onChoose,
}: {
  link: TelegramLink;
  onChoose: (choice: Choice | undefined) => void;
}) {
  const { t } = useTranslation("sandbox");
  const town = useTown();
  const roleOf = useRoles();
  return (
    <Dialog opened onClose={() => onChoose(undefined)} title={t("link.who")}>
      <Stack gap={2}>
        {town.people.map((person) => (
          <UnstyledButton
            key={person.id}
            className={classes["who"]}
            onClick={() => onChoose(follow(town, link, person.id))}
          >
            <Face name={fullName(person)} size={32} />
            <Text span>{fullName(person)}</Text>
            <Text span size="sm" c="dimmed" ml="auto">
              {roleOf(person)}
            </Text>
          </UnstyledButton>
        ))}
      </Stack>
    </Dialog>
  );
}
