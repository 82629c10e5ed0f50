/** The Timeline's routes. Each rejects with an `ApiError`. */

import { call, keyOf } from "./api.js";

/** @import {Customer} from "./model" */
/** @import {Activity, Comment, Content, Draft, Filters, Page, Target, Types} from "./timeline-model" */

/** @param {Customer} customer @param {string} id */
const activityPath = (customer, id) => `timeline/${keyOf(customer)}/activities/${encodeURIComponent(id)}`;
/** @param {string} id */
const draftPath = (id) => `timeline/drafts/${encodeURIComponent(id)}`;
/** Where a day of the user's own zone begins, days later. @param {string} day "2026-11-22" @param {number} [later] */
function midnight(day, later = 0) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).valueOf();
}
/** A moment as the server takes it; "" where no whole day is typed. @param {number} at */
const moment = (at) => (Number.isNaN(at) ? "" : new Date(at).toISOString());
/** Only what is set. @param {Record<string, string>} query */
const given = (query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value));

/** @param {string} tenant @param {AbortSignal} signal @returns {Promise<Types>} */
export const types = async (tenant, signal) => ({ ...await call("GET", `timeline/${encodeURIComponent(tenant)}/types`, { signal }), tenant });

/** @param {Customer} customer @param {Filters} filters @param {string} cursor @param {AbortSignal} signal @returns {Promise<Page>} */
export const list = (customer, { from, to, ...filters }, cursor, signal) => {
  const days = { from: from && moment(midnight(from)), to: to && moment(midnight(to, 1) - 1) };
  return call("GET", `timeline/${keyOf(customer)}`, { query: given({ ...filters, ...days, cursor }), signal });
};

/** @param {Customer} customer @param {string} id @param {AbortSignal} signal @returns {Promise<Activity>} */
export const read = (customer, id, signal) => call("GET", activityPath(customer, id), { signal });

/** @param {Customer} customer @param {string} id @param {Partial<Content> & {modified_at: string | null}} body @returns {Promise<Activity>} */
export const change = (customer, id, body) => call("PUT", activityPath(customer, id), { body });

/** @param {Customer} customer @param {string} id */
export const remove = (customer, id) => call("DELETE", activityPath(customer, id));

/** @param {Customer} customer @param {string} id @param {string} html @param {string} key @returns {Promise<Comment>} */
export const comment = (customer, id, html, key) => call("POST", `${activityPath(customer, id)}/comments`, { body: { html, key } });

/** @param {Customer} customer @param {string} id @param {string} which @param {string} html @returns {Promise<Comment>} */
export const changeComment = (customer, id, which, html) =>
  call("PUT", `${activityPath(customer, id)}/comments/${encodeURIComponent(which)}`, { body: { html } });

/** @param {Customer} customer @param {string} id @param {string} which */
export const removeComment = (customer, id, which) =>
  call("DELETE", `${activityPath(customer, id)}/comments/${encodeURIComponent(which)}`);

/** @param {Partial<Customer>} of @param {AbortSignal} signal @param {boolean} [outside] the call is over @returns {Promise<{drafts: Draft[], meeting_uuid: string | null}>} */
export const drafts = ({ tenant = "", kind, id = "" }, signal, outside) =>
  call("GET", "timeline/drafts", { query: given({ tenant, kind: kind ?? "", id, outside: outside ? "true" : "" }), signal });

/** Takes down that this call is with a customer. @param {Customer} customer */
export const meet = ({ tenant, kind, id, name }) => call("PUT", "timeline/meeting", { body: { tenant, kind, id, name } });

/** Has the shell count what is unfinished anew. */
export const recount = () => void dispatchEvent(new Event("notes"));

const FIRST_LOOK_MS = 15_000;
const LAST_LOOK_MS = 600_000;
let pause = FIRST_LOOK_MS;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let look;
addEventListener("left", () => clearTimeout(look));

/**
 * What is not published, or waits; what a call left behind is among it. As long as something is on its way it is counted
 * again, more and more seldom.
 * @param {AbortSignal} signal @param {boolean} outside @returns {Promise<Draft[]>}
 */
export async function unfinished(signal, outside) {
  const { drafts: found } = await drafts({}, signal, outside);
  clearTimeout(look);
  const waits = found.some(({ state }) => state === "queued");
  if (waits) look = setTimeout(recount, pause);
  pause = waits ? Math.min(2 * pause, LAST_LOOK_MS) : FIRST_LOOK_MS;
  return found;
}

/** @template T @param {Promise<T>} done @returns {Promise<T>} */
const counted = (done) => done.finally(recount);

/** @param {string} key @param {Customer} customer @param {Partial<Content>} content @returns {Promise<Draft>} */
export const create = (key, { tenant, kind, id, name }, content) =>
  counted(call("POST", "timeline/drafts", { body: { key, tenant, kind, id, name, ...content } }));

/** @param {string} id @param {AbortSignal} signal @returns {Promise<Draft>} */
export const draft = (id, signal) => call("GET", draftPath(id), { signal });

/** What a browser still sends of a page that is gone, with room for other requests («Fetch»: 64 KiB in all). */
const KEPT_ALIVE = 48_000;

/** @param {string} id @param {Partial<Content> & {version: number, key: string, after: string[]}} changes @param {boolean} [leaving] the pane may be gone before the answer @returns {Promise<Draft>} */
export const save = (id, { customer, ...changes }, leaving = false) => {
  const body = { ...changes, ...customer };
  return call("PUT", draftPath(id), { body, keepalive: leaving && JSON.stringify(body).length < KEPT_ALIVE });
};

/** @param {string} id @param {boolean} [force] though it was tried and may be in Gainsight */
export const discard = (id, force = false) => counted(call("DELETE", draftPath(id), { query: given({ force: force ? "true" : "" }) }));

/** @param {string} id @param {number} version @param {Pick<Target, "kind" | "id" | "name">[]} [targets] without: where it went before, once more @returns {Promise<Draft>} */
export const publish = (id, version, targets) => counted(call("POST", `${draftPath(id)}/publish`, { body: { version, targets } }));

/** @param {string} id @returns {Promise<Draft>} */
export const undo = (id) => counted(call("DELETE", `${draftPath(id)}/publish`));
