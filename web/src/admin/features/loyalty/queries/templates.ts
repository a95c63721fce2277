import { keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import type { InferOutput } from "valibot";
import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { choiceParam, flagParam, PAGE_SIZE, pageParam } from "@/shared/lists/search-params";

export const KINDS = ["percent", "fixed", "gift"] as const;
export const EVENTS = ["subscription", "birthday", "manual", "campaign", "visit"] as const;
export const RECURRENCES = ["once", "days", "monthly", "yearly"] as const;

export const templatesSearch = v.object({
  event: choiceParam(EVENTS),
  kind: choiceParam(KINDS),
  is_active: flagParam,
  page: pageParam,
});

export type TemplatesSearch = InferOutput<typeof templatesSearch>;

export const templatesQuery = (search: TemplatesSearch) =>
  api.queryOptions(
    "get",
    "/api/v1/discount-templates",
    { params: { query: { ...search, limit: PAGE_SIZE } } },
    { placeholderData: keepPreviousData },
  );

export const templateQuery = (templateId: number) =>
  api.queryOptions("get", "/api/v1/discount-templates/{template_id}", {
    params: { path: { template_id: templateId } },
  });

/** What people will read. Unfinished terms are refused, and then the last words stay on screen. */
export const previewQuery = (body: Schemas["TemplateCreate"], language: string) =>
  api.queryOptions(
    "post",
    "/api/v1/discount-templates/preview",
    { body, headers: { "accept-language": language } },
    { placeholderData: keepPreviousData, retry: false, staleTime: Infinity },
  );

export const createTemplate = (body: Schemas["TemplateCreate"]) =>
  take(http.POST("/api/v1/discount-templates", { body }));

/** Refused with a conflict when somebody else changed the template since it was read. */
export const editTemplate = (template: Schemas["TemplateView"], body: Schemas["TemplateEdit"]) =>
  take(
    http.PATCH("/api/v1/discount-templates/{template_id}", {
      params: {
        path: { template_id: template.id },
        header: { "if-match": `"${template.version}"` },
      },
      body,
    }),
  );

export function useDeleteTemplate() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (templateId: number) =>
      take(
        http.DELETE("/api/v1/discount-templates/{template_id}", {
          params: { path: { template_id: templateId } },
        }),
      ),
    // Only the list: the card on screen is gone, and asking for it again would find nothing.
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: ["get", "/api/v1/discount-templates"] }),
  });
}
