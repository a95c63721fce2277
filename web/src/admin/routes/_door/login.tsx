import { createFileRoute, redirect } from "@tanstack/react-router";
import * as v from "valibot";
import { findMe } from "@/shared/session/me";
import { LinkRefused } from "../../features/accounts/components/link-refused";
import { SignIn } from "../../features/accounts/components/sign-in";
import { enterByLink } from "../../features/accounts/queries/sign-in";
import { tokenOf } from "../../shell/token-of";

// Only a place of our own: a link to sign in here must not lead elsewhere afterwards.
const ownPlace = v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\/(?![/\\])/))), undefined);

export const Route = createFileRoute("/_door/login")({
  // Part of the first load, with the frame.
  codeSplitGroupings: [],
  validateSearch: v.object({ to: ownPlace, token: v.fallback(v.optional(v.string()), undefined) }),
  beforeLoad: async ({ context, search, location, preload }) => {
    if (preload) return;
    const token = search.token ?? tokenOf(location.hash);
    if (token) await enterByLink(context.queryClient, token);
    else if (!(await findMe(context.queryClient))) return;
    throw redirect({ href: search.to ?? "/", replace: true });
  },
  component: LoginPage,
  errorComponent: LinkRefused,
});

function LoginPage() {
  const { to } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <SignIn onDone={() => void navigate({ href: to ?? "/", replace: true })} />;
}
