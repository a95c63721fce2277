import { ActionIcon, Button, Group, Menu, Stack, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/components/dialog";
import { toastDone } from "@/shared/components/toasts";
import { useMe } from "@/shared/session/me";
import { kept } from "@/shared/storage";
import { addView, readViews, type SavedView } from "./views";

interface Props<Search> {
  /** Which list it is: its views are kept apart. */
  list: string;
  /** What the address says now. The page of a list belongs to no view. */
  search: Search;
  onOpen: (search: Search) => void;
}

/** Ways of looking at a list, under names. They live in this browser; each is an address to share. */
export function SavedViews<Search extends object>({ list, search, onOpen }: Props<Search>) {
  const { t } = useTranslation();
  const { id } = useMe();
  const [place] = useState(() => kept(`dvorik.views.${id}.${list}`));
  const [views, setViews] = useState(() => readViews<Search>(place.read()));
  const [isNaming, setNaming] = useState(false);
  const keep = (next: SavedView<Search>[]) => {
    setViews(next);
    place.write(JSON.stringify(next));
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconBookmark size={16} stroke={1.7} />}>
            {t("views.title")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown miw={220}>
          {views.length === 0 ? <Menu.Label maw={260}>{t("views.none")}</Menu.Label> : null}
          {views.map((view) => (
            <Group key={view.name} gap={2} wrap="nowrap">
              <Menu.Item closeMenuOnClick onClick={() => onOpen(view.search)}>
                {view.name}
              </Menu.Item>
              <ActionIcon
                size="sm"
                aria-label={t("views.remove", { name: view.name })}
                onClick={() => keep(views.filter(({ name }) => name !== view.name))}
              >
                <IconTrash size={15} stroke={1.7} />
              </ActionIcon>
            </Group>
          ))}
          <Menu.Divider />
          <Menu.Item closeMenuOnClick onClick={() => setNaming(true)}>
            {t("views.keep")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={isNaming} onClose={() => setNaming(false)} title={t("views.keep")} size="sm">
        <Naming
          onDone={(name) => {
            keep(addView(views, { name, search }));
            setNaming(false);
            toastDone(t("views.kept", { name }));
          }}
        />
      </Dialog>
    </>
  );
}

const MOST_LETTERS = 40;

function Naming({ onDone }: { onDone: (name: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) onDone(name.trim());
      }}
    >
      <Stack>
        <TextInput
          label={t("views.name")}
          description={t("views.hint")}
          value={name}
          maxLength={MOST_LETTERS}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" disabled={!name.trim()}>
            {t("action.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
