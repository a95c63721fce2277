import { ActionIcon, Select, Text } from "@mantine/core";
import { IconQrcode, IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTown } from "../queries/town";
import type { Choice } from "../rules/choice";
import { fullName } from "../rules/messages";
import { Face } from "./face";
import { NewPersonDialog } from "./new-person-dialog";
import { OpenLinkDialog } from "./open-link-dialog";
import classes from "./sandbox.module.css";
import { useRoles } from "./use-roles";

/** Whose telephone it is. */
export function PersonRow({
  choice,
  onChoose,
  tell,
}: {
  choice: Choice;
  onChoose: (choice: Choice) => void;
  tell: (text: string) => void;
}) {
  const { t } = useTranslation("sandbox");
  const { people } = useTown();
  const roleOf = useRoles();
  const [opened, setOpened] = useState<"person" | "link" | null>(null);
  const close = () => setOpened(null);
  const byId = new Map(people.map((person) => [String(person.id), person]));
  const someone = byId.get(String(choice.person));
  return (
    <div className={classes["person"]}>
      <Face name={someone ? fullName(someone) : "?"} size={30} />
      <Select
        className={classes["personChoice"]}
        variant="unstyled"
        aria-label={t("person.choose")}
        data={people.map((person) => ({ value: String(person.id), label: fullName(person) }))}
        value={String(choice.person)}
        onChange={(id) => onChoose({ ...choice, person: Number(id), payload: null })}
        allowDeselect={false}
        searchable
        selectFirstOptionOnChange
        nothingFoundMessage={t("noOne")}
        maxDropdownHeight={420}
        comboboxProps={{ shadow: "md", width: 300, position: "bottom-start" }}
        renderOption={({ option }) => {
          const person = byId.get(option.value);
          return (
            <>
              <Face name={option.label} size={26} />
              <Text span size="sm">
                {option.label}
              </Text>
              <Text span size="xs" c="dimmed" ml="auto">
                {person ? roleOf(person) : null}
              </Text>
            </>
          );
        }}
      />
      <ActionIcon
        aria-label={t("link.open")}
        title={t("link.open")}
        onClick={() => setOpened("link")}
      >
        <IconQrcode size={18} stroke={1.7} />
      </ActionIcon>
      <ActionIcon
        aria-label={t("person.add")}
        title={t("person.add")}
        onClick={() => setOpened("person")}
      >
        <IconUserPlus size={18} stroke={1.7} />
      </ActionIcon>
      <NewPersonDialog
        opened={opened === "person"}
        onClose={close}
        onCreated={(person) => onChoose({ ...choice, person: person.id, payload: null })}
        tell={tell}
      />
      <OpenLinkDialog
        opened={opened === "link"}
        onClose={close}
        person={choice.person}
        onChoose={onChoose}
      />
    </div>
  );
}
