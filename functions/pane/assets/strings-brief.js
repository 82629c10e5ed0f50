/** Texts of the brief: fetched with it. */

import { t as base } from "./strings.js";

export const t = {
  ...base,

  brief: {
    title: "Brief",
    reading: "Reading…",
    sinceCall: (/** @type {string} */ when) => `since your call on ${when}`,
    sinceLook: (/** @type {string} */ when) => `since you looked on ${when}`,
    first: "your first time here",
    same: "Nothing on the Summary has changed since.",
    changed: "Changed",
    was: "was",
    empty: "empty",
    people: "In this call",
    new: "New",
    missing: "Not here yet",
    strangers: "Not in Gainsight here",
    toDo: "Your action items",
    toDoMore: (/** @type {number} */ n) => `and ${n} more in your notes`,
    due: (/** @type {string} */ when) => `due ${when}`,
    overdue: (/** @type {string} */ when) => `was due ${when}`,
    ctas: "Open calls to action",
    ctasMore: "There are more in Gainsight.",
    activities: "Last activities",
    covered: "Not shown just now",
    untitled: "Without a subject",
    failed: /** @type {Record<string, string>} */ ({
      changes: "What changed could not be read.",
      activities: "Activities could not be read.",
      calls_to_action: "Calls to action could not be read.",
      people: "Who came could not be compared.",
      brief: "The brief could not be read.",
    }),
  },
};
