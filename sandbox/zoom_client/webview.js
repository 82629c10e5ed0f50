/**
 * `window.chrome.webview` as the Windows client has it, for a test that loads the app at top level
 * (`detectBrowser` of `@zoom/appssdk` 0.16.41). The SDK's strings go to the pane's `/api`, its objects come back as message events.
 *
 * Injected before the page's own scripts, called with the pane's id, the Home URL and the client's origin.
 * It asks through the binding `zoomClientAsk` when there is one: the app's CSP forbids a fetch to another origin.
 */
((/** @type {import("./client").Given} */ { pane, home, client }) => {
  if (window.top !== window.self || location.href.split(/[?#]/)[0] !== home) return;

  const NEWS_MS = 250;
  /** @type {Set<(event: MessageEvent) => void>} */
  const listeners = new Set();
  let last = 0;
  let busy = Promise.resolve();

  /** @param {string} method @param {string} path @param {object | null} body */
  const ask = async (method, path, body = null) => {
    if (window.zoomClientAsk) return window.zoomClientAsk(method, path, body);
    const response = await fetch(client + path, {
      method,
      headers: body === null ? {} : { "content-type": "application/json" },
      body: body === null ? null : JSON.stringify(body),
    });
    return response.json();
  };

  const deliver = (/** @type {object} */ data) => {
    for (const listener of listeners) listener(new MessageEvent("message", { data }));
  };

  const take = (/** @type {Partial<import("./client").View> & {answer?: object}} */ view) => {
    if (view.answer) deliver(view.answer);
    for (const { number, type, name, data } of view.messages ?? []) {
      if (number <= last) continue;
      last = number;
      if (type === "event") deliver({ type, name, data });
    }
  };

  // One exchange at a time, so that an answer always comes before the events it caused.
  /** @param {string} method @param {string} path @param {object} [body] */
  const exchange = (method, path, body) => {
    busy = busy.then(() => ask(method, `${path}?after=${last}`, body)).then(take, () => undefined);
  };

  /** @type {import("./client").WebView} */
  const webview = {
    postMessage(text) {
      exchange("POST", `/api/panes/${pane}/call`, { request: JSON.parse(text), url: location.href });
    },
    addEventListener(name, listener) {
      if (name === "message") listeners.add(listener);
    },
    removeEventListener(name, listener) {
      if (name === "message") listeners.delete(listener);
    },
  };
  window.chrome = Object.assign(window.chrome ?? {}, { webview });
  exchange("POST", `/api/panes/${pane}/reopen`, {}); // a new document: what the last one missed is gone
  setInterval(() => exchange("GET", `/api/panes/${pane}`), NEWS_MS);
})
