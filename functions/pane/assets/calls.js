/** Whether there is a call, what is left to write after one, and the ways to a note. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf, move } from "./api.js";
import { Icon } from "./elements.js";
import { useListener, useResource } from "./hooks.js";
import { onPlace } from "./zoom.js";
import { t } from "./strings.js";

/** @import {Customer, SignedView} from "./model" */

/** When this call began as far as the pane can tell, epoch milliseconds: with the page, unless it outlived a call. */
export let began = performance.timeOrigin;

/** A customer who is shown this long is the one the call is with: a note is owed. */
const SETTLED_MS = 1500;

/**
 * The ways to a note, from every tab; in a call also to its end.
 * @param {{name: string, call: "on" | "over" | null, onNote: () => void, onWrap: () => void}} props
 */
export const NoteRow = ({ name, call, onNote, onWrap }) => html`<div class="note-row">
  <button type="button" class="note-bar" onClick=${onNote}><${Icon} name="note" size=${16} /><span class="ell" dir="auto">${t.tabs.note(name)}</span></button>
  ${call && html`<button type="button" class="note-bar" onClick=${onWrap}>${t.tabs.wrapup}${call === "over" && html`<i class="dot"></i><span class="sr">${t.tabs.over}</span>`}</button>`}</div>`;

/**
 * Whether there is a call, and which notes are not finished.
 * @param {SignedView} view @param {Customer | null} customer @param {number} turn
 */
export function useCalls({ meeting, accounts }, customer, turn) {
  const [over, setOver] = useState(false);
  useEffect(() => onPlace((inMeeting) => {
    setOver((was) => {
      if (was && inMeeting) began = Date.now();
      return !inMeeting;
    });
    if (inMeeting) move().catch(() => {});
  }), []);
  const writes = accounts.some((one) => one.rights.includes("timeline:write"));
  const call = meeting.uuid ? (over ? "over" : "on") : null;
  const key = customer && keyOf(customer);
  useEffect(() => {
    if (call !== "on" || !customer || !writes) return undefined;
    const timer = setTimeout(() => import("./timeline-api.js").then((api) => api.meet(customer)).catch(() => {}), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [call, meeting.uuid, key]);
  const found = useResource(writes ? `${call} ${key} ${turn}` : null, (signal) => import("./timeline-api.js").then((api) => api.unfinished(signal, call !== "on")));
  useListener(window, "notes", found.reload);
  return { call, found };
}
