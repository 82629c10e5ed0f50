/** The admin's routes. Each rejects with an `ApiError`. */

import { call } from "./api.js";

/** @import {AuditLine, Choices, Configuration, Documents, Preview, Saved, Subject, User} from "./admin-model" */

/** @param {string} tenant @param {string} path */
const of = (tenant, path) => `admin/${encodeURIComponent(tenant)}/${path}`;
/** @param {Record<string, string>} query */
const given = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value));

/** @param {string} tenant @param {Subject} subject @param {AbortSignal} [signal] @returns {Promise<Saved>} */
export const read = (tenant, subject, signal) => call("GET", of(tenant, subject), { signal });

/** @param {string} tenant @param {Subject} subject @param {number} version that was read @param {unknown} document @returns {Promise<Saved>} */
export const save = (tenant, subject, version, document) => call("PUT", of(tenant, subject), { body: { version, [subject]: document } });

/** @param {string} tenant @param {string} object @param {AbortSignal} signal @returns {Promise<Choices>} */
export const choices = (tenant, object, signal) => call("GET", of(tenant, `fields/${object}`), { signal });

/** @param {string} tenant @param {string} after @param {AbortSignal} [signal] @param {string} [limit] @returns {Promise<{users: User[], next: string | null}>} */
export const users = (tenant, after, signal, limit = "20") => call("GET", of(tenant, "users"), { query: given({ after, limit }), signal });

/** @param {string} tenant @param {string} id */
export const disconnect = (tenant, id) => call("DELETE", of(tenant, `users/${encodeURIComponent(id)}`));

/** @param {string} tenant @param {string} after @param {AbortSignal} [signal] @returns {Promise<{lines: AuditLine[], next: string | null}>} */
export const audit = (tenant, after, signal) => call("GET", of(tenant, "audit"), { query: given({ after, limit: "25" }), signal });

/** The whole trail as CSV, page by page, with one heading. @param {string} tenant @param {AbortSignal} signal @returns {Promise<string>} */
export async function auditCsv(tenant, signal) {
  let text = "";
  let after = "";
  do {
    /** @type {{text: string, next: string | null}} */
    const page = await call("GET", of(tenant, "audit"), { query: given({ after, limit: "200", format: "csv" }), signal, text: true });
    text += text ? page.text.slice(page.text.indexOf("\n") + 1) : page.text;
    after = page.next ?? "";
  } while (after);
  return text;
}

/** @param {string} tenant @param {Subject} subject @param {AbortSignal} signal @returns {Promise<{versions: {version: number, at: string, actor_gsid: string, changed: string[]}[]}>} */
export const history = (tenant, subject, signal) => call("GET", of(tenant, `history/${subject}`), { signal });

/** @param {string} tenant @param {Subject} subject @param {number} number @param {number} version that it replaces @returns {Promise<Saved>} */
export const restore = (tenant, subject, number, version) => call("POST", of(tenant, `history/${subject}/${number}`), { body: { version } });

/** @param {string} tenant @param {{license: string, email?: string} & Partial<Documents>} asked @returns {Promise<Preview>} */
export const preview = (tenant, asked) => call("POST", of(tenant, "preview"), { body: asked });

/** @param {string} tenant @param {string} csv @returns {Promise<{users: string[], refused: {line: number, reason: string}[]}>} */
export const pilot = (tenant, csv) => call("POST", of(tenant, "pilot"), { body: { csv } });

/** @param {string} tenant @returns {Promise<Configuration>} */
export const exported = (tenant) => call("GET", of(tenant, "configuration"));

/**
 * @param {string} tenant @param {number} policy version that it replaces @param {number} layout the same @param {unknown} configuration
 * @returns {Promise<{left_out: Record<string, string>}>}
 */
export const take = (tenant, policy, layout, configuration) =>
  call("PUT", of(tenant, "configuration"), { body: { policy_version: policy, layout_version: layout, configuration } });
