/** The meeting itself: tiles, participants, chat, clock. */

import { byId, face, h, icon } from "./dom.js";
import { ask } from "./session.js";

/** @import {Drawn, Invitation, Participant} from "../client" */

const ROLE_TEXT = { host: "Host", coHost: "Co-host", attendee: "" };

/** Set up the meeting and return how to draw it. @param {import("./session.js").Session} session @returns {Drawn} */
export function stage(session) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-toggle]"))) {
    button.addEventListener("click", () => toggle(/** @type {"people" | "chat"} */ (button.dataset.toggle)));
  }
  for (const button of document.querySelectorAll("[data-mute]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    });
  }
  byId("join").addEventListener("submit", letJoin);
  byId("leave").addEventListener("click", () => {
    const { uuid } = byId("leave").dataset;
    if (uuid) remove(uuid);
  });
  byId("start").addEventListener("click", () => {
    if (session.shown.meeting.status === "started") session.act("join");
    else ask("POST", "/api/meeting/start");
  });
  const tick = clock();
  let drawn = "";
  return {
    draw(view) {
      const { meeting, participant, invitations } = view;
      const picture = JSON.stringify([meeting.participants, meeting.status, participant, invitations.length]);
      if (picture === drawn) return;
      drawn = picture;
      document.title = `${meeting.topic} – Zoom (sandbox)`;
      byId("topic").textContent = meeting.topic;
      byId("clock").dataset.since = String(Date.now() / 1000 - (meeting.now - meeting.started_at));
      tick();
      const goesOn = meeting.status === "started";
      byId("over").hidden = goesOn && meeting.participants.some((one) => one.uuid === participant);
      byId("over-text").textContent = goesOn ? "You have left the meeting." : "The meeting has ended.";
      byId("start").textContent = goesOn ? "Join again" : "Start it again";
      byId("tiles").hidden = !byId("over").hidden;
      byId("leave").dataset.uuid = participant;
      byId("people-count").textContent = String(meeting.participants.length);
      byId("people-title").textContent = `Participants (${meeting.participants.length})`;
      byId("tiles").replaceChildren(...meeting.participants.map((one) => tile(one, one.uuid === participant)));
      byId("people-list").replaceChildren(...meeting.participants.map((one) => person(one, one.uuid === participant)));
      byId("chat-none").hidden = invitations.length > 0;
      byId("chat-list").replaceChildren(...invitations.map(invitation));
    },
  };
}

/** @param {"people" | "chat"} name */
function toggle(name) {
  const side = byId(name);
  side.hidden = !side.hidden;
  for (const button of document.querySelectorAll(`.tool[data-toggle="${name}"]`)) {
    button.setAttribute("aria-pressed", String(!side.hidden));
  }
}

/** @param {Participant} one @param {boolean} isMe */
function tile(one, isMe) {
  return h(
    "li",
    { class: isMe ? "tile me" : "tile" },
    face(one.name),
    h("span", { class: "name" }, icon(isMe ? "mic" : "mic-off"), h("span", {}, one.name)),
  );
}

/** @param {Participant} one @param {boolean} isMe */
function person(one, isMe) {
  const notes = [ROLE_TEXT[one.role], isMe ? "me" : "", one.internal ? "" : "External"].filter(Boolean);
  const other = one.role === "coHost" ? "attendee" : "coHost";
  const change = h(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": `${other === "coHost" ? "Make co-host" : "Withdraw co-host"}: ${one.name}`,
      title: other === "coHost" ? "Make co-host" : "Withdraw co-host",
      onclick: () => ask("PATCH", `/api/participants/${one.uuid}`, { role: other }),
    },
    icon("crown"),
  );
  const leave = h(
    "button",
    { type: "button", class: "plain", "aria-label": `Remove: ${one.name}`, title: "Remove", onclick: () => remove(one.uuid) },
    icon("leave"),
  );
  return h(
    "li",
    {},
    face(one.name),
    h("span", { class: "who" }, h("b", {}, one.name), h("small", {}, notes.join(", "))),
    one.role === "host" ? null : change,
    isMe ? null : leave,
  );
}

/** @param {Invitation} one */
function invitation(one) {
  return h(
    "li",
    {},
    h("b", {}, `${one.by} invites ${one.names.join(", ")}`),
    h("div", {}, one.text || "Open the app together"),
    h("small", {}, new Date(one.at * 1000).toLocaleTimeString()),
  );
}

/** @param {Event} event */
async function letJoin(event) {
  event.preventDefault();
  const name = byId("join-name").value;
  byId("join").reset();
  const known = [...byId("who").options].find((option) => option.text === name && option.value !== "guest");
  await ask("POST", "/api/participants", known ? { user: known.value } : { name });
}

/** @param {string} uuid */
function remove(uuid) {
  return ask("DELETE", `/api/participants/${uuid}`);
}

function clock() {
  const shown = byId("clock");
  const tick = () => {
    const seconds = Math.max(0, Math.floor(Date.now() / 1000 - Number(shown.dataset.since ?? Infinity)));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    shown.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
  };
  setInterval(tick, 1000);
  return tick;
}
