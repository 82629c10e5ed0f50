/** The routes of reports. Each rejects with an `ApiError`. */

import { call } from "./api.js";

/** @import {Asked, Report} from "./reports-model" */

/** @param {Record<string, string>} query */
const given = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value));
const MOST_PAGES = 40;

/** @param {Asked} asked @param {AbortSignal} signal @returns {Promise<Report>} */
export const report = (asked, signal) => call("GET", "usage/report", { query: given(asked), signal });

/** @param {Asked} asked @param {AbortSignal} signal @returns {Promise<string>} */
export const reportCsv = async (asked, signal) =>
  (await call("GET", "usage/report", { query: given({ ...asked, format: "csv" }), signal, text: true })).text;

/** Single events as CSV, newest first, with one heading; `cut` if those looked through were not all. @param {Asked} asked @param {AbortSignal} signal */
export async function eventsCsv(asked, signal) {
  let text = "";
  let after = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = given({ ...asked, group: "", after, limit: "500", format: "csv" });
    /** @type {{text: string, next: string | null}} */
    const found = await call("GET", "usage/events", { query, signal, text: true });
    text += text ? found.text.slice(found.text.indexOf("\n") + 1) : found.text;
    after = found.next ?? "";
    if (!after) break;
  }
  return { text, cut: Boolean(after) };
}

/** An invitation that Zoom has sent, which only the pane knows. @param {Record<string, unknown>} body @returns {Promise<null>} */
export const tell = (body) => call("POST", "usage/events", { body });
