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
const ME = ["get", "/api/v1/auth/me"];

/** `onSignedOut` is told when the API says that the session is over. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const noticeLostRights = (error: unknown) => {
    const problem = asProblem(error);
    if (isSessionOver(problem)) onSignedOut();
    // Somebody took a right away while the page was open: the menu should know it too.
    if (isRightMissing(problem)) void queryClient.invalidateQueries({ queryKey: ME });
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError: noticeLostRights }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.isShown) toastRefused(describeProblem(asProblem(error)));
        noticeLostRights(error);
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
  return queryClient;
}

function isWorthRetrying(error: unknown): boolean {
  const { isOffline, status } = asProblem(error);
  return isOffline || status === 502 || status === 503;
}

/** A wrong password is a 401 too, and no reason to leave. */
function isSessionOver({ status, code }: Problem): boolean {
  return status === 401 && !code.startsWith("accounts.wrong");
}

const isRightMissing = ({ status, code }: Problem) => status === 403 && code === "forbidden";
