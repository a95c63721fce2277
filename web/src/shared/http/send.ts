import { currentLanguage } from "@/shared/i18n/language";
import { accessToken, forgetAccessToken } from "@/shared/session/tokens";
import { offline, readProblem } from "./problem";

/** `fetch` for the API: signed in, in the person's language, and a refusal is thrown. */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  let response = await sendOnce(request);
  // Rights and devices may end at any moment; one try with a new token tells which it is.
  if (response.status === 401 && request.headers.has("authorization")) {
    forgetAccessToken();
    response = await sendOnce(again);
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

async function sendOnce(request: Request): Promise<Response> {
  const token = isSigningIn(request) ? null : await accessToken();
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  request.headers.set("accept-language", currentLanguage());
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw offline();
  }
}

const OPEN =
  /\/api\/v1\/auth\/(login|login-token|register|forgot-password|reset-password|telegram\/(init|status\/.*))$/;

const isSigningIn = (request: Request) => OPEN.test(new URL(request.url).pathname);
