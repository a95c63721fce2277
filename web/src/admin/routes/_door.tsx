import { createFileRoute } from "@tanstack/react-router";
import i18next from "i18next";
import { Door } from "../shell/door";

/** Pages for who is not signed in. */
export const Route = createFileRoute("/_door")({
  // Part of the first load, with the frame.
  codeSplitGroupings: [],
  staticData: { labels: ["accounts"] },
  beforeLoad: () => {
    void i18next.loadNamespaces("accounts");
  },
  component: Door,
});
