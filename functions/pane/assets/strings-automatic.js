/** Texts of the page that lists what happens without being asked. */

import { t as base } from "./strings.js";

/** @import {AutomaticName} from "./model" */

export const t = {
  ...base,

  automatic: {
    title: "Automatic",
    body: "What the app does without being asked. Nothing of it writes to Gainsight.",
    reads: "Reads:",
    closed: "Switched off by your Gainsight administrator.",
    closedAt: (/** @type {string} */ names) => `Switched off for ${names} by its Gainsight administrator.`,
    on: (/** @type {string} */ what) => `${what}: on`,
    off: (/** @type {string} */ what) => `${what}: off`,
    asked: "Only when you press it",
    askedBody: "Adding and linking people, asking participants for their address, invitations, publishing notes, scores and attributes.",
    /** Title, what is read, why. */
    items: /** @type {[AutomaticName, string, string, string][]} */ ([
      ["brief", "Brief", "the Summary, the last activities, calls to action, your own notes, and who is in the meeting where Zoom tells.",
        "So that you know what changed since your last call with a customer. For that, what the call showed is kept for half a year, for you alone."],
      ["suggestions", "Suggested customers", "who is in the meeting, and to which customers they belong in Gainsight.", "So that you need not search for the customer you are talking to."],
      ["series", "Customer of a recurring meeting", "the number of the meeting.", "So that the next one begins with the customer you chose last time. Kept for half a year after the last one."],
      ["drafts", "Draft after a call without a note", "with which customer the call is, and in the end how long it took and who was there.",
        "So that no call is forgotten. The draft is yours alone until you publish it."],
      ["ready", "Your next call", "when you host meetings next, whom they were sent to, and the Summary of their customer, some minutes ahead.",
        "So that the app opens with the right customer, and shows it even while Gainsight is busy. Kept for an hour, the Summary for three days."],
      ["opening", "Opening by itself", 'nothing beyond "Your next call", which it needs: Zoom is asked to open the app when a meeting of yours with a customer starts.', "So that you need not look for it."],
      ["mine", "Your customers in the search", "the names of customers whose CSM you are.", "So that the search answers at once. Kept for some hours."],
    ]),
  },
};
