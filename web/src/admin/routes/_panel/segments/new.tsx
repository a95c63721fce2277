import { createFileRoute } from "@tanstack/react-router";
import * as v from "valibot";
import { currentLanguage } from "@/shared/i18n/language";
import { idParam } from "@/shared/lists/search-params";
import { SegmentPage } from "../../../features/segments/components/segment-page";
import { fieldsQuery, segmentQuery } from "../../../features/segments/queries/segments";
import { page } from "../../../shell/page";

/** A new segment, empty or `from` another. */
export const Route = createFileRoute("/_panel/segments/new")({
  ...page({ right: "segments:manage", labels: ["segments"] }),
  validateSearch: v.object({ from: idParam }),
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { queryClient }, deps: { from } }) => {
    const [copied] = await Promise.all([
      from ? queryClient.query(segmentQuery(from)) : undefined,
      queryClient.query(fieldsQuery(currentLanguage())),
    ]);
    return { copied };
  },
  component: NewSegment,
});

function NewSegment() {
  const { copied } = Route.useLoaderData();
  return <SegmentPage key={copied?.id} copied={copied} />;
}
