import i18next from "i18next";
import { Problem } from "@/shared/http/problem";
import type { Me, Permission } from "@/shared/session/me";
import type { PageLabels, Place } from "./pages";

interface Page {
  /** Who has not this right does not see the page in the menu, and is told so at its address. */
  right?: Permission;
  menu?: Place;
  /** Folders of labels the page needs, loaded beside its data. */
  labels?: readonly PageLabels[];
}

/** What every page says about itself: `createFileRoute(…)({ ...page({ right, menu, labels }), … })`. */
export function page({ right, menu, labels = [] }: Page) {
  return {
    staticData: { right, menu, labels },
    beforeLoad: ({ context }: { context: { me: Me } }) => {
      if (right && !context.me.permissions.includes(right)) {
        throw new Problem({ status: 403, code: "forbidden" });
      }
      // Not awaited: words come beside the data, and the page waits for both.
      void i18next.loadNamespaces([...labels]);
    },
  };
}
