/** Fetching, timers and events as hooks: each is cancelled when its component goes. */

import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";

/** @import {Action, Resource, Surroundings} from "./props" */

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
export const asApiError = (thrown) => (thrown instanceof ApiError ? thrown : new ApiError("crashed"));

/**
 * Loads what `key` names (null: nothing), again when it changes or on `reload`; what is no longer wanted is aborted.
 * @template T
 * @param {string | null} key
 * @param {(signal: AbortSignal, again: boolean) => Promise<T>} load `again`: somebody wants it fresh
 * @returns {Resource<T>}
 */
export function useResource(key, load) {
  const fresh = () => ({ key, data: /** @type {T | null} */ (null), error: /** @type {ApiError | null} */ (null), busy: key !== null });
  const [state, setState] = useState(fresh);
  const [turn, setTurn] = useState(0);
  const run = useLatest(load);
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    setState((was) => (was.key === key ? { ...was, busy: true } : fresh()));
    run(abort.signal, turn > 0).then(
      (data) => abort.signal.aborted || setState({ key, data, error: null, busy: false }),
      (thrown) => abort.signal.aborted
        || setState((was) => ({ ...(was.key === key ? was : fresh()), error: asApiError(thrown), busy: false })),
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
 * @returns {Action<A>}
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
  return { ...state, run };
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

/** Listens as long as the component is there. @param {EventTarget} target @param {string} name @param {(event: any) => void} handler */
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
