/**
 * What one press at the end of a call sends: the note, people, attributes. It goes on while other tabs are looked at.
 * Each write has its key, so that one whose answer was lost is asked for again and still made once.
 */

import { ApiError, call, keyOf } from "./api.js";
import { asApiError } from "./hooks.js";
import { forgetSections } from "./section.js";
import * as people from "./people-api.js";
import * as notes from "./timeline-api.js";
import { turnOf } from "./turn.js";

/** @import {Change, Changed} from "./attributes-model" */
/** @import {Customer} from "./model" */
/** @import {NewPerson, Result} from "./people-model" */
/** @import {Draft, Target} from "./timeline-model" */
/** @typedef {{draft: Draft | null, version: number, targets: Pick<Target, "kind" | "id" | "name">[], people: NewPerson[], changes: Change[]}} Plan */

const ASK_AGAIN_MS = 1500;
const TRIES = 3;
const CHECK_MS = 1500;

/** @param {number} ms @param {AbortSignal} [signal] */
const pause = (ms, signal) => new Promise((resume) => {
  setTimeout(resume, ms);
  signal?.addEventListener("abort", resume);
});

/** Asks again where the answer was lost; not where it is known when it is its turn. @template T @param {() => Promise<T>} write @param {number} [tries] @returns {Promise<T>} */
async function surely(write, tries = TRIES) {
  try {
    return await write();
  } catch (error) {
    if (tries <= 1 || !asApiError(error).retryable || turnOf(asApiError(error)) !== null) throw error;
  }
  await pause(ASK_AGAIN_MS);
  return surely(write, tries - 1);
}

/** The attributes a refusal is about. @param {ApiError} error @returns {Set<string>} */
const blamed = ({ fields, details }) =>
  new Set([...Object.keys(fields), ...(details.conflicts ?? []).map((/** @type {{name: string}} */ one) => one.name)]);

export class Sending {
  /** @param {Customer} customer @param {Plan} plan @param {number} undoS how long all of it can be taken back @param {(changed: Changed, sent: Change[]) => void} onSaved */
  constructor(customer, plan, undoS, onSaved) {
    this.customer = customer;
    this.plan = plan;
    this.undoS = undoS;
    this.onSaved = onSaved;
    this.key = crypto.randomUUID();
    /** @type {"held" | "sending" | "sent" | "undone"} */
    this.stage = "held";
    this.until = 0;
    /** what waits for its turn, and until when, epoch milliseconds @type {Map<object, number>} */
    this.waits = new Map();
    this.patience = new AbortController();
    /** the note as it stands @type {Draft | null} */
    this.draft = null;
    /** @type {Record<string, Result>} by participant */
    this.results = {};
    /** @type {Record<string, "saved" | ApiError>} by attribute */
    this.saved = {};
    /** @type {{note: ApiError | null, people: ApiError | null, undo: ApiError | null}} */
    this.errors = { note: null, people: null, undo: null };
    /** until the note was handed over, or was not */
    this.noting = Promise.resolve();
    /** @type {Set<() => void>} */
    this.watchers = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.leaving = () => void (this.stage === "held" && this.until && this.rest());
    addEventListener("pagehide", this.leaving);
  }

