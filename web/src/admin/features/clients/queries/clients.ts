import { keepPreviousData } from "@tanstack/react-query";
import * as v from "valibot";
import { api, type Schemas } from "@/shared/http/api";
import {
  choiceParam,
  flagParam,
  listParam,
  PAGE_SIZE,
  pageParam,
  textParam,
} from "@/shared/lists/search-params";

export const SORTS = [
  "-created_at",
  "created_at",
  "name",
  "-name",
  "-last_active_at",
  "last_active_at",
] as const;

/** What the address of the list may say. Names are the API's, so it goes there as it is. */
export const clientsSearch = v.object({
  search: textParam,
  is_subscribed: flagParam,
  is_blocked: flagParam,
  is_blacklisted: flagParam,
  has_birthday: flagParam,
  gender: choiceParam(["female", "male", "unknown"]),
  language: choiceParam(["ru", "uk", "en"]),
  tags: listParam,
  sort: choiceParam(SORTS),
  page: pageParam,
  columns: listParam,
});

export type ClientsSearch = v.InferOutput<typeof clientsSearch>;

export const NO_STATE = {
  is_subscribed: undefined,
  is_blocked: undefined,
  is_blacklisted: undefined,
};

export const USUAL_SORT = "-created_at";

export function clientsQuery({ columns: _, ...filters }: ClientsSearch) {
  return api.queryOptions(
    "get",
    "/api/v1/users",
    { params: { query: { ...filters, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );
}

export const clientQuery = (clientId: number) =>
  api.queryOptions("get", "/api/v1/users/{user_id}", { params: { path: { user_id: clientId } } });

/** Whom the filters of the address find, as work on many takes them. */
export function filterOf({
  columns: _columns,
  page: _page,
  sort: _sort,
  ...filters
}: ClientsSearch): Schemas["UserFilter"] {
  return { is_test: false, tags: [], ...filters };
}

export const useReceived = (clientId: number) =>
  api.useInfiniteQuery(
    "get",
    "/api/v1/users/{user_id}/broadcasts",
    { params: { path: { user_id: clientId }, query: { limit: 10 } } },
    {
      pageParamName: "before_id",
      initialPageParam: null,
      getNextPageParam: ({ next_before_id }) => next_before_id,
    },
  );
