/** The page's line to the sandbox: one open pane, its news, and calls on its behalf. */

const WAIT_S = 15;
const RETRY_MS = 1000;

/** @import {Message, Request, Settings, View} from "../client" */

/**
 * Ask the party; answers parsed, refusals thrown with their status.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw Object.assign(new Error(`${method} ${path}: ${response.status}`), { status: response.status });
  return response.json();
}

/**
 * One pane. Emits `view` (everything to draw), `message` (an SDK event or an effect, in order, once)
 * and `entered` (a new pane: the app's document must be loaded anew).
 */
export class Session extends EventTarget {
  #enter;
  #last = 0;
  /** @type {Set<Promise<void>>} */
  #calls = new Set();
  /** @type {View | null} */
  view = null;

  /** @param {Settings["enter"]} enter */
  constructor(enter) {
    super();
    this.#enter = enter;
  }

  /** The pane; there is one as soon as something was drawn. */
  get shown() {
    if (this.view === null) throw new Error("No pane is open yet.");
    return this.view;
  }

  /**
   * Listen to one kind of news.
   * @template {"view" | "message" | "entered"} Kind
   * @param {Kind} kind
   * @param {(detail: Kind extends "message" ? Message : View) => void} heard
   */
  on(kind, heard) {
    this.addEventListener(kind, (event) => heard(/** @type {CustomEvent} */ (event).detail));
  }

  /** Enter the meeting and keep listening for as long as the page lives. */
  async run() {
    for (;;) {
      try {
        if (this.view === null) await this.#open();
        await this.#listen(this.shown);
      } catch (error) {
        if (/** @type {{status?: number}} */ (error).status === 404) this.view = null;
        else await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
      }
    }
  }

  /**
   * Carry one request of the SDK; `post` gets the answer, before any event it caused. A failure stays silent.
   * @param {Request} request
   * @param {string} url
   * @param {(answer: object) => void} post
   */
  async call(request, url, post) {
    const work = this.#ask("call", { request, url }).then(({ answer, ...view }) => {
      if (answer !== null) post(answer);
      this.#absorb(view);
    }).catch(() => undefined);
    this.#calls.add(work);
    await work;
    this.#calls.delete(work);
  }

  /** Do what the user asked of the client: dialog, popout, reopen, close, settings. @param {string} what @param {object} [body] */
  async act(what, body = {}) {
    this.#absorb(await this.#ask(what, body));
  }

  /** @param {string} what @param {object} body */
  #ask(what, body) {
    return ask("POST", `/api/panes/${this.shown.pane}/${what}?after=${this.#last}`, body);
  }

  async #open() {
    const view = await ask("POST", "/api/panes", this.#enter);
    this.#last = 0;
    this.#absorb(view);
    this.dispatchEvent(new CustomEvent("entered", { detail: view }));
  }

  /** @param {View} seen */
  async #listen({ pane, revision }) {
    const view = await ask("GET", `/api/panes/${pane}?after=${this.#last}&revision=${revision}&wait=${WAIT_S}`);
    await Promise.all([...this.#calls]); // the answer to a call comes before the events it caused
    this.#absorb(view);
  }

  /** @param {View} view */
  #absorb(view) {
    if (this.view !== null && view.pane === this.view.pane && view.revision < this.view.revision) return;
    this.view = view;
    this.dispatchEvent(new CustomEvent("view", { detail: view }));
    for (const message of view.messages) {
      if (message.number <= this.#last) continue;
      this.#last = message.number;
      this.dispatchEvent(new CustomEvent("message", { detail: message }));
    }
  }
}
