import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { currentLanguage } from "@/shared/i18n/language";
import { SegmentPage } from "../../../features/segments/components/segment-page";
import { fieldsQuery, segmentQuery } from "../../../features/segments/queries/segments";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/segments/$segmentId")({
  ...page({ right: "segments:read", labels: ["segments"] }),
  params: {
    parse: ({ segmentId }) => ({ segmentId: Number(segmentId) }),
    stringify: ({ segmentId }) => ({ segmentId: String(segmentId) }),
  },
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([
      queryClient.query(segmentQuery(params.segmentId)),
      queryClient.query(fieldsQuery(currentLanguage())),
    ]),
  component: Segment,
});

function Segment() {
  const { segmentId } = Route.useParams();
  const { data } = useSuspenseQuery(segmentQuery(segmentId));
  return <SegmentPage key={segmentId} segment={data} />;
}
