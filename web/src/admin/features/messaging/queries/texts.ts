import { useQueryClient } from "@tanstack/react-query";
import * as v from "valibot";
import { api, http, take } from "@/shared/http/api";
import { type Language, LANGUAGES } from "@/shared/i18n/language";
import { choiceParam, flagParam, textParam } from "@/shared/lists/search-params";
import { type Text, TEXT_GROUPS } from "../rules/wording";

export const textsSearch = v.object({
  group: choiceParam(TEXT_GROUPS),
  search: textParam,
  changed: flagParam,
});
export type TextsSearch = v.InferOutput<typeof textsSearch>;

export const textSearch = v.object({ language: choiceParam(LANGUAGES) });

/** What each text is for is told in `language`. */
export const textsQuery = (language: string) =>
  api.queryOptions("get", "/api/v1/message-templates", {
    headers: { "accept-language": language },
  });

export const textQuery = (key: string, language: string) =>
  api.queryOptions("get", "/api/v1/message-templates/{key}", {
    params: { path: { key } },
    headers: { "accept-language": language },
  });

/** Null goes back to the default. All are taken, or none: also when somebody was quicker. */
export const changeText = (
  { key, version }: Text,
  wordings: Partial<Record<Language, string | null>>,
) =>
  take(
    http.PATCH("/api/v1/message-templates/{key}", {
      params: { path: { key }, header: { "if-match": `"${version}"` } },
      body: wordings,
    }),
  );

export function useForgetTexts() {
  const queryClient = useQueryClient();
  return () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/message-templates"),
    });
}
