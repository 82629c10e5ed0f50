/** The sandbox's own controls: who one is, and what is not in any Zoom client. */

import { byId, h } from "./dom.js";
import { setWidth } from "./panel.js";
import { rememberInQuery } from "./query.js";
import { ask } from "./session.js";

/** Set up the controls and return how to draw them. */
export function bench(session, settings) {
  setTheme(settings.theme);
  byId("theme").value = settings.theme;
  setWidth(settings.width);

  byId("who").addEventListener("change", (event) => become(event.target.value));
  byId("role").addEventListener("change", (event) => {
    ask("PATCH", `/api/participants/${session.view.participant}`, { role: event.target.value });
  });
  byId("status").addEventListener("change", (event) => {
    session.act("settings", { status: event.target.value, user: byId("who").value });
  });
  byId("theme").addEventListener("change", (event) => {
    setTheme(event.target.value);
    rememberInQuery("theme", event.target.value);
  });
  byId("width").addEventListener("change", (event) => rememberInQuery("width", setWidth(Number(event.target.value))));
  byId("dnd").addEventListener("change", (event) => session.act("settings", { do_not_disturb: event.target.checked }));
  byId("meeting").addEventListener("click", () => {
    ask("POST", `/api/meeting/${session.view.meeting.status === "started" ? "end" : "start"}`);
  });
  return { draw };
}

/** Sit down at another person's computer: their client is opened afresh. */
function become(user) {
  const url = new URL(location.href);
  for (const name of ["role", "guest", "deeplink", "invitation"]) url.searchParams.delete(name);
  url.searchParams.set("user", user);
  location.assign(url);
}

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

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

function openedRow(one) {
  const note = `${new Date(one.at * 1000).toLocaleTimeString()}, ${one.by}${one.allowed ? "" : ", not on the allow list"}`;
  return h(
    "li",
    {},
    h("a", { href: one.url, target: "_blank", rel: "noopener noreferrer" }, one.url),
    h("small", { class: one.allowed ? "" : "refused" }, note),
  );
}
