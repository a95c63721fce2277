import { setNonce } from "get-nonce";

/** What our own style elements show to the Content-Security-Policy; the server puts it here. */
export const styleNonce =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

// The lock of scrolling under dialogs writes a style element too.
if (styleNonce) setNonce(styleNonce);
