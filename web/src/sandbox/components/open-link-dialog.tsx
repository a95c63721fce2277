import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { useTown } from "../queries/town";
import { type Choice, follow } from "../rules/choice";
import { telegramLink } from "../rules/links";

interface Props {
  opened: boolean;
  onClose: () => void;
  person: number;
  onChoose: (choice: Choice) => void;
}

/** What a telephone's camera would do with a QR code. */
export function OpenLinkDialog(props: Props) {
  const { t } = useTranslation("sandbox");
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t("link.open")}>
      <OpenLinkForm {...props} />
    </Dialog>
  );
}

function OpenLinkForm({ onClose, person, onChoose }: Props) {
  const { t } = useTranslation(["sandbox", "shared"]);
  const town = useTown();
  const [url, setUrl] = useState("");
  const [isUnknown, setUnknown] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const link = telegramLink(url, location.origin);
        const place = link ? follow(town, link, person) : undefined;
        if (!place) return setUnknown(true);
        onChoose(place);
        onClose();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("link.field")}
          description={t("link.help")}
          placeholder={`t.me/${town.bots[0]?.username ?? ""}?start=…`}
          value={url}
          onChange={(event) => {
            setUrl(event.currentTarget.value);
            setUnknown(false);
          }}
          error={isUnknown ? t("link.unknown") : null}
          required
          autoComplete="off"
          data-autofocus
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>
            {t("shared:action.cancel")}
          </Button>
          <Button type="submit">{t("shared:action.open")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
