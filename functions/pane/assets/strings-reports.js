/** Texts of the reports. */

import { plural, t as base } from "./strings.js";

/** @type {Record<string, string>} */
const kinds = {
  app_opened: "App opened",
  signed_in: "Signed in",
  customer_selected: "Customer chosen",
  section_viewed: "Tab viewed",
  activity_drafted: "Note begun",
  activity_published: "Activity posted",
  activity_queued: "Activity had to wait",
  activity_failed: "Activity not posted",
  comment_written: "Comment written",
  person_added: "Person added",
  person_linked: "Person linked",
  person_matched: "Person matched by hand",
  measure_set: "Score set",
  attribute_changed: "Attribute changed",
  invitation_sent: "Invitation sent",
};

export const t = {
  ...base,
  reports: {
    title: "Reports",
    leave: "Close reports",
    tenant: "Gainsight",
    filters: "Filters",
    whose: "Whose",
    mine: "My own",
    everyone: "Everyone's",
    period: "Period",
    /** @type {[string, string][]} */
    periods: [["7", "Last 7 days"], ["30", "Last 30 days"], ["90", "Last 90 days"], ["365", "Last 365 days"]],
    group: "By",
    /** @type {Record<string, string>} */
    groups: { day: "Day", week: "Week", kind: "Kind", company: "Company", user: "User" },
    what: "What",
    anything: "Everything",
    customer: "Customer",
    anyCustomer: "All customers",
    kinds,
    chart: (/** @type {string} */ group, /** @type {string} */ total) => `${group}: ${total}. The table below holds the same figures.`,
    most: (/** @type {string} */ figure) => `Highest: ${figure}`,
    table: "As a table",
    sum: "Total",
    none: "Nothing happened here",
    noneBody: "Choose a longer period or another filter. What happens in calls appears here within a minute.",
    unnamed: "No name",
    leftOut: (/** @type {number} */ n) => `${plural(n, "more row is", "more rows are")} not shown.`,
    export: "Take it away",
    report: "This report as CSV",
    events: "Single events as CSV",
    cut: "These are the newest. Choose a shorter period for the rest.",
    hint: "Both hold what the filters above leave. Counted by this app, in your time zone; names come from Gainsight. Kept for 400 days.",
  },
};
