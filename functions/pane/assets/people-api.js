/** The routes of participants and people. Each rejects with an `ApiError`. */

import { call } from "./api.js";

/** @import {Customer} from "./model" */
/** @import {FoundPeople, NewPerson, Participant, Result, Seen, Sync} from "./people-model" */

/** What names a record, without its name. @param {Customer} customer */
const named = ({ tenant, kind, id }) => ({ tenant, kind, id });

/**
 * Who is in the call; goes on from `cursor` where an answer was not complete.
 * @param {Seen} seen @param {Customer | null} customer @param {{cursor?: string | null, refresh?: boolean, invitations?: string[]}} how @param {AbortSignal} signal
 * @returns {Promise<Sync>}
 */
export const sync = ({ participants, me, consented }, customer, { cursor, refresh, invitations }, signal) =>
  call("POST", "participants/sync", {
    signal,
    body: {
      participants, consented, refresh: refresh === true, ...me ? { me } : {}, ...cursor ? { cursor } : {}, ...invitations?.length ? { invitations } : {},
      ...customer ? { customer: named(customer) } : {},
    },
  });

/** Takes the user's word for who somebody is. @param {string} id @param {{email: string} | {tenant: string, person_id: string} | {none: true}} said @param {Customer} customer @returns {Promise<Participant>} */
export const match = (id, said, customer) =>
  call("PUT", `participants/${encodeURIComponent(id)}/match`, { body: { ...said, customer: named(customer) } });

/** Remembers with which customer this recurring meeting is. @param {Customer} customer */
export const remember = (customer) => call("PUT", "participants/customer", { body: { ...named(customer), name: customer.name } });

/** @param {string} tenant @param {string} q @param {AbortSignal} signal @returns {Promise<FoundPeople>} */
export const find = (tenant, q, signal) => call("GET", `people/${encodeURIComponent(tenant)}`, { query: { q }, signal });

/** @param {string} key one press of the button @param {Customer} customer @param {NewPerson[]} people @param {boolean} [keepalive] @returns {Promise<{results: Result[]}>} */
export const add = (key, customer, people, keepalive) => call("POST", "people", { body: { key, customer: named(customer), people }, keepalive });