  /** @param {() => void} watcher */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  }

  tell() {
    this.watchers.forEach((watcher) => watcher());
  }

  /** Lets go of everything: the customer's view is gone. */
  stop() {
    clearTimeout(this.timer);
    removeEventListener("pagehide", this.leaving);
    this.watchers.clear();
    this.giveUp();
  }

  /** When it is the next turn of what waits; null where nothing does. */
  get due() {
    return this.waits.size ? Math.min(...this.waits.values()) : null;
  }

  /** Waits for no turn any more: what has none yet is not sent. */
  giveUp() {
    this.patience.abort();
  }

  /** As `surely`, and again at each turn that Gainsight gives. @template T @param {() => Promise<T>} write @returns {Promise<T>} */
  async inTurn(write) {
    const { signal } = this.patience;
    try {
      return await surely(write);
    } catch (error) {
      const due = turnOf(asApiError(error));
      if (due === null || signal.aborted) throw error;
      this.waits.set(write, due);
      this.tell();
      await pause(due - Date.now(), signal);
      this.waits.delete(write);
      this.tell();
      if (signal.aborted) throw error;
    }
    return this.inTurn(write);
  }

  /** Hands the note over; the rest is held back as long as the note can be taken back. */
  async start() {
    this.until = Date.now() + 1000 * this.undoS;
    this.noting = this.note();
    await this.noting;
    if (!this.until) return; // taken back meanwhile
    this.timer = setTimeout(() => void this.rest(), Math.max(0, this.until - Date.now()));
    this.tell();
  }

  /** Takes all of it back, as long as that can be done. */
  async undo() {
    clearTimeout(this.timer);
    this.until = 0; // nothing of it goes out any more
    this.giveUp();
    this.tell();
    await this.noting;
    const { draft } = this.plan;
    const mayBeThere = this.draft ?? (this.errors.note && draft);
    this.errors.undo = mayBeThere && await this.withdraw(mayBeThere.id);
    this.stage = this.errors.undo ? "sent" : "undone";
    this.tell();
    if (this.errors.undo) this.follow();
  }

  /** Takes the note back; an answer that was lost is looked for in the note. @param {string} id @returns {Promise<ApiError | null>} */
  async withdraw(id) {
    try {
      await notes.undo(id);
      return null;
    } catch (error) {
      const now = await surely(() => notes.draft(id, new AbortController().signal)).catch(() => null);
      return now?.state === "draft" ? null : asApiError(error);
    }
  }

  /** Asks again for what has no answer yet. */
  async again() {
    this.patience = new AbortController();
    if (this.errors.note) await this.note();
    await this.rest();
  }

  async note() {
    const { draft, version, targets } = this.plan;
    if (!draft) return;
    this.errors.note = null;
    try {
      this.draft = await this.inTurn(() => notes.publish(draft.id, version, targets));
    } catch (error) {
      this.errors.note = asApiError(error);
    }
  }

  async rest() {
    clearTimeout(this.timer);
    this.stage = "sending";
    this.tell();
    const parts = [this.add(), this.save(this.plan.changes.filter(({ name }) => this.saved[name] !== "saved"))];
    await Promise.all(parts.map((part) => part.then(() => this.tell())));
    this.stage = "sent";
    removeEventListener("pagehide", this.leaving);
    this.tell();
    this.follow();
  }

  async add() {
    if (!this.plan.people.length || (!this.errors.people && Object.keys(this.results).length)) return;
    this.errors.people = null;
    try {
      await this.inTurn(async () => {
        const answer = await people.add(this.key, this.customer, this.plan.people, true);
        for (const one of answer.results) this.results[one.participant_id ?? one.email] = one;
        if (answer.results.some(({ status }) => status === "busy")) throw new ApiError("unavailable", { retryable: true });
      });
    } catch (error) {
      this.errors.people = asApiError(error);
    }
  }

  /** @param {Change[]} changes what is refused keeps nothing else back */
  async save(changes) {
    if (!changes.length) return;
    const body = { changes: changes.map(({ name, value, seen }) => ({ name, value, seen })) };
    try {
      const answer = /** @type {Changed} */ (await this.inTurn(() => call("PATCH", `c360/${keyOf(this.customer)}/attributes`, { body, keepalive: true })));
      forgetSections();
      for (const { name } of changes) this.saved[name] = "saved";
      this.onSaved(answer, changes);
    } catch (thrown) {
      const error = asApiError(thrown);
      const named = blamed(error);
      const others = changes.filter(({ name }) => !named.has(name));
      const some = others.length < changes.length;
      for (const { name } of changes) if (!some || named.has(name)) this.saved[name] = error;
      if (some) await this.save(others);
    }
  }

  /** Follows the note until it is there. */
  follow() {
    const { draft } = this;
    if (!draft?.targets.some(({ status }) => status === "queued")) {
      notes.recount();
      return;
    }
    this.timer = setTimeout(async () => {
      this.draft = await notes.draft(draft.id, new AbortController().signal).catch(() => draft);
      this.tell();
      this.follow();
    }, CHECK_MS);
  }
}
