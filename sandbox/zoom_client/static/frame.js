/** The native side of the SDK in iframe mode: strings come in, objects go out (`@zoom/appssdk` 0.16.41). */

/**
 * Connect the app's frame to a session.
 * @param {HTMLIFrameElement} frame
 * @param {import("./session.js").Session} session
 * @param {string} home the Home URL, which is also the window's URL for `authorize`
 */
export function connectFrame(frame, session, home) {
  const origin = new URL(home).origin;
  const post = (/** @type {object} */ message) => frame.contentWindow?.postMessage(message, origin);

  window.addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const request = parse(event.data);
    if (request === null || session.view === null) return;
    await session.call(request, home, post);
  });

  session.on("message", (detail) => {
    if (detail.type === "event") post({ type: "event", name: detail.name, data: detail.data });
  });
}

/** @param {unknown} data @returns {import("../client").Request | null} */
function parse(data) {
  if (typeof data !== "string") return null;
  try {
    const request = JSON.parse(data);
    return typeof request?.jsCallId === "string" ? request : null;
  } catch {
    return null;
  }
}
