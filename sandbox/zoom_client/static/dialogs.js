/** Questions the client asks on behalf of the app, one at a time. */

import { byId, h } from "./dom.js";

/** @import {Asked, Drawn, View} from "../client" */
/** @typedef {(agreed: boolean, choice?: string[]) => void} Answer */
/** @typedef {{view: View, asked: Asked, app: string, answer: Answer}} Question */

const QUESTIONS = { consent, add_app: consent, sign_in: signIn, invite };

/** Set up the dialog and return how to draw it. @param {import("./session.js").Session} session @param {string} app @returns {Drawn} */
export function dialogs(session, app) {
  const dialog = byId("ask");
  /** @type {string | null} */
  let shown = null;
  /** @type {Answer} */
  const answer = (agreed, choice = []) => session.act("dialog", { id: shown, agreed, choice });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    answer(false);
  });
  return {
    draw(view) {
      const asked = view.dialog;
      if ((asked?.id ?? null) === shown) return;
      shown = asked?.id ?? null;
      dialog.close();
      if (!asked) return;
      dialog.replaceChildren(QUESTIONS[asked.kind]({ view, asked, app, answer }));
      dialog.showModal();
    },
  };
}

/** @param {string} text */
function title(text) {
  return h("h2", { id: "ask-title" }, text);
}

/** @param {(form: HTMLFormElement) => void} onSubmit @param {...Node} children */
function form(onSubmit, ...children) {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    onSubmit(/** @type {HTMLFormElement} */ (event.target));
  };
  return h("form", { method: "dialog", onsubmit: submit }, ...children);
}

/** @param {string} yes @param {string} no @param {Answer} answer */
function buttons(yes, no, answer) {
  return h(
    "div",
    { class: "row" },
    h("button", { type: "button", class: "quiet", onclick: () => answer(false) }, no),
    h("button", { type: "submit", class: "primary" }, yes),
  );
}

/** @param {Question} question */
function consent({ view, asked, app, answer }) {
  const adds = asked.kind === "add_app";
  return form(
    () => answer(true),
    title(adds ? `Add ${app} to your Zoom account` : `Allow ${app} to use your Zoom account`),
    h("p", {}, view.user ? `${view.user.name}, ${view.user.email}` : ""),
    h("ul", { class: "scopes" }, ...(asked.scopes ?? []).map((scope) => h("li", {}, scope))),
    buttons(adds ? "Add and allow" : "Allow", "Decline", answer),
  );
}

/** @param {Question} question */
function signIn({ answer }) {
  const accounts = [...byId("who").options].filter((option) => option.value !== "guest");
  const choose = (/** @type {HTMLOptionElement} */ key) => h(
    "button",
    { type: "button", onclick: () => answer(true, [key.value]) },
    key.text,
    h("small", {}, `${key.value}@northstar.example`),
  );
  return form(
    () => undefined,
    title("Sign in to Zoom"),
    h("p", {}, "Sample accounts; no password is asked."),
    h("div", { class: "accounts" }, ...accounts.map(choose)),
    h("div", { class: "row" }, h("button", { type: "button", class: "quiet", onclick: () => answer(false) }, "Cancel")),
  );
}

/** @param {Question} question */
function invite({ view, asked, app, answer }) {
  const others = view.meeting.participants.filter((one) => one.uuid !== view.participant);
  const row = (/** @type {View["meeting"]["participants"][number]} */ one) => h("li", {}, h("label", {}, h("input", { type: "checkbox", name: "to", value: one.uuid }), one.name));
  return form(
    (element) => answer(true, new FormData(element).getAll("to").map(String)),
    title(asked.heading || `Invite to ${app}`),
    h("p", {}, asked.text || "They are asked to open the app."),
    h("ul", {}, ...others.map(row)),
    buttons("Invite", "Cancel", answer),
  );
}
