/** Texts of the end of a call: the wrap-up and its receipt, unfinished notes. Fetched with them. */

import { plural } from "./strings.js";
import { t as base } from "./strings-tabs.js";

export const t = {
  ...base,

  wrap: {
    title: "Wrap up",
    lead: "Everything of this call on one card. Nothing is sent before you press the button.",
    over: "The call has ended.",
    back: "Back to the customer",
    note: "Note",
    noteOff: "Nothing written yet, so no note is sent.",
    covered: "Covered while values are hidden.",
    full: "All fields of the note",
    people: "People to add or link",
    nobody: "Everybody here is in Gainsight, or has no address.",
    looking: "Looking who is here…",
    /** @param {number} n */
    nameless: (n) => `${n === 1 ? "One person has" : `${n} people have`} no e-mail address`,
    add: "Add",
    link: "Link",
    /** @param {number} n */
    atATime: (n) => `The first ${n}; the rest are on the People tab.`,
    attributes: "Attributes",
    unchanged: "Nothing was changed in this call.",
    saved: "Saved",
    pending: "to be saved",
    text: "text changed",
    other: "another one",
    /** @param {string} before @param {string} after */
    fromTo: (before, after) => `${before} → ${after}`,
    /** @param {number} n */
    carry: (n) => `${plural(n, "open item goes", "open items go")} into your next note to this customer.`,
    /** @param {number} n */
    send: (n) => (n === 1 ? "Send it" : `Send all ${n}`),
    nothing: "There is nothing to send yet.",

    receipt: "Receipt",
    held: "Nothing has gone out yet. You may go back to other tabs: Wrap up brings you here again.",
    heldNote: "It goes out in a few seconds. You may go back to other tabs: Wrap up brings you here again.",
    sending: "Sending…",
    sent: "All of it has been taken care of.",
    some: "Some of it needs you.",
    undone: "Taken back. Nothing was sent.",
    waits: "Waits",
    notSent: "Not sent",
    posted: "Posted",
    queued: "Queued",
    refused: "Refused",
    unknown: "No answer yet",
    again: "Ask again",
    edit: "Edit",
    /** @param {string} what */
    editOf: (what) => `Edit: ${what}`,
    carried: "Carried over",
    done: "Done",
    goOn: "Back to the card",
    results: { added: "Added", linked: "Linked", already: "There already", refused: "Refused", busy: "No answer yet" },
  },

  unfinished: {
    title: "Unfinished notes",
    lead: "Drafts, and notes that still wait or need you. Only you see them.",
    none: "No unfinished notes",
    noneBody: "What you begin in a call and do not publish waits here.",
  },
};
