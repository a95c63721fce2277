import { createFileRoute } from "@tanstack/react-router";
import { TextPage } from "../../../features/messaging/components/text-page";
import { textSearch } from "../../../features/messaging/queries/texts";
import { page } from "../../../shell/page";

export const Route = createFileRoute("/_panel/texts/$key")({
  ...page({ right: "texts:read", labels: ["messaging"] }),
  // What has a dot in its address is a file: "client.help" is found at /texts/client-help.
  params: {
    parse: ({ key }) => ({ key: key.replaceAll("-", ".") }),
    stringify: ({ key }) => ({ key: key.replaceAll(".", "-") }),
  },
  validateSearch: textSearch,
  component: Text,
});

function Text() {
  const { key } = Route.useParams();
  const { language } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <TextPage
      key={key}
      textKey={key}
      language={language}
      onLanguage={(chosen) => void navigate({ search: { language: chosen }, replace: true })}
    />
  );
}
