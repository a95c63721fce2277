import { useSuspenseQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { PagePending } from "@/shared/components/page-pending";
import { currentLanguage } from "@/shared/i18n/language";
import { useLeave } from "@/shared/live/use-leave";
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
  const navigate = Route.useNavigate();
  const { hasLeft, leave } = useLeave(() => navigate({ to: "/segments", ignoreBlocker: true }));
  return hasLeft ? (
    <PagePending />
  ) : (
    <Existing key={segmentId} segmentId={segmentId} onDeleted={leave} />
  );
}

function Existing({ segmentId, onDeleted }: { segmentId: number; onDeleted: () => void }) {
  const { data } = useSuspenseQuery(segmentQuery(segmentId));
  return <SegmentPage segment={data} onDeleted={onDeleted} />;
}
