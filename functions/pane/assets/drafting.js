/** A draft that saves itself: debounced, one save at a time, with the version it is based on. */

import { useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";
import * as api from "./timeline-api.js";
import { useLatest } from "./hooks.js";

/** @import {Customer} from "./model" */
/** @import {Content, Draft} from "./timeline-model" */

const SAVE_AFTER_MS = 900;

/**
 * @param {{customer: Customer, draftId: string, initial: () => Partial<Content>}} options without an id a new draft is made
 * @returns what is shown, how it stands, and what can be done
 */
export function useDraft({ customer, draftId, initial }) {
  const [draft, setDraft] = useState(/** @type {Draft | null} */ (null));
  const [state, setState] = useState(/** @type {"loading" | "saved" | "saving" | "unsaved" | "conflict"} */ ("loading"));
  const [error, setError] = useState(/** @type {ApiError | null} */ (null));
  const key = useRef(crypto.randomUUID());
  const known = useRef(/** @type {Draft | null} */ (null));
  const pending = useRef(/** @type {Partial<Content>} */ ({}));
  const running = useRef(/** @type {Promise<void> | null} */ (null));

  const take = (/** @type {Draft} */ answer) => {
    known.current = answer;
    setDraft({ ...answer, ...pending.current });
  };
  /** What was typed meanwhile is still to be saved. */
  const standAsSaved = () => setState(Object.keys(pending.current).length ? "unsaved" : "saved");
  /** @param {unknown} thrown */
  const fail = (thrown) => {
    const told = thrown instanceof ApiError ? thrown : new ApiError("crashed");
    setError(told);
    setState(told.code === "version_conflict" ? "conflict" : "unsaved");
  };
  const open = useLatest(async (/** @type {AbortSignal} */ signal) => {
    setError(null);
    try {
      take(draftId ? await api.draft(draftId, signal) : await api.create(key.current, customer, initial()));
      standAsSaved();
    } catch (thrown) {
      if (!signal.aborted) fail(thrown);
    }
  });
  useEffect(() => {
    const abort = new AbortController();
    open(abort.signal);
    return () => abort.abort();
  }, [draftId]);

  const flush = useLatest(async () => {
    while (running.current) await running.current;
    const changes = pending.current;
    const base = known.current;
    if (!base || Object.keys(changes).length === 0) return;
    pending.current = {};
    setState("saving");
    running.current = api.save(base.id, { ...changes, version: base.version }).then(
      (answer) => {
        take(answer);
        setError(null);
        standAsSaved();
      },
      (thrown) => {
        pending.current = { ...changes, ...pending.current };
        fail(thrown);
      },
    ).finally(() => { running.current = null; });
    await running.current;
  });
  const change = useLatest((/** @type {Partial<Content>} */ changes) => {
    pending.current = { ...pending.current, ...changes };
    setDraft((was) => (was ? { ...was, ...changes } : was));
    setState((was) => (was === "conflict" ? was : "unsaved"));
  });
  useEffect(() => {
    if (state !== "unsaved" || !draft) return undefined;
    const timer = setTimeout(flush, SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft, state]);
  useEffect(() => () => void flush(), []);

  /** Settles a conflict: theirs is taken as the base; one's own text is put on it, or let go. @param {boolean} mine */
  const settle = (mine) => {
    const current = /** @type {Draft | undefined} */ (error?.details.current);
    if (!current) return;
    if (!mine) pending.current = {};
    take(current);
    setError(null);
    setState(mine ? "unsaved" : "saved");
  };
  return { draft, state, error, change, flush, settle, take, version: () => known.current?.version ?? 0,
    retry: () => (draft ? flush() : open(new AbortController().signal)) };
}
