import { ActionIcon, Button, Select, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog, DialogActs } from "@/shared/components/dialog";
import { RefusalAlert } from "@/shared/components/refusal";
import { toastDone } from "@/shared/components/toasts";
import type { Schemas } from "@/shared/http/api";
import { useOrderKey } from "@/shared/http/once";
import { asProblem } from "@/shared/http/problem";
import { mergeClients, previewQuery, useCandidates, useForgetMerged } from "../queries/merging";
import { MergeComparison } from "./merge-comparison";

interface Props {
  client: Schemas["UserCard"];
  opened: boolean;
  onClose: () => void;
}

/** Two cards that are one person: choose the other one, see both, make them one. */
export function MergeClient({ client, opened, onClose }: Props) {
  const { t } = useTranslation("clients");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("merge.title")} size="lg">
      <MergeForm client={client} onClose={onClose} />
    </Dialog>
  );
}

function MergeForm({ client, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("clients");
  const [otherId, setOtherId] = useState<number | null>(null);
  const [isTurned, setTurned] = useState(false);
  const pair =
    otherId === null
      ? null
      : isTurned
        ? ([otherId, client.id] as const)
        : ([client.id, otherId] as const);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("merge.text")}
      </Text>
      <OtherClient client={client} onChoose={setOtherId} />
      {pair ? (
        <Merging
          key={pair.join()}
          keptId={pair[0]}
          otherId={pair[1]}
          onTurn={() => setTurned(!isTurned)}
          onClose={onClose}
        />
      ) : (
        <DialogActs onCancel={onClose} />
      )}
    </Stack>
  );
}

const PAUSE_MS = 200;

function OtherClient({
  client,
  onChoose,
}: {
  client: Schemas["UserCard"];
  onChoose: (id: number | null) => void;
}) {
  const { t } = useTranslation(["clients", "shared"]);
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const isChosen = chosen !== null && typed === chosen.label;
  const { people, isTyped, isAsking, error } = useCandidates(client, isChosen ? "" : wanted);
  const options = people.map(({ id, full_name, hint }) => ({
    value: String(id),
    label: [full_name || t("nameless", { id }), hint].filter(Boolean).join(" · "),
  }));
  const known = chosen && !options.some(({ value }) => value === chosen.value);
  return (
    <Select
      label={t("merge.other")}
      description={!isTyped && !chosen && people.length > 0 ? t("merge.doubles") : undefined}
      placeholder={t("search")}
      searchable
      clearable
      data-autofocus
      data={known ? [chosen, ...options] : options}
      // The API has chosen already, by more than the words that are shown.
      filter={({ options: all }) => all}
      value={chosen?.value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(value, option) => {
        setChosen(value === null ? null : { value, label: option.label });
        onChoose(value === null ? null : Number(value));
      }}
      nothingFoundMessage={
        isAsking ? t("merge.asking") : isTyped ? t("shared:list.noneFound") : t("merge.typeName")
      }
      error={error ? asProblem(error).detail : undefined}
    />
  );
}

interface MergingProps {
  keptId: number;
  otherId: number;
  onTurn: () => void;
  onClose: () => void;
}

function Merging({ keptId, otherId, onTurn, onClose }: MergingProps) {
  const { t } = useTranslation("clients");
  const navigate = useNavigate();
  const forget = useForgetMerged();
  const key = useOrderKey();
  const { data: preview, error } = useQuery(previewQuery(keptId, otherId));
  const merging = useMutation({
    mutationFn: () => mergeClients(keptId, otherId, key),
    meta: { isShown: true },
    onSuccess: async () => {
      onClose();
      await navigate({ to: "/clients/$clientId", params: { clientId: keptId } });
      await forget();
      toastDone(t("merge.merged"));
    },
  });
  const refusal = merging.error ?? error;
  return (
    <>
      {refusal ? <RefusalAlert problem={asProblem(refusal)} /> : null}
      {preview ? (
        <MergeComparison
          preview={preview}
          turn={
            <Tooltip label={t("merge.turn")}>
              <ActionIcon variant="default" aria-label={t("merge.turn")} onClick={onTurn}>
                <IconArrowsExchange size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          }
        />
      ) : error ? null : (
        <Skeleton height={280} />
      )}
      <DialogActs onCancel={onClose}>
        <Button loading={merging.isPending} disabled={!preview} onClick={() => merging.mutate()}>
          {t("merge.action")}
        </Button>
      </DialogActs>
    </>
  );
}
