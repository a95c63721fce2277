import { createFileRoute } from "@tanstack/react-router";
import i18next from "i18next";
import { Door } from "../shell/door";

/** Pages for who is not signed in. */
export const Route = createFileRoute("/_door")({
  beforeLoad: () => {
    void i18next.loadNamespaces("accounts");
  },
  component: Door,
});
