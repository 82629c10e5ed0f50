/** The sandbox's own controls: who one is, and what is not in any Zoom client. */

import { byId, h } from "./dom.js";
import { setWidth } from "./panel.js";
import { rememberInQuery } from "./query.js";
import { ask } from "./session.js";

/** @import {Drawn, Opened, Settings, View} from "../client" */

/** Set up the controls and return how to draw them. @param {import("./session.js").Session} session @param {Settings} settings @returns {Drawn} */
export function bench(session, settings) {
  setTheme(settings.theme);
  byId("theme").value = settings.theme;
  setWidth(settings.width);

  byId("who").addEventListener("change", () => become(byId("who").value));
  byId("role").addEventListener("change", () => {
    ask("PATCH", `/api/participants/${session.shown.participant}`, { role: byId("role").value });
  });
  byId("status").addEventListener("change", () => {
    session.act("settings", { status: byId("status").value, user: byId("who").value });
  });
  byId("theme").addEventListener("change", () => {
    setTheme(byId("theme").value);
    rememberInQuery("theme", byId("theme").value);
  });
  byId("width").addEventListener("change", () => rememberInQuery("width", setWidth(Number(byId("width").value))));
  byId("dnd").addEventListener("change", () => session.act("settings", { do_not_disturb: byId("dnd").checked }));
  byId("meeting").addEventListener("click", () => {
    ask("POST", `/api/meeting/${session.shown.meeting.status === "started" ? "end" : "start"}`);
  });
  return { draw };
}

/** Sit down at another person's computer: their client is opened afresh. @param {string} user */
function become(user) {
  const url = new URL(location.href);
  for (const name of ["role", "guest", "deeplink", "invitation"]) url.searchParams.delete(name);
  url.searchParams.set("user", user);
  location.assign(url.href);
}

/** @param {string} theme */
function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** @param {View} view */
function draw(view) {
  const names = [...byId("who").options];
  byId("who").value = names.find((one) => one.text === view.screen_name)?.value ?? "guest";
  byId("role").value = view.role;
  byId("role").disabled = view.running_context !== "inMeeting";
  byId("status").value = view.status;
  byId("dnd").checked = view.do_not_disturb;
  byId("meeting").textContent = view.meeting.status === "started" ? "End meeting" : "Start meeting";
  byId("opened-count").textContent = String(view.opened.length);
  byId("opened-none").hidden = view.opened.length > 0;
  byId("opened-list").replaceChildren(...view.opened.map(openedRow).reverse());
}

/** @param {Opened} one */
function openedRow(one) {
  const note = `${new Date(one.at * 1000).toLocaleTimeString()}, ${one.by}${one.allowed ? "" : ", not on the allow list"}`;
  return h(
    "li",
    {},
    h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, one.url),
    h("small", { class: one.allowed ? "" : "refused" }, note),
  );
}
