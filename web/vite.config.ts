import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const page = (name: string) => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

const api = process.env["DVORIK_API"] ?? "http://127.0.0.1:8000";
const sandbox = process.env["DVORIK_SANDBOX"] ?? "http://127.0.0.1:8081";

const KNOCK = "src/admin/knock.ts";

// What knocking takes, and the pages too.
const GROUND = {
  name: "ground",
  priority: 3,
  test: /vite\/preload-helper|src\/(admin\/words|shared\/(storage|i18n\/language|http\/problem|session\/tokens))\.ts$/,
};
// What both pages stand on, then what signing in and the overview need: two files instead of a
// hundred, each of which would be asked for and packed alone. All else goes where it is used.
const BASE = {
  name: "base",
  priority: 2,
  test: /node_modules\/(react|react-dom|i18next|react-i18next|@tanstack\/(react-query|query-core))\/|@mantine\/core\/(.+\/MantineProvider\.|styles\.css)|src\/shared\/(theme|i18n)\/[a-z]+\.(ts|css)/,
};
const FIRST = {
  name: "first",
  priority: 1,
  test: /src\/(admin\/(router|shell\/shell|shell\/door)|shared\/components\/toast-corner)\.tsx$/,
};

// Reads tsr.config.json: where routes are, and that each is a file of its own to load.
export default defineConfig({
  plugins: [tanstackRouter(), react(), knockFirst(), compileAtOnce()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server puts a fresh value in its place with every page it hands out.
  html: { cspNonce: "DVORIK_NONCE" },
  build: {
    outDir: "../src/dvorik/web_panel",
    emptyOutDir: true,
    // All of the browsers below know how to load beforehand.
    modulePreload: { polyfill: false },
    // Which file loads which; bench/panel_size.py reads it.
    manifest: true,
    rolldownOptions: {
      input: { panel: page("index"), sandbox: page("sandbox"), knock: KNOCK },
      output: {
        codeSplitting: { groups: [GROUND, BASE, FIRST] },
      },
    },
    // The first with light-dark(), from which our colours are made.
    target: ["chrome123", "firefox120", "safari17.5"],
    // A font or picture inside a script or style would need a weaker policy than ours.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600,
  },
  server: {
    proxy: {
      "/api": { target: api, ws: true },
      "/health": { target: api },
      "/control": { target: sandbox },
    },
  },
});

/** Puts the knock into the panel's page: Vite would make one script of all that the page names. */
function knockFirst(): Plugin {
  return {
    name: "knock-first",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { path, bundle = {} }) => {
        if (path !== "/index.html") return [];
        const built = Object.values(bundle).find(
          (file) => file.type === "chunk" && file.name === "knock",
        );
        const src = `/${built?.fileName ?? KNOCK}`;
        const attrs = { type: "module", crossorigin: true, src };
        return [{ tag: "script", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}

/**
 * Nearly all that these two hold runs before the first page stands. Told so, Chromium compiles it
 * beside the loading; untold, function by function while the page waits. Others see a comment.
 */
function compileAtOnce(): Plugin {
  return {
    name: "compile-at-once",
    generateBundle: {
      order: "post",
      handler: (_options, bundle) => {
        for (const file of Object.values(bundle)) {
          if (file.type !== "chunk" || ![BASE.name, FIRST.name].includes(file.name)) continue;
          file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
        }
      },
    },
  };
}
