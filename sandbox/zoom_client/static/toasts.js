/** What the client does when the app asks: a notification, a window of the system browser. */

import { byId, h } from "./dom.js";

/** @import {Effect, Settings} from "../client" */

const SHOWN_MS = 6000;

/** @type {Record<string, (effect: Effect, open: boolean) => void>} */
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

/** Carry out the effects of a session's messages. @param {import("./session.js").Session} session @param {Settings} settings */
export function effects(session, { open }) {
  session.on("message", (detail) => {
    if (detail.type === "effect") DO[detail.name]?.(detail.data, open);
  });
}

/** @param {string} type @param {string} title @param {...(Node | string)} text */
function toast(type, title, ...text) {
  const kind = ["warning", "error"].includes(type) ? type : "info";
  const shown = h("div", { class: `toast ${kind}` }, h("b", {}, title), ...text);
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), SHOWN_MS);
}
