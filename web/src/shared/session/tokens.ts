/**
 * The access token lives in memory only; the refresh token in a cookie no script can read. One
 * mark in storage says whether asking for a new access token is worth a request.
 */
import type { Schemas } from "@/shared/http/api";
import { offline, readProblem } from "@/shared/http/problem";
import { kept } from "@/shared/storage";

interface Access {
  token: string;
  /** By `performance.now()`, which nobody sets back. */
  endsAt: number;
}

type Opened = Schemas["SessionView"];

const MARK = kept("dvorik.signed-in");
const EARLY_MS = 30_000;

let access: Access | null = null;
let owner: Opened["account"] | null = null;
let renewing: Promise<void> | null = null;

export function keepSession(opened: Opened): void {
  access = {
    token: opened.access_token,
    endsAt: performance.now() + opened.expires_in * 1000 - EARLY_MS,
  };
  owner = opened.account;
  MARK.write("1");
}

/** Whom the answer that began or renewed the session named. Told once: it gets old. */
export function takeOwner(): Opened["account"] | null {
  const told = owner;
  owner = null;
  return told;
}

/** Sign out here. Other tabs learn of it by the mark. */
export function dropSession(): void {
  access = null;
  owner = null;
  MARK.remove();
}

export function forgetAccessToken(): void {
  access = null;
}

export const mayBeSignedIn = () => access !== null || MARK.read() !== null;

/** A token good for a while, renewed if need be; null for nobody. Throws a `Problem` offline. */
export async function accessToken(): Promise<string | null> {
  if (access && performance.now() < access.endsAt) return access.token;
  if (!mayBeSignedIn()) return null;
  renewing ??= inOneTab(renew).finally(() => {
    renewing = null;
  });
  await renewing;
  return access?.token ?? null;
}

/** Calls `act` when another tab signs out. Returns how to stop listening. */
export function onSignedOutElsewhere(act: () => void): () => void {
  return MARK.onRemoved(act);
}

async function renew(): Promise<void> {
  const response = await fetch("/api/v1/auth/refresh", { method: "POST" }).catch(() => {
    throw offline();
  });
  if (response.ok) keepSession((await response.json()) as Opened);
  else if (response.status < 500 && response.status !== 429) dropSession();
  else throw await readProblem(response);
}

/** Two tabs that renew at once would take each other's cookie for a stolen one after a while. */
async function inOneTab(work: () => Promise<void>): Promise<void> {
  // Locks exist on https and localhost only; elsewhere the API's ten seconds of grace must do.
  const locks = (navigator as Partial<Navigator>).locks;
  await (locks ? locks.request("dvorik.refresh", work) : work());
}
