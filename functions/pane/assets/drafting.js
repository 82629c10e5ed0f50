/** A draft that saves itself: debounced, one save at a time, with the version it is based on. */

import { useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";
import * as api from "./timeline-api.js";
import { useLatest, useListener } from "./hooks.js";
import { WRITTEN } from "./standing.js";

/** @import {Customer} from "./model" */
/** @import {Content, Draft} from "./timeline-model" */
/** @typedef {{changes: Partial<Content>, leaving: boolean, done: Promise<boolean>}} Saving all that is not known to be saved, on its way */

const SAVE_AFTER_MS = 900;
/** Whoever types without a pause is saved all the same. */
const LONGEST_MS = 3000;
const TRY_AGAIN_MS = 2000;
/** Keys of saves over the version that is known, whose outcome is not. */
const MOST_TRIED = 50;
const CUSTOMERS = /** @type {const} */ (["kind", "customer", "also"]);

/**
 * What is not saved yet, by draft, with the version it was typed over: it outlives the form, not the pane.
 * With it, what is on its way and the keys of all saves over that version whose outcome is not known.
 * @type {Map<string, {version: number, changes: Partial<Content>, tried: string[]}>}
 */
const unsaved = new Map();
/** The form that speaks for a draft, by draft: what comes in for one that is gone is no news. @type {Map<string, string>} */
const speaks = new Map();

/** Whether a draft has all of some changes already. @param {Draft} draft @param {Partial<Content>} changes */
const has = (draft, changes) => Object.entries(changes).every(([name, value]) =>
  JSON.stringify(draft[/** @type {keyof Content} */ (name)]) === JSON.stringify(value));

/** What one draft says otherwise than another. @param {Draft} mine @param {Draft} other @returns {Partial<Content>} */
const unlike = (mine, other) => Object.fromEntries([...WRITTEN, ...CUSTOMERS]
  .filter((name) => !has(other, { [name]: mine[name] })).map((name) => [name, mine[name]]));

/** The draft as it is now, where somebody else's version is in the way. @param {unknown} thrown @returns {Draft | null} */
const theirs = (thrown) => (thrown instanceof ApiError && thrown.code === "version_conflict" ? thrown.details.current ?? null : null);

/**
 * @param {{customer: Customer, draftId: string, initial: () => Promise<Partial<Content>>}} options without an id a new draft is made
 * @returns what is shown, how it stands, and what can be done
 */
export function useDraft({ customer, draftId, initial }) {
  const [draft, setDraft] = useState(/** @type {Draft | null} */ (null));
  const [state, setState] = useState(/** @type {"loading" | "saved" | "saving" | "unsaved" | "conflict"} */ ("loading"));
  const [error, setError] = useState(/** @type {ApiError | null} */ (null));
  const key = useRef(crypto.randomUUID());
  const known = useRef(/** @type {Draft | null} */ (null));
  const pending = useRef(/** @type {Partial<Content>} */ ({}));
  const running = useRef(/** @type {Saving | null} */ (null));
  const tried = useRef(/** @type {string[]} */ ([]));
  const since = useRef(0);
  const failures = useRef(0);
  const goesOn = useRef(false);

  const take = (/** @type {Draft} */ answer) => {
    if (answer.version !== known.current?.version) tried.current = [];
    known.current = answer;
    setDraft({ ...answer, ...pending.current });
  };
  /** Keeps in mind what is still to be saved. @param {Partial<Content>} changes */
  const owe = (changes) => {
    pending.current = changes;
    const base = known.current;
    if (!base || speaks.get(base.id) !== key.current) return;
    const all = { ...running.current?.changes, ...changes };
    if (Object.keys(all).length) unsaved.set(base.id, { version: base.version, changes: all, tried: tried.current });
    else unsaved.delete(base.id);
  };
  /** What was typed meanwhile is still to be saved. */
  const standAsSaved = () => {
    failures.current = 0;
    setError(null);
    setState(Object.keys(pending.current).length ? "unsaved" : "saved");
  };
  /** @param {unknown} thrown */
  const fail = (thrown) => {
    const told = thrown instanceof ApiError ? thrown : new ApiError("crashed");
    failures.current += 1;
    setError(told);
    setState(told.code === "version_conflict" ? "conflict" : "unsaved");
  };
  const open = useLatest(async (/** @type {AbortSignal} */ signal) => {
    setError(null);
    const onItsWay = unsaved.get(draftId); // may be saved, and forgotten, before an older answer comes in
    try {
      const content = draftId ? {} : await initial();
      if (signal.aborted) return;
      const answer = draftId ? await api.draft(draftId, signal) : await api.create(key.current, customer, content);
      if (signal.aborted && !draftId) await api.discard(answer.id); // nobody wrote anything
      if (signal.aborted) return;
      const owed = unsaved.get(answer.id) ?? onItsWay;
      speaks.set(answer.id, key.current);
      known.current = owed ? { ...answer, version: owed.version } : answer; // whether that is a conflict, the next save is told
      tried.current = owed?.tried ?? [];
      owe(owed?.changes ?? {});
      take(known.current);
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

  /** @param {Saving} saving @param {Draft | null} answer @param {unknown} [thrown] @returns {Promise<boolean>} whether it is saved */
  const settled = async (saving, answer, thrown) => {
    if (running.current !== saving) return running.current?.done ?? true; // the last decides, or what is to be saved yet
    running.current = null;
    const other = theirs(thrown);
    const now = answer ?? (other && has(other, saving.changes) ? other : null);
    if (now) {
      take(now);
      owe(pending.current);
      standAsSaved();
    } else {
      owe({ ...saving.changes, ...pending.current });
      fail(thrown);
    }
    return now !== null;
  };
  /**
   * Saves all that was typed; tells whether it is saved.
   * @param {boolean} [leaving] the pane may be gone before the answer: nothing then waits for what is on its way
   * @returns {Promise<boolean>}
   */
  const save = async (leaving = false) => {
    const before = running.current;
    if (before && !(leaving && (Object.keys(pending.current).length || !before.leaving))) {
      await before.done;
      return save(leaving);
    }
    const base = known.current;
    const changes = { ...before?.changes, ...pending.current };
    if (!base || Object.keys(changes).length === 0) return base !== null;
    pending.current = {};
    setState("saving");
    const savedAs = crypto.randomUUID();
    const after = tried.current;
    tried.current = [...after, savedAs].slice(-MOST_TRIED);
    const sent = api.save(base.id, { ...changes, version: base.version, key: savedAs, after }, leaving);
    /** @type {Saving} */
    const saving = { changes, leaving, done: sent.then((answer) => settled(saving, answer), (thrown) => settled(saving, null, thrown)) };
    running.current = saving;
    owe(pending.current);
    return (await saving.done) && save(leaving);
  };
  const flush = useLatest(save);
  const change = useLatest((/** @type {Partial<Content>} */ changes) => {
    if (Object.keys(pending.current).length === 0) since.current = performance.now();
    failures.current = 0;
    owe({ ...pending.current, ...changes });
    setDraft((was) => (was ? { ...was, ...changes } : was));
    setState((was) => (was === "conflict" ? was : "unsaved"));
  });
  useEffect(() => {
    if (state !== "unsaved" || !draft) return undefined;
    const soon = Math.max(0, Math.min(SAVE_AFTER_MS, since.current + LONGEST_MS - performance.now()));
    const wait = failures.current ? TRY_AGAIN_MS * 2 ** Math.min(failures.current, 5) : soon;
    const timer = setTimeout(() => void flush(), wait);
    return () => clearTimeout(timer);
  }, [draft, state]);
  useEffect(() => () => {
    const base = known.current;
    const untouched = base?.version === 1 && !base.targets.length && !base.notes_html && !running.current && !Object.keys(pending.current).length;
    if (base && untouched && !draftId && !goesOn.current) api.discard(base.id).catch(() => {}); // nobody wrote anything
    else void flush(true);
  }, []);
  useListener(window, "pagehide", () => void flush(true));
  useListener(document, "visibilitychange", () => document.hidden && void flush(true));

  /** Settles a conflict: theirs is taken as the base; all that is shown here is put on it, or let go. @param {boolean} mine */
  const settle = (mine) => {
    const current = /** @type {Draft | undefined} */ (error?.details.current);
    if (!draft || !current) return;
    pending.current = mine ? unlike(draft, current) : {};
    take(current);
    owe(pending.current);
    standAsSaved();
  };
  /** It goes on in another form, even if nothing is written yet. */
  const hand = () => {
    goesOn.current = true;
  };
  return { draft, state, error, change, flush, settle, take, fail, hand, version: () => known.current?.version ?? 0,
    retry: () => (draft ? void flush() : void open(new AbortController().signal)) };
}
