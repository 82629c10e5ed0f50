/** What the picker knows before anybody types: the customers this call may be about, and the user's own. */

import { call } from "./api.js";
import { look } from "./meeting.js";
import { sync } from "./people-api.js";
import { t } from "./strings-people.js";

/** @import {Customer, SearchResult} from "./model" */
/** @import {Suggestion} from "./people-model" */

/** Why a customer is suggested. @param {Suggestion} one */
export const reason = ({ reason: { people, domain, remembered } }) =>
  [remembered && t.people.reasonRemembered, people > 0 && t.people.reasonPeople(people), domain && t.people.reasonDomain(domain)].filter(Boolean).join(" · ");

/**
 * Best first, each with the reason; from what is known, without waiting for who is not looked up yet.
 * @param {AbortSignal} signal
 * @returns {Promise<(Customer & {because: string})[]>}
 */
export async function suggested(signal) {
  const found = await sync(await look(), null, {}, signal);
  return found.suggested.map((one) => ({ tenant: one.tenant, kind: one.kind, id: one.id, name: one.name, because: reason(one) }));
}

/** How long the list is good for, within one opening of the pane. */
const KEPT_MS = 600_000;
/** By who is signed in where. @type {Map<string, {at: number, list: Promise<SearchResult[]>}>} */
const kept = new Map();

/**
 * The user's own customers, as the server keeps them for some hours.
 * @param {string} whose who is signed in where
 * @returns {Promise<SearchResult[]>}
 */
export function mine(whose) {
  const known = kept.get(whose);
  if (known && performance.now() - known.at < KEPT_MS) return known.list;
  const list = call("GET", "search/mine").then((answer) => answer.customers);
  list.catch(() => kept.delete(whose));
  kept.clear();
  kept.set(whose, { at: performance.now(), list });
  return list;
}
