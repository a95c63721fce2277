import js from "@eslint/js";
import query from "@tanstack/eslint-plugin-query";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";

/** api, shared → features → shell, routes. Whoever stands left may not look right. */
const direction = (files, group, message) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ group, message }] }],
  },
});

export default defineConfig(
  globalIgnores(["node_modules", "public", "src/api", "**/*.gen.ts"]),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  query.configs["flat/recommended"],
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: [] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      // A number in a sentence is what numbers are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // Event handlers may be async: what fails in a mutation is shown by the mutation.
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='mutate'][arguments.length>1]",
          message: "Lost when the component leaves before the answer: toastWhenDone or AskButton.",
        },
      ],
      // The router's own way to leave a loader.
      "@typescript-eslint/only-throw-error": [
        "error",
        {
          allow: [
            {
              from: "package",
              package: "@tanstack/router-core",
              name: ["Redirect", "NotFoundError"],
            },
          ],
        },
      ],
    },
  },
  direction(["src/api/**"], ["@/*"], "The client is generated."),
  direction(
    ["src/shared/**"],
    ["@/admin/*", "@/sandbox/*"],
    "shared knows no pages and no business words.",
  ),
  direction(
    ["src/admin/features/**"],
    ["@/admin/*", "../../*"],
    "A feature imports api, shared and itself. Put features together in a route.",
  ),
  direction(["src/sandbox/**"], ["@/admin/*"], "The sandbox is a page of its own."),
  direction(
    ["src/admin/**"],
    ["@/sandbox/*"],
    "The sandbox is a page of its own; the panel opens it by its address.",
  ),
  {
    files: ["*.js", "scripts/**"],
    extends: [ts.configs.disableTypeChecked],
    rules: { "no-undef": "off", "@typescript-eslint/no-dynamic-delete": "off" },
  },
);
