import { createFileRoute, redirect } from "@tanstack/react-router";
import { findMe } from "@/shared/session/me";
import { SignedIn } from "@/shared/session/signed-in";
import { Shell } from "../shell/shell";

/** Everything behind the sign-in. */
export const Route = createFileRoute("/_panel")({
  // Part of the first load, with the frame.
  codeSplitGroupings: [],
  beforeLoad: async ({ context, location }) => {
    const me = await findMe(context.queryClient);
    if (!me) throw redirect({ to: "/login", search: { to: placeToReturn(location.href) } });
    return { me };
  },
  component: Panel,
});

function Panel() {
  return (
    <SignedIn>
      <Shell />
    </SignedIn>
  );
}

const placeToReturn = (href: string) => (href === "/" ? undefined : href);
