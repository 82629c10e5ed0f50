/**
 * What has to wait for its turn with Gainsight: it is sent, or read, by itself when that has come. A press waits on while
 * other tabs are looked at, or the pane is hidden, until it is answered, taken back or the user leaves.
 */

import { html, useEffect, useMemo, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Countdown } from "./banner.js";
import { Button, Problem, ProblemLine, Spinner } from "./elements.js";
import { asApiError, useLatest } from "./hooks.js";
import { Queued } from "./queued.js";
import { t } from "./strings-tabs.js";

/** @import {ApiError} from "./api.js" */
/** @import {Press, Resource, Standing} from "./props" */

const LEAST_MS = 1000;
/** @type {Standing} */
const REST = { busy: false, due: null, trying: false, error: null, altered: false };

/** When it is this user's turn, epoch milliseconds; null where nothing but a turn is missing, or nobody knows when. @param {ApiError | null} error */
export const turnOf = (error) => (error?.code === "upstream_busy" && error.retryAfterS !== null ? Date.now() + Math.max(LEAST_MS, 1000 * error.retryAfterS) : null);

/** Those that are under way, or looked at. @type {Map<string, Turn>} by name */
const turns = new Map();

/** One thing that can be pressed for, and how the last press of it stands. */
class Turn {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.standing = REST;
    /** what was pressed for, until it is answered @type {any[] | null} */
    this.wanted = null;
    /** what had the focus then @type {Element | null} */
    this.from = null;
    /** it is still wanted: once it is taken back, only what is on its way already may get there */
    this.patient = true;
    /** @type {Set<() => void>} */
    this.watchers = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {(answer: any, ...wanted: any[]) => void} */
    this.done = () => {};
  }

  /** @param {() => void} watcher */
  watch(watcher) {
    turns.set(this.name, this);
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
      this.settle();
    };
  }

  /** Is forgotten once nothing is under way and nobody looks. */
  settle() {
    if (!this.watchers.size && !this.standing.busy) turns.delete(this.name);
  }

  /** @param {Partial<Standing>} now */
  tell(now) {
    this.standing = { ...REST, ...now };
    this.watchers.forEach((watcher) => watcher());
  }

  /** Sends until it is answered by anything else than a later turn. @param {(...wanted: any[]) => Promise<any>} send @param {any[]} wanted */
  async press(send, wanted) {
    this.stop();
    this.patient = true;
    this.wanted = wanted;
    this.from = document.activeElement;
    const isWanted = () => this.wanted === wanted;
    const go = async () => {
      const { due } = this.standing;
      this.tell({ busy: true, due, trying: due !== null });
      try {
        const answer = await send(...wanted);
        if (isWanted()) this.stop();
        this.done(answer, ...wanted);
      } catch (thrown) {
        if (isWanted()) this.failed(asApiError(thrown), go);
      }
    };
    await go();
  }

  /** @param {ApiError} error @param {() => void} go */
  failed(error, go) {
    if (!this.patient) return this.stop();
    const due = turnOf(error);
    if (due !== null) this.timer = setTimeout(go, due - Date.now());
    return this.tell(due === null ? { error } : { busy: true, due });
  }

  /** Takes back what was pressed for: it is not sent again. */
  takeBack() {
    if (this.standing.due === null) this.patient = false;
    else this.stop();
  }

  /** Lets go of what was pressed for: nothing of it is sent any more. @param {boolean} [altered] it was changed meanwhile */
  stop(altered = false) {
    clearTimeout(this.timer);
    this.wanted = null;
    this.tell({ altered });
    this.settle();
  }
}

addEventListener("left", () => {
  turns.forEach((turn) => turn.stop());
  turns.clear();
});

/** What was pressed for under a name and is not answered yet, or was refused while nobody looked. @param {string} name @returns {any[] | null} */
export const pressed = (name) => (turns.get(name)?.patient && turns.get(name)?.wanted) || null;

/** The rest of the name of what is not answered yet among those that begin so. @param {string} beginning */
export const unanswered = (beginning) => [...turns.keys()].find((name) => pressed(name) && name.startsWith(beginning))?.slice(beginning.length);

/** The turn of a name, drawn anew with each change. @param {string} name */
function useTurnOf(name) {
  const [turn] = useState(() => turns.get(name) ?? new Turn(name));
  const [, setStanding] = useState(turn.standing);
  useEffect(() => {
    const follow = () => setStanding(turn.standing);
    follow();
    return turn.watch(follow);
  }, [turn]);
  return turn;
}

/** Whether a press waits under a name. @param {string} name */
export const useWaits = (name) => useTurnOf(name).standing.due !== null;

/**
 * An action that waits for its turn. As `useAction`, but it goes on where its component goes, and what was pressed for
 * comes back with it.
 * @template {any[]} A @template T
 * @param {string} name with the record's; the same as long as the component is there
 * @param {object} how
 * @param {(...wanted: A) => Promise<T>} how.send the same again at each try
 * @param {(answer: T, ...wanted: A) => void} [how.done] wherever the user is by then
 * @param {(answer: T, ...wanted: A) => void} [how.after] if they are still here
 * @param {(...wanted: A) => boolean} [how.holds] whether this is still wanted: else the wait ends
 * @param {boolean} [how.lasting] whether the wait goes on where the component goes
 * @returns {Press<A>}
 */
