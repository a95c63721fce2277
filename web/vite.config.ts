import { fileURLToPath } from "node:url";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const page = (name: string) => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

const api = process.env["DVORIK_API"] ?? "http://127.0.0.1:8000";
const sandbox = process.env["DVORIK_SANDBOX"] ?? "http://127.0.0.1:8081";

// What both pages stand on, then what signing in and the overview need: two files instead of a
// hundred, each of which would be asked for and packed alone. All else goes where it is used.
const BASE = {
  name: "base",
  priority: 2,
  test: /node_modules\/(react|react-dom|i18next|react-i18next|@tanstack\/(react-query|query-core))\/|src\/shared\/(theme|i18n)\/[a-z]+\.ts/,
};
const FIRST = {
  name: "first",
  priority: 1,
  test: /src\/admin\/(router\.tsx|shell\/(shell|door)\.tsx)$/,
};

// Reads tsr.config.json: where routes are, and that each is a file of its own to load.
export default defineConfig({
  plugins: [tanstackRouter(), react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server puts a fresh value in its place with every page it hands out.
  html: { cspNonce: "DVORIK_NONCE" },
  build: {
    outDir: "../src/dvorik/web_panel",
    emptyOutDir: true,
    // Which file loads which; bench/panel_size.py reads it.
    manifest: true,
    rolldownOptions: {
      input: { panel: page("index"), sandbox: page("sandbox") },
      output: { codeSplitting: { groups: [BASE, FIRST] } },
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
