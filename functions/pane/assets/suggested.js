/** The customers this call may be about, for the picker: before anybody types. */

import { look } from "./meeting.js";
import { sync } from "./people-api.js";
import { t } from "./strings-people.js";

/** @import {Customer} from "./model" */
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
