/** What the client does when the app asks: a notification, a window of the system browser. */

import { byId, h } from "./dom.js";

const SHOWN_MS = 6000;

const DO = {
  notification: ({ type, title, message }) => toast(type, title, message),
  open: ({ url }, open) => {
    if (open) window.open(url, "_blank", "noopener");
  },
  untrusted: ({ url }) => {
    const link = h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url);
    toast("warning", "Accessing untrusted website", "The app may not open this address by itself: ", link);
  },
};

/** Carry out the effects of a session's messages. */
export function effects(session, { open }) {
  session.addEventListener("message", ({ detail }) => {
    if (detail.type === "effect") DO[detail.name]?.(detail.data, open);
  });
}

function toast(type, title, ...text) {
  const kind = ["warning", "error"].includes(type) ? type : "info";
  const shown = h("div", { class: `toast ${kind}` }, h("b", {}, title), ...text);
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
