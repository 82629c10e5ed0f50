/** One section of a customer's record: loaded, reloaded, and reported to the shell. */

import { useEffect, useRef } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { useResource } from "./hooks.js";

/** @import {TabProps, Trouble} from "./props" */
/** @import {Customer, RecordAnswer, Section} from "./model" */

/** The trouble of a section, with the seconds after which asking again helps. @param {Section<any>} section @returns {Trouble} */
function troubleOf({ error, retry_in_s: wait }) {
  const { code = "internal", message = "", retryable = false, request_id: requestId } = error ?? {};
  return { code, message, retryable: retryable || wait != null, requestId, retryAfterS: wait ?? null };
}

const KEPT_MS = 60_000;
/**
 * What was read a moment ago: going to another tab and back asks nobody.
 * @type {Map<string, {at: number, loaded: {answer: RecordAnswer, section: Section<any> | undefined}}>}
 */
const kept = new Map();

/** Forgets what was read, once something was written. */
export const forgetSections = () => kept.clear();

/**
 * @param {AbortSignal} signal @param {Customer} customer @param {string} name
 * @returns {Promise<{answer: RecordAnswer, section: Section<any> | undefined}>}
 */
async function loadSection(signal, customer, name) {
  const answer = await api.record(customer, name, signal);
  /** @type {Record<string, any>} */
  const all = answer.sections;
  const section = all[name];
  if (section?.status === "error" || (section && section.status !== "absent" && !section.data)) {
    const trouble = troubleOf(section);
    throw new api.ApiError(trouble.code, trouble);
  }
  return { answer, section };
}

/**
 * As `loadSection`, or what it gave a moment ago.
 * @param {AbortSignal} signal @param {Customer} customer @param {string} name
 * @param {{place: string, again: boolean}} how `place` tells users and refreshes apart; `again`: from Gainsight in any case
 * @returns {ReturnType<typeof loadSection>}
 */
export async function recallSection(signal, customer, name, { place, again }) {
  const key = `${place} ${name} ${api.keyOf(customer)}`;
  const known = kept.get(key);
  if (known && !again && Date.now() - known.at < KEPT_MS) return known.loaded;
  const loaded = await loadSection(signal, customer, name);
  if (loaded.section?.status === "ok") kept.set(key, { at: Date.now(), loaded });
  return loaded;
}

/**
 * A tab that shows one section.
 * @param {string} name
 * @param {Pick<TabProps, "customer" | "account" | "turn" | "onReport">} props
 */
export function useSection(name, { customer, account, turn, onReport }) {
  const place = `${account?.user.gsid} ${turn}`;
  const loaded = useResource(`${name} ${api.keyOf(customer)}`, (signal, again) => recallSection(signal, customer, name, { place, again }));
  const { data, error, busy, reload } = loaded;
  const section = data?.section;
  const turned = useRef(turn);
  useEffect(() => {
    if (turn !== turned.current) reload();
    turned.current = turn;
  }, [turn]);
  useEffect(() => {
    const isStale = section?.status === "stale";
    onReport({ busy, reload, error, shown: data !== null, asOf: section?.as_of ?? null, isStale,
      stale: isStale ? troubleOf(section) : null, type: section?.data?.type_id ?? null });
  }, [busy, error, data]);
  return { ...loaded, section };
}
