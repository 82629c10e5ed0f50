/** Fetching, timers and events as hooks: each is cancelled when its component goes. */

import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";

/**
 * What every component may ask about the page around it.
 * @typedef {object} Surroundings
 * @property {boolean} hidden values are covered
 * @property {() => void} toggleHidden
 * @property {boolean} popped the pane is a window of its own
 * @property {(text: string) => void} announce tells a screen reader
 * @property {(dialog: "seen" | "logOut") => void} show
 */

export const Pane = createContext(/** @type {Surroundings} */ (/** @type {unknown} */ (null)));
export const usePane = () => useContext(Pane);

/** The latest version of a function, under one identity. @template {(...args: any[]) => any} F @param {F} fn @returns {F} */
export function useLatest(fn) {
  const ref = useRef(fn);
  ref.current = fn;
  const stable = useRef(/** @type {F} */ ((...args) => ref.current(...args)));
  return stable.current;
}

/** @param {unknown} thrown */
const asApiError = (thrown) => (thrown instanceof ApiError ? thrown : new ApiError("crashed"));

/**
 * Loads what `key` names, again when the key changes or `reload` is called. A load that is no longer wanted is aborted.
 * While the same key reloads, its last data stays.
 * @template T
 * @param {string | null} key null: nothing to load
 * @param {(signal: AbortSignal) => Promise<T>} load
 */
export function useResource(key, load) {
  /** @typedef {{key: string | null, data: T | null, error: ApiError | null, busy: boolean, tries: number}} State */
  const fresh = () => /** @type {State} */ ({ key, data: null, error: null, busy: key !== null, tries: 0 });
  const [state, setState] = useState(fresh);
  const [turn, setTurn] = useState(0);
  const run = useLatest(load);
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    setState((was) => (was.key === key ? { ...was, busy: true } : fresh()));
    run(abort.signal).then(
      (data) => abort.signal.aborted || setState({ key, data, error: null, busy: false, tries: 0 }),
      (thrown) => abort.signal.aborted || setState((was) => {
        const error = asApiError(thrown);
        const kept = was.key === key ? was : fresh();
        return { ...kept, error, busy: false, tries: kept.tries + 1 };
      }),
    );
    return () => abort.abort();
  }, [key, turn]);
  const shown = state.key === key ? state : fresh();
  return { ...shown, reload: useLatest(() => setTurn((n) => n + 1)) };
}

/**
 * One action at a time, with its progress and its failure. A new one aborts the one before.
 * @template {any[]} A
 * @param {(signal: AbortSignal, ...args: A) => Promise<unknown>} act
 */
export function useAction(act) {
  const [state, setState] = useState({ busy: false, error: /** @type {ApiError | null} */ (null) });
  const current = useRef(/** @type {AbortController | null} */ (null));
  useEffect(() => () => current.current?.abort(), []);
  const run = useLatest(/** @param {A} args */ async (...args) => {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    setState({ busy: true, error: null });
    try {
      await act(abort.signal, ...args);
      if (!abort.signal.aborted) setState({ busy: false, error: null });
    } catch (thrown) {
      if (!abort.signal.aborted) setState({ busy: false, error: asApiError(thrown) });
    }
  });
  const stop = useLatest(() => {
    current.current?.abort();
    setState({ busy: false, error: null });
  });
  return { ...state, run, stop };
}

/** A value once it has stayed the same for a while. @template T @param {T} value @param {number} ms */
export function useSettled(value, ms) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The time, in epoch milliseconds, each second while `running`. @param {boolean} running */
export function useNow(running) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

/**
 * Calls `handler` for an event as long as the component is there.
 * @param {EventTarget} target
 * @param {string} name
 * @param {(event: any) => void} handler
 */
export function useListener(target, name, handler) {
  const stable = useLatest(handler);
  useEffect(() => {
    target.addEventListener(name, stable);
    return () => target.removeEventListener(name, stable);
  }, [target, name]);
}

/** Whether somebody can see the page. */
export function useVisible() {
  const [visible, setVisible] = useState(!document.hidden);
  useListener(document, "visibilitychange", () => setVisible(!document.hidden));
  return visible;
}

/** Whether the browser has a network at all. */
export function useOnline() {
  const [online, setOnline] = useState(navigator.onLine);
  useListener(window, "online", () => setOnline(true));
  useListener(window, "offline", () => setOnline(false));
  return online;
}

let touched = false;
for (const name of ["pointerdown", "keydown"]) {
  addEventListener(name, () => { touched = true; }, { capture: true, once: true });
}

/**
 * Moves the focus to an element when it appears, but never before the user has touched the page: opening the pane must
 * not take the keyboard away from the call.
 * @template {HTMLElement} E
 * @param {unknown} [when]
 * @returns {{current: E | null}}
 */
export function useFocus(when) {
  const ref = useRef(/** @type {E | null} */ (null));
  useLayoutEffect(() => {
    if (touched) ref.current?.focus({ preventScroll: true });
  }, [when]);
  return ref;
}
