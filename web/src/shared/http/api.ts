import createFetchClient from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import type { components, paths } from "@/api/schema";
import { send } from "./send";

/** What the API sends and takes: `Schemas["UserRow"]`. */
export type Schemas = components["schemas"];

/** Requests outside of React: loaders of files, loops. Throws a `Problem` unless it succeeds. */
export const http = createFetchClient<paths>({ fetch: send });

/** Requests of components: `api.queryOptions("get", path, init)`, `api.useMutation(…)`. */
export const api = createQueryClient(http);

/** The answer of `http.POST(…)` and its like. A refusal was thrown, so there is one. */
export async function take<Data>(asked: Promise<{ data?: Data }>): Promise<Data> {
  return (await asked).data as Data;
}