export function useTurn(name, { send, done, after, holds, lasting = true }) {
  const turn = useTurnOf(name);
  const here = useRef(true);
  useEffect(() => () => {
    here.current = false;
    if (!lasting) turn.stop();
  }, []);
  turn.done = useLatest((/** @type {T} */ answer, /** @type {A} */ ...wanted) => {
    done?.(answer, ...wanted);
    if (here.current) after?.(answer, ...wanted);
    else if (lasting) dispatchEvent(new Event("turned"));
  });
  const { wanted, standing } = turn;
  useEffect(() => {
    if (holds && wanted && standing.due !== null && !standing.trying && !holds(.../** @type {A} */ (wanted))) turn.stop(true);
  });
  return {
    ...standing,
    lasting,
    run: useLatest((/** @type {A} */ ...now) => turn.press(send, now)),
    cancel: useLatest(() => {
      turn.takeBack();
      return turn.from;
    }),
  };
}

/**
 * As `useAction`, and it waits for its turn as long as its component is there.
 * @template {any[]} A
 * @param {(signal: AbortSignal, ...wanted: A) => Promise<unknown>} act
 * @param {(...wanted: A) => boolean} [holds] as for `useTurn`
 * @returns {Press<A>}
 */
export function useActionInTurn(act, holds) {
  const [name] = useState(() => crypto.randomUUID());
  const current = useRef(new AbortController());
  useEffect(() => () => current.current.abort(), []);
  const send = (/** @type {A} */ ...wanted) => {
    current.current.abort(); // what another press is about is late by now
    current.current = new AbortController();
    return act(current.current.signal, ...wanted);
  };
  return useTurn(name, { send, holds, lasting: false });
}

/** @param {{due: number | null, busy: boolean, body?: string, children?: unknown}} props */
function Line({ due, busy, body, children }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const { current } = box; // who is elsewhere is left there, and a bar is in sight
    if (current?.parentElement?.contains(document.activeElement) && !current.closest(".save-bar")) current.scrollIntoView({ block: "nearest" });
  }, []);
  return html`<div class="notice plain queued" role="status" ref=${box}>${!children && html`<${Spinner} quiet />`}
  <div class="grow"><b><${Countdown} due=${due} busy=${busy} queued /></b>
    ${body && html`<p class="muted small">${body}</p>`}</div>${children}</div>`;
}

/** Beside a button that waits: until when, and taking it back. @param {{turn: Pick<Press<any>, "due" | "trying" | "altered" | "lasting" | "cancel">}} props */
export function QueuedLine({ turn }) {
  const { due, trying, altered, lasting, cancel } = turn;
  const back = (/** @type {any} */ { currentTarget }) => {
    const panel = currentTarget.closest(".scroll");
    const from = /** @type {HTMLElement | null} */ (cancel());
    (from?.isConnected ? from : panel)?.focus();
  };
  if (altered) return html`<p class="muted small" role="status">${t.turn.altered}</p>`;
  if (due === null) return null;
  return html`<${Line} due=${due} busy=${trying} body=${lasting ? t.turn.body : t.turn.here}>
    <${Button} class="line small" busy=${trying} onClick=${back} aria-label=${t.turn.cancelLabel}>${t.cancel}<//><//>`;
}

/** Beside a button: that it waits, or what went wrong. @param {{turn: Press<any>}} props */
export const TurnLine = ({ turn }) => html`<${QueuedLine} turn=${turn} />${turn.error && html`<${ProblemLine} error=${turn.error} />`}`;

/** @typedef {Pick<Resource<any>, "error" | "busy" | "reload">} Read */

/** Reads again when it is this user's turn. @param {Pick<Read, "error" | "reload">} read @returns {number | null} when, epoch milliseconds */
function useRereading({ error, reload }) {
  const due = useMemo(() => turnOf(error), [error]);
  useEffect(() => {
    if (due === null) return undefined;
    const timer = setTimeout(reload, due - Date.now());
    return () => clearTimeout(timer);
  }, [due]);
  return due;
}

/** What is wrong with what is read beside something else; it comes by itself where it waits for its turn. @param {{of: Read}} props */
export function ReadLine({ of }) {
  const due = useRereading(of);
  if (due !== null) return html`<${Line} due=${due} busy=${of.busy} />`;
  return of.error && html`<${ProblemLine} error=${of.error} />`;
}

/** The same in the place of what is read. @param {{of: Read}} props */
export function ReadProblem({ of }) {
  const due = useRereading(of);
  if (due !== null) return html`<${Queued} due=${due} busy=${of.busy} />`;
  return of.error && html`<${Problem} error=${of.error} retry=${of.reload} busy=${of.busy} />`;
}
