import js from "@eslint/js";
import globals from "globals";

const ASSETS = "functions/pane/assets";
const CLIENT = "sandbox/zoom_client";

/** Rules every module is held to; each message says why. */
const bans = {
  fetch: { name: "fetch", message: "Only api.js talks to the server: it alone knows the bearer, time-outs and errors." },
  sdk: { regex: "vendor-appssdk", message: "Only zoom.js, zoom-people.js and zoom-consent.js touch the Zoom SDK." },
  html: {
    selector: "Identifier[name='dangerouslySetInnerHTML'], Property[key.value='dangerouslySetInnerHTML']",
    message: "Only richtext.js shows HTML, and only what the server has sanitised.",
  },
  innerHtml: {
    selector: "MemberExpression[property.name=/^(inner|outer)HTML$|^insertAdjacentHTML$/]",
    message: "Only richtext.js shows HTML, and only what the server has sanitised.",
  },
};

export default [
  { ignores: [`${ASSETS}/vendor-*`, "node_modules/", ".venv*/", ".aws-sam/"] },
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "complexity": ["error", 15],
      "consistent-return": "error",
      "eqeqeq": ["error", "always", { null: "ignore" }],
      "max-lines": ["error", 250],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-promise-executor-return": "error",
      "no-restricted-globals": ["error", bans.fetch],
      "no-restricted-imports": ["error", { patterns: [bans.sdk] }],
      "no-restricted-syntax": ["error", bans.html, bans.innerHtml],
      "no-script-url": "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false, classes: false }],
      "no-var": "error",
      "prefer-const": "error",
      "require-atomic-updates": "error",
    },
  },
  { files: [`${ASSETS}/api.js`, `${CLIENT}/**/*.js`], rules: { "no-restricted-globals": "off" } },
  { files: [`${ASSETS}/strings*.js`], rules: { "max-lines": "off" } },
  { files: [`${ASSETS}/zoom.js`, `${ASSETS}/zoom-people.js`, `${ASSETS}/zoom-consent.js`], rules: { "no-restricted-imports": "off" } },
  { files: [`${ASSETS}/richtext.js`], rules: { "no-restricted-syntax": "off" } },
  { files: ["eslint.config.js"], languageOptions: { globals: globals.node } },
];
