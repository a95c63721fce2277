import { useQueryClient } from "@tanstack/react-query";
import { http, take, type Schemas } from "@/shared/http/api";

/** What a change of a segment makes old: any count or list may stand on it. */
export function useForgetSegments() {
  const queryClient = useQueryClient();
  return () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/segments"),
    });
}

export const createSegment = (body: Schemas["SegmentCreate"]) =>
  take(http.POST("/api/v1/segments", { body }));

/** Refused with a conflict when somebody else changed the segment since it was read. */
export const editSegment = (segment: Schemas["SegmentView"], body: Schemas["SegmentEdit"]) =>
  take(
    http.PATCH("/api/v1/segments/{segment_id}", {
      params: {
        path: { segment_id: segment.id },
        header: { "if-match": `"${segment.version}"` },
      },
      body,
    }),
  );

export const deleteSegment = (segmentId: number) =>
  http.DELETE("/api/v1/segments/{segment_id}", { params: { path: { segment_id: segmentId } } });
