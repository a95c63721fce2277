import { ActionIcon, Alert, FileButton, Button, Group, Stack, Text } from "@mantine/core";
import { IconPhotoPlus, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { describeProblem } from "@/shared/http/describe";
import { asProblem } from "@/shared/http/problem";
import { useMedia, useUpload } from "../queries/media";
import classes from "./media-editor.module.css";

/** What Telegram takes from a bot. */
const TYPES = "image/jpeg,image/png,video/mp4";

interface Props {
  ids: readonly number[];
  onChange: (ids: number[]) => void;
}

const MOST = 10;

export function MediaEditor({ ids, onChange }: Props) {
  const { t } = useTranslation("messaging");
  const upload = useUpload();
  const uploading = useMutation({
    mutationFn: upload,
    meta: { isShown: true },
    onSuccess: (added) => onChange([...ids, ...added].slice(0, MOST)),
  });
  return (
    <Stack gap="xs">
      {ids.length > 0 ? (
        <Group gap="xs">
          {ids.map((id) => (
            <Thumb
              key={id}
              id={id}
              onRemove={() => onChange(ids.filter((other) => other !== id))}
            />
          ))}
        </Group>
      ) : null}
      {uploading.error ? (
        <Alert color="red" role="alert">
          {describeProblem(asProblem(uploading.error))}
        </Alert>
      ) : null}
      <Group gap="xs">
        <FileButton accept={TYPES} multiple onChange={(files) => uploading.mutate(files)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              leftSection={<IconPhotoPlus size={16} stroke={1.7} />}
              loading={uploading.isPending}
              disabled={ids.length >= MOST}
            >
              {t("media.add")}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t("media.hint")}
        </Text>
      </Group>
    </Stack>
  );
}

/** In a message that was sent the first picture may become another one, and none may go or come. */
export function MediaReplacer({ ids, onChange }: Props) {
  const { t } = useTranslation("messaging");
  const upload = useUpload();
  const uploading = useMutation({
    mutationFn: upload,
    meta: { isShown: true },
    onSuccess: ([first]) => {
      if (first !== undefined) onChange([first, ...ids.slice(1)]);
    },
  });
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {ids.map((id) => (
          <Thumb key={id} id={id} />
        ))}
      </Group>
      {uploading.error ? (
        <Alert color="red" role="alert">
          {describeProblem(asProblem(uploading.error))}
        </Alert>
      ) : null}
      <Group gap="xs">
        <FileButton
          accept={TYPES}
          onChange={(file) => {
            if (file) uploading.mutate([file]);
          }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              leftSection={<IconPhotoPlus size={16} stroke={1.7} />}
              loading={uploading.isPending}
            >
              {t(ids.length > 1 ? "media.replaceFirst" : "media.replace")}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t(ids.length > 1 ? "media.albumHint" : "media.hint")}
        </Text>
      </Group>
    </Stack>
  );
}

function Thumb({ id, onRemove }: { id: number; onRemove?: () => void }) {
  const { t } = useTranslation("messaging");
  const { data } = useMedia(id);
  return (
    <div className={classes["thumb"]}>
      {data?.isPhoto ? <img src={data.url} alt={t("media.photo")} /> : t("media.video")}
      {onRemove ? (
        <ActionIcon
          className={classes["remove"]}
          aria-label={t("media.remove")}
          variant="default"
          size="sm"
          onClick={onRemove}
        >
          <IconX size={14} />
        </ActionIcon>
      ) : null}
    </div>
  );
}
