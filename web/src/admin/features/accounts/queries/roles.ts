import * as v from "valibot";
import { api, http, take, type Schemas } from "@/shared/http/api";
import { choiceParam } from "@/shared/lists/search-params";
import { ROLES } from "./people";

export type Role = Schemas["RoleView"];

/** On a phone one role is shown at a time. */
export const rolesSearch = v.object({ role: choiceParam(ROLES) });

export const rolesQuery = api.queryOptions("get", "/api/v1/settings/roles");

/** Refused with a conflict when somebody else changed the role since it was read. */
export const saveRole = (role: Role, permissions: Schemas["Permission"][]) =>
  take(
    http.PUT("/api/v1/settings/roles/{role}", {
      params: { path: { role: role.name }, header: { "if-match": `"${role.version}"` } },
      body: { permissions, own_calendar_only: role.own_calendar_only },
    }),
  );
