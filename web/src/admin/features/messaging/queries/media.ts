import { useQuery, useQueryClient } from "@tanstack/react-query";
import { http, take } from "@/shared/http/api";
import { uploadMedia } from "./changes";

const mediaKey = (mediaId: number) => ["broadcast-media", mediaId];

const shown = (content: Blob) => ({
  url: URL.createObjectURL(content),
  isPhoto: content.type.startsWith("image/"),
});

/** A photo or a video to look at. What it is never changes, so it is fetched once. */
export const useMedia = (mediaId: number) =>
  useQuery({
    queryKey: mediaKey(mediaId),
    queryFn: async () =>
      shown(
        await take(
          http.GET("/api/v1/broadcasts/media/{media_id}", {
            params: { path: { media_id: mediaId } },
            parseAs: "blob",
          }),
        ),
      ),
    staleTime: Infinity,
    gcTime: Infinity,
  });

/** Keeps files for broadcasts and gives their ids, in order. */
export function useUpload() {
  const queryClient = useQueryClient();
  return async (files: readonly File[]) => {
    const ids: number[] = [];
    for (const file of files) {
      const { id } = await uploadMedia(file);
      queryClient.setQueryData(mediaKey(id), shown(file));
      ids.push(id);
    }
    return ids;
  };
}
