import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useState } from "react";
import { rebase, saveOver } from "@/shared/forms/overtaken";
import { describeField } from "@/shared/http/describe";
import { asProblem, type Problem } from "@/shared/http/problem";
import { type Broadcast, broadcastQuery } from "../queries/broadcasts";
import { createBroadcast, editBroadcast, useKeepBroadcast } from "../queries/changes";
import { useLocalDraft } from "../queries/local-draft";
import { audienceOf, bodyOf, type Draft, draftOf, EMPTY, faultsOf } from "../rules/draft";
import { describeFault, describeFaults } from "./words";

/** A message being written: kept here as it is typed, and by the API when asked to. */
export function useComposer(broadcast: Broadcast | null) {
  const local = useLocalDraft(broadcast?.id ?? null);
  const keep = useKeepBroadcast();
  const queryClient = useQueryClient();
  const [found] = useState(() => local.read());
  const [draft, setDraft] = useState<Draft>(
    () => found?.draft ?? (broadcast ? draftOf(broadcast) : EMPTY),
  );
  const [saved, setSaved] = useState(() => (broadcast ? draftOf(broadcast) : EMPTY));
  const [version, setVersion] = useState(found ? found.version : (broadcast?.version ?? null));
  const [isRestored, setRestored] = useState(found !== null);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);

  useEffect(() => {
    if (isChanged) local.write({ draft, version });
    else local.remove();
  }, [draft, isChanged, local, version]);

  const saving = useMutation({
    mutationFn: async (wanted: Draft) => {
      if (!audienceOf(wanted)) throw new NobodyChosen();
      if (!broadcast) return createBroadcast(bodyOf(wanted));
      if (!isChanged && version === broadcast.version) return broadcast;
      return saveOver({
        save: () => editBroadcast(broadcast.id, version ?? broadcast.version, bodyOf(wanted)),
        reread: () => queryClient.query({ ...broadcastQuery(broadcast.id), staleTime: 0 }),
        onOvertaken: (now) => {
          setDraft(rebase(saved, wanted, draftOf(now)));
          setSaved(draftOf(now));
          setVersion(now.version);
        },
      });
    },
    meta: { isShown: true },
    onSuccess: async (view, wanted) => {
      setSaved(wanted);
      setVersion(view.version);
      setRestored(false);
      local.remove();
      await keep(view);
    },
  });
  // With the words of what is wrong, not after them: nothing moves beneath a hand that has seen them.
  useLayoutEffect(() => {
    if (saving.error) showFault();
  }, [saving.error]);
  const problem =
    saving.error && !(saving.error instanceof NobodyChosen) ? asProblem(saving.error) : null;
  return {
    draft,
    change: (patch: Partial<Draft>) => setDraft((old) => ({ ...old, ...patch })),
    save: () => saving.mutateAsync(draft).catch(() => null),
    isSaving: saving.isPending,
    isChanged,
    isRestored,
    discard: () => {
      setDraft(broadcast ? draftOf(broadcast) : EMPTY);
      setSaved(broadcast ? draftOf(broadcast) : EMPTY);
      setVersion(broadcast?.version ?? null);
      setRestored(false);
      saving.reset();
    },
    forget: () => local.remove(),
    errors: saving.error ? errorsOf(saving.error, problem, draft) : {},
    /** Words by place in what was sent. */
    places: Object.fromEntries(
      (problem?.fields ?? []).map(({ name, code }) => [name, describeField(code)]),
    ),
    refusal: problem && Object.keys(faultsOf(problem, draft)).length > 0 ? null : problem,
  };
}

/** What is wrong may stand far above the button that was pressed. */
function showFault(): void {
  const fault = document.querySelector<HTMLElement>("main [aria-invalid=true], main [role=alert]");
  fault?.scrollIntoView({ block: "center" });
  fault?.focus({ preventScroll: true });
}

class NobodyChosen extends Error {}

function errorsOf(error: Error, problem: Problem | null, draft: Draft): Record<string, string> {
  if (error instanceof NobodyChosen) {
    if (audienceOf(draft)) return {};
    return {
      audience: describeFault(draft.audience === "rule" ? "rule_incomplete" : "nobody_chosen"),
    };
  }
  return problem ? describeFaults(faultsOf(problem, draft)) : {};
}
