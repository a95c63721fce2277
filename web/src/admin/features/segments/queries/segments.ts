import { keepPreviousData, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, type Schemas } from "@/shared/http/api";
import { choiceParam, PAGE_SIZE, pageParam, textParam } from "@/shared/lists/search-params";
import type { Rule } from "../rules/draft";

export const SORTS = ["name", "-name", "-updated_at", "updated_at"] as const;

/** What the address of the list may say, in the API's own names. */
export const segmentsSearch = v.object({
  search: textParam,
  sort: choiceParam(SORTS),
  page: pageParam,
});

export type SegmentsSearch = InferOutput<typeof segmentsSearch>;

export const segmentsQuery = (search: SegmentsSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/segments",
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const segmentQuery = (segmentId: number) =>
  api.queryOptions("get", "/api/v1/segments/{segment_id}", {
    params: { path: { segment_id: segmentId } },
  });

export const segmentCountQuery = (segmentId: number) =>
  api.queryOptions(
    "get",
    "/api/v1/segments/{segment_id}/count",
    { params: { path: { segment_id: segmentId } } },
    { enabled: false, staleTime: Infinity },
  );

/** In the language of the page: the words of fields are part of the answer. */
export const fieldsQuery = (language: string) =>
  api.queryOptions(
    "get",
    "/api/v1/segments/fields",
    { headers: { "accept-language": language } },
    { staleTime: Infinity },
  );

export type Field = Schemas["FieldView"];

export function useFields(): Schemas["FieldList"] {
  const { i18n } = useTranslation();
  return useSuspenseQuery(fieldsQuery(i18n.language)).data;
}

const MANY = 200;

/** Segments to choose from and to name. */
export const useSegmentNames = (isAsked: boolean) =>
  useQuery(
    api.queryOptions(
      "get",
      "/api/v1/segments",
      { params: { query: { limit: MANY } } },
      { enabled: isAsked },
    ),
  ).data?.items;

export const useCampaignNames = (isAsked: boolean) =>
  useQuery(
    api.queryOptions(
      "get",
      "/api/v1/campaigns",
      { params: { query: { limit: MANY } } },
      { enabled: isAsked },
    ),
  ).data?.items;

export const useTemplateNames = (isAsked: boolean) =>
  useQuery(
    api.queryOptions(
      "get",
      "/api/v1/discount-templates",
      { params: { query: { limit: MANY } } },
      { enabled: isAsked },
    ),
  ).data?.items;

/** How many a rule at hand selects, and why some of them get no message. */
export const countQuery = (rule: Rule) =>
  api.queryOptions(
    "post",
    "/api/v1/segments/count",
    { body: { rule } },
    { placeholderData: keepPreviousData },
  );

export const previewQuery = (rule: Rule) =>
  api.queryOptions(
    "post",
    "/api/v1/segments/preview",
    { body: { rule } },
    { placeholderData: keepPreviousData },
  );
