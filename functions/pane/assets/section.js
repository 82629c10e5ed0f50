/** One section of a customer's record: loaded, reloaded, and reported to the shell. */

import { useEffect } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { useResource } from "./hooks.js";

/** @import {TabProps, Trouble} from "./props" */
/** @import {Customer, RecordAnswer, Section} from "./model" */

/** The trouble of a section, with the seconds after which asking again helps. @param {Section<any>} section @returns {Trouble} */
function troubleOf({ error, retry_in_s: wait }) {
  const { code = "internal", message = "", retryable = false, request_id: requestId } = error ?? {};
  return { code, message, retryable: retryable || wait != null, requestId, retryAfterS: wait ?? null };
}

/**
 * @template T
 * @param {AbortSignal} signal @param {Customer} customer @param {string} name
 * @returns {Promise<{answer: RecordAnswer, section: Section<T> | undefined}>}
 */
export async function loadSection(signal, customer, name) {
  const answer = await api.record(customer, name, signal);
  const section = /** @type {Record<string, Section<T> | undefined>} */ (/** @type {unknown} */ (answer.sections))[name];
  if (section?.status === "error" || (section && section.status !== "absent" && !section.data)) {
    const trouble = troubleOf(section);
    throw new api.ApiError(trouble.code, trouble);
  }
  return { answer, section };
}

/**
 * A tab that shows one section.
 * @template T
 * @param {string} name
 * @param {Pick<TabProps, "customer" | "turn" | "onReport">} props
 */
export function useSection(name, { customer, turn, onReport }) {
  const loaded = useResource(`${name} ${api.keyOf(customer)}`, (signal) => /** @type {Promise<{answer: RecordAnswer, section: Section<T> | undefined}>} */ (loadSection(signal, customer, name)));
  const { data, error, busy, reload } = loaded;
  const section = data?.section;
  useEffect(() => {
    if (turn) reload();
  }, [turn]);
  useEffect(() => {
    const isStale = section?.status === "stale";
    onReport({ busy, reload, error, shown: data !== null, asOf: section?.as_of ?? null, isStale,
      stale: isStale ? troubleOf(section) : null, type: null });
  }, [busy, error, data]);
  return { ...loaded, section };
}
