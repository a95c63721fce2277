import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { toastRefused } from "@/shared/components/toasts";
import { describeProblem } from "@/shared/http/describe";
import { asProblem, type Problem } from "@/shared/http/problem";

declare module "@tanstack/react-query" {
  interface Register {
    /** `isShown`: a form shows the refusal itself, so no toast is needed. */
    mutationMeta: { isShown?: boolean };
  }
}

const MAX_RETRIES = 2;

/** `onSignedOut` is told when the API says that the session is over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const leaveIfSignedOut = (error: unknown) => {
    if (isSessionOver(asProblem(error))) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveIfSignedOut }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.isShown) toastRefused(describeProblem(asProblem(error)));
        leaveIfSignedOut(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // What the API refuses it refuses again; what got lost may arrive the second time.
        retry: (failures, error) => failures < MAX_RETRIES && isWorthRetrying(error),
      },
      // Without a connection say so at once, instead of doing it unasked when there is one.
      mutations: { networkMode: "always" },
    },
  });
}

function isWorthRetrying(error: unknown): boolean {
  const { isOffline, status } = asProblem(error);
  return isOffline || status === 502 || status === 503;
}

/** A wrong password is a 401 too, and no reason to leave. */
function isSessionOver({ status, code }: Problem): boolean {
  return status === 401 && !code.startsWith("accounts.wrong");
}
