import { useQueryClient } from "@tanstack/react-query";
import { http, take, type Schemas } from "@/shared/http/api";
import { type Broadcast, broadcastQuery } from "./broadcasts";

/** What a change of a broadcast makes old: all that is shown of it. */
export function useForgetBroadcasts() {
  const queryClient = useQueryClient();
  return () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey }) => {
        const path = String(queryKey[1]);
        return path.startsWith("/api/v1/broadcasts") && !path.endsWith("count-recipients");
      },
    });
}

/** Shows a broadcast as the API has just answered it. */
export function useKeepBroadcast() {
  const queryClient = useQueryClient();
  const forget = useForgetBroadcasts();
  return (view: Broadcast) => {
    queryClient.setQueryData(broadcastQuery(view.id).queryKey, view);
    return forget();
  };
}

const at = (broadcastId: number) => ({ path: { broadcast_id: broadcastId } });
const once = (broadcastId: number, key: string) => ({
  params: { ...at(broadcastId), header: { "idempotency-key": key } },
});

export const createBroadcast = (body: Schemas["BroadcastCreate"]) =>
  take(http.POST("/api/v1/broadcasts", { body }));

/** Refused with a conflict when somebody else changed it since `version`. */
export const editBroadcast = (
  broadcastId: number,
  version: number,
  body: Schemas["BroadcastEdit"],
) =>
  take(
    http.PATCH("/api/v1/broadcasts/{broadcast_id}", {
      params: { ...at(broadcastId), header: { "if-match": `"${version}"` } },
      body,
    }),
  );

export const deleteBroadcast = (broadcastId: number) =>
  http.DELETE("/api/v1/broadcasts/{broadcast_id}", { params: at(broadcastId) });

export const copyBroadcast = (broadcastId: number, key: string) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/copy", once(broadcastId, key)));

export const testBroadcast = (broadcastId: number, key: string) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/test", once(broadcastId, key)));

export const sendBroadcast = (broadcastId: number, key: string) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/send-now", once(broadcastId, key)));

export const scheduleBroadcast = (broadcastId: number, scheduledAt: string) =>
  take(
    http.POST("/api/v1/broadcasts/{broadcast_id}/schedule", {
      params: at(broadcastId),
      body: { scheduled_at: scheduledAt },
    }),
  );

export const pauseBroadcast = (broadcastId: number) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/pause", { params: at(broadcastId) }));

export const resumeBroadcast = (broadcastId: number) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/resume", { params: at(broadcastId) }));

export const cancelBroadcast = (broadcastId: number) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/cancel", { params: at(broadcastId) }));

export const resendUnknown = (broadcastId: number, key: string) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/resend-unknown", once(broadcastId, key)));

export const recallBroadcast = (broadcastId: number, key: string) =>
  take(http.POST("/api/v1/broadcasts/{broadcast_id}/recall", once(broadcastId, key)));

export const editSent = (broadcastId: number, content: Schemas["BroadcastContent"], key: string) =>
  take(
    http.POST("/api/v1/broadcasts/{broadcast_id}/edit-sent", {
      ...once(broadcastId, key),
      body: { content },
    }),
  );

const corrected = ({ broadcast_id, id }: Schemas["CorrectionView"]) => ({
  params: { path: { broadcast_id, correction_id: id } },
});

export const pauseCorrection = (one: Schemas["CorrectionView"]) =>
  take(
    http.POST(
      "/api/v1/broadcasts/{broadcast_id}/corrections/{correction_id}/pause",
      corrected(one),
    ),
  );

export const resumeCorrection = (one: Schemas["CorrectionView"]) =>
  take(
    http.POST(
      "/api/v1/broadcasts/{broadcast_id}/corrections/{correction_id}/resume",
      corrected(one),
    ),
  );

export const cancelCorrection = (one: Schemas["CorrectionView"]) =>
  take(
    http.POST(
      "/api/v1/broadcasts/{broadcast_id}/corrections/{correction_id}/cancel",
      corrected(one),
    ),
  );

export const uploadMedia = (file: File) =>
  take(
    http.POST("/api/v1/broadcasts/media", {
      // The client knows a file as text; the body below is what is sent.
      body: { file: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append("file", file);
        return form;
      },
    }),
  );
