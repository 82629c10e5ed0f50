/** Questions the client asks on behalf of the app, one at a time. */

import { byId, h } from "./dom.js";

const QUESTIONS = { consent, add_app: consent, sign_in: signIn, invite };

/** Set up the dialog and return how to draw it. */
export function dialogs(session, app) {
  const dialog = byId("ask");
  let shown = null;
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
      if (asked === null) return;
      dialog.replaceChildren(QUESTIONS[asked.kind]({ view, asked, app, answer }));
      dialog.showModal();
    },
  };
}

function title(text) {
  return h("h2", { id: "ask-title" }, text);
}

function form(onSubmit, ...children) {
  const submit = (event) => {
    event.preventDefault();
    onSubmit(event.target);
  };
  return h("form", { method: "dialog", onsubmit: submit }, ...children);
}

function buttons(yes, no, answer) {
  return h(
    "div",
    { class: "row" },
    h("button", { type: "button", class: "quiet", onclick: () => answer(false) }, no),
    h("button", { type: "submit", class: "primary" }, yes),
  );
}

function consent({ view, asked, app, answer }) {
  const adds = asked.kind === "add_app";
  return form(
    () => answer(true),
    title(adds ? `Add ${app} to your Zoom account` : `Allow ${app} to use your Zoom account`),
    h("p", {}, view.user ? `${view.user.name}, ${view.user.email}` : ""),
    h("ul", { class: "scopes" }, ...asked.scopes.map((scope) => h("li", {}, scope))),
    buttons(adds ? "Add and allow" : "Allow", "Decline", answer),
  );
}

function signIn({ answer }) {
  const accounts = [...byId("who").options].filter((option) => option.value !== "guest");
  const choose = (key) => h(
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

function invite({ view, asked, app, answer }) {
  const others = view.meeting.participants.filter((one) => one.uuid !== view.participant);
  const row = (one) => h("li", {}, h("label", {}, h("input", { type: "checkbox", name: "to", value: one.uuid }), one.name));
  return form(
    (element) => answer(true, new FormData(element).getAll("to")),
    title(asked.heading || `Invite to ${app}`),
    h("p", {}, asked.text || "They are asked to open the app."),
    h("ul", {}, ...others.map(row)),
    buttons("Invite", "Cancel", answer),
  );
}
