import * as parser from "@typescript-eslint/parser";
import type { ESLint, Linter } from "eslint";
import security from "eslint-plugin-security";
import sonarjs from "eslint-plugin-sonarjs";
import { requestData } from "./requestData";

/** What the plugins miss, as shapes of the syntax tree. */
const shapes = [
  {
    selector: "Property[key.name='rejectUnauthorized']:not([value.value=true])",
    message: "A peer's certificate must be verified. Give the right `ca` instead.",
  },
  {
    selector: "Property[key.value='rejectUnauthorized']:not([value.value=true])",
    message: "A peer's certificate must be verified. Give the right `ca` instead.",
  },
  {
    selector:
      ":matches(Identifier[name='NODE_TLS_REJECT_UNAUTHORIZED'], Literal[value='NODE_TLS_REJECT_UNAUTHORIZED'])",
    message:
      "This turns the verification of every peer off. Give the right `ca` to the one connection instead.",
  },
  {
    selector: "Property[key.name='checkServerIdentity']",
    message: "A peer's name must be verified by Node's own check. Give `servername` instead.",
  },
  {
    selector:
      "CallExpression:matches([callee.name=/^(spawn|exec|execFile|fork)(Sync)?$/], [callee.property.name=/^(spawn|exec|execFile|fork)(Sync)?$/]) > ObjectExpression > Property[key.name='shell']:not([value.value=false])",
    message: "A shell interprets its arguments. Start the program itself, with a list of arguments.",
  },
  {
    selector:
      ":matches(CallExpression[callee.name=/^exec(Sync)?$/], CallExpression[callee.object.name=/^(child_?process|cp)$/i][callee.property.name=/^exec(Sync)?$/]):not([arguments.0.type='Literal'])",
    message:
      "A command built from parts is open to injection. Use execFile or spawn with a list of arguments.",
  },
  {
    selector: "CallExpression[callee.name='createHmac'][arguments.0.value=/^(md5|sha-?1)$/i]",
    message: "This hash is broken. Use SHA-256 or better (NW-3).",
  },
  {
    selector: "CallExpression[callee.property.name='createHmac'][arguments.0.value=/^(md5|sha-?1)$/i]",
    message: "This hash is broken. Use SHA-256 or better (NW-3).",
  },
];

/** Names that say that a value is a credential. */
const credential = "/(password|passphrase|passwd|secret|token|api_?key|private_?key)$/i";

const shippedShapes = [
  {
    selector: `BinaryExpression[operator=/^[!=]==?$/]:matches([left.name=${credential}], [left.property.name=${credential}])[right.type=/^(Identifier|MemberExpression|CallExpression)$/]:not([right.name='undefined'])`,
    message:
      "Comparing a credential this way tells its length of agreement by time. Use crypto.timingSafeEqual.",
  },
  {
    selector: `:matches(Property[key.name=${credential}], Property[key.value=${credential}]) > Literal.value[value=/^(?=\\S*\\d)(?=\\S*[A-Za-z])\\S{8,}$/]`,
    message:
      "This looks like a credential in the source. Generate it, or take it from the configuration as a secret.",
  },
  {
    selector: `VariableDeclarator[id.name=${credential}] > Literal.init[value=/^(?=\\S*\\d)(?=\\S*[A-Za-z])\\S{8,}$/]`,
    message:
      "This looks like a credential in the source. Generate it, or take it from the configuration as a secret.",
  },
];

const plugin = sonarjs as unknown as ESLint.Plugin;

/** Rules that judge what is shipped and what tests it alike. */
const everywhere: Linter.RulesRecord = {
  "bastide/request-data": "error",
  "no-restricted-syntax": ["error", ...shapes],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-script-url": "error",
  "security/detect-bidi-characters": "error",
  "security/detect-invisible-characters": "error",
  "security/detect-disable-mustache-escape": "error",
  "security/detect-eval-with-expression": "error",
  "security/detect-new-buffer": "error",
  "security/detect-non-literal-require": "error",
  "security/detect-pseudoRandomBytes": "error",
  "sonarjs/code-eval": "error",
  "sonarjs/encryption-secure-mode": "error",
  "sonarjs/hashing": "error",
  "sonarjs/hardcoded-secret-signatures": "error",
  "sonarjs/insecure-cookie": "error",
  "sonarjs/insecure-jwt-token": "error",
  "sonarjs/no-weak-cipher": "error",
  "sonarjs/no-weak-keys": "error",
  "sonarjs/sql-queries": "error",
  "sonarjs/unverified-certificate": "error",
  "sonarjs/unverified-hostname": "error",
  "sonarjs/weak-ssl": "error",
  "sonarjs/xml-parser-xxe": "error",
};

/** Tests may use invented passwords, shared folders and slow expressions: nobody else's input reaches them. */
const shippedOnly: Linter.RulesRecord = {
  "no-restricted-syntax": ["error", ...shapes, ...shippedShapes],
  "sonarjs/confidential-information-logging": "error",
  "sonarjs/cors": "error",
  "sonarjs/disabled-auto-escaping": "error",
  "sonarjs/file-permissions": "error",
  "sonarjs/no-hardcoded-passwords": "error",
  "sonarjs/no-hardcoded-secrets": "error",
  "sonarjs/no-intrusive-permissions": "error",
  "sonarjs/production-debug": "error",
  "sonarjs/pseudo-random": "error",
  "sonarjs/publicly-writable-directories": "error",
  "sonarjs/slow-regex": "error",
};

/** Every kind of source file that Node can load. */
export const sources = /\.[cm]?[jt]sx?$/;

/**
 * ESLint's configuration for security alone: style and ordinary faults are Biome's and the compiler's business. Comments in
 * the code cannot switch a rule off; only the reviewed exceptions can.
 */
export const securityConfig: Linter.Config[] = [
  {
    files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"],
    languageOptions: { parser, ecmaVersion: 2024, sourceType: "module" },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    plugins: { bastide: { rules: { "request-data": requestData } }, security, sonarjs: plugin },
    rules: { ...everywhere, ...shippedOnly },
  },
  {
    files: ["test/**", "bench/**", "**/*.test.ts"],
    rules: { ...Object.fromEntries(Object.keys(shippedOnly).map((rule) => [rule, "off"])), ...everywhere },
  },
];
