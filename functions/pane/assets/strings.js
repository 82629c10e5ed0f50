/** Every text of the pane. Nothing a person reads is written anywhere else. */

/** @param {number} n @param {string} one @param {string} many */
export const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

export const t = {
  app: "Gainsight for Zoom",
  loading: "Loading…",
  retry: "Try again",
  cancel: "Cancel",
  close: "Close",
  reference: "Reference",
  hiddenValue: "hidden",
  notSet: "not set",
  yes: "Yes",
  no: "No",
  inactive: "inactive",
  inactiveValue: "no longer in use in Gainsight",

  loggedOut: "You are logged out.",

  starting: { title: "Opening…", slow: "Zoom is taking longer than usual to answer." },

  kinds: { all: "All", company: "Company", relationship: "Relationship" },

  picker: {
    choose: "Choose a customer",
    change: "Change customer",
  },

  tabs: {
    label: "Customer",
    summary: "Summary",
    timeline: "Timeline",
    people: "People",
    scorecard: "Scorecard",
    attributes: "Attributes",
    off: "Some tabs are switched off. Why?",
    /** @param {string} name */
    note: (name) => `Note about ${name}…`,
    wrapup: "Wrap up",
    over: "The call has ended",
    /** @param {number} n */
    unfinished: (n) => plural(n, "unfinished note", "unfinished notes"),
  },

  summary: {
    health: (/** @type {string} */ score) => `Health ${score}`,
    up: (/** @type {string} */ score, /** @type {string} */ by) => `Health ${score}, up ${by}`,
    down: (/** @type {string} */ score, /** @type {string} */ by) => `Health ${score}, down ${by}`,
    flat: (/** @type {string} */ score) => `Health ${score}, unchanged`,
    before: (/** @type {string} */ before) => `Previous score: ${before}`,
    noHealth: "No health score",
    noHealthBody: "Nothing has been scored for this customer yet.",
    hiddenHealth: "Health hidden",
    text: "Summary",
    covered: "Not shown while values are hidden. Not shown while values are hidden.",
    openCompany: "Show the company:",
    relationships: "Relationships",
    open: "Open in Gainsight",
    facts: "Key facts",
    absent: "There is no summary for this customer",
    absentBody: "The layout your administrator chose shows nothing here.",
  },

  footer: {
    asOf: (/** @type {string} */ when) => `As of ${when}`,
    refresh: "Refresh",
    refreshing: "Refreshing…",
    hidden: "Hidden",
    show: "Show",
  },

  menu: {
    label: "Menu",
    refresh: "Refresh App",
    popOut: "Pop Out",
    merge: "Merge to Meeting Window",
    hide: "Hide values",
    key: "H",
    seen: "What this app may see in Zoom, and why",
    invite: "Invite",
    connections: "Connections",
    automatic: "Automatic",
    off: "What is switched off, and why",
    reports: "Reports",
    admin: "Admin",
    remove: "Delete my data",
    logOut: "Log out",
    popFailed: "Zoom cannot do that right now.",
    hidden: "Values hidden",
    shown: "Values shown",
  },

  logOut: {
    title: "Log out of Gainsight?",
    body: "To come back you sign in once more in your browser. Panes you have open in other calls are logged out as well.",
    confirm: "Log out",
    busy: "Logging out…",
  },

  banner: {
    offline: "You are offline.",
    offlineBack: "This page goes on when you are back.",
    reconnect: "Gainsight needs you to sign in again.",
    reconnectButton: "Sign in again",
    stale: "This may be out of date.",
    shown: (/** @type {string} */ when) => `Shown as of ${when}.`,
    queued: (/** @type {number} */ s) => `Queued, about ${s} s`,
    next: (/** @type {number} */ s) => `Next try in ${s} s`,
    trying: "Trying again…",
    tryNow: "Try now",
    reconnected: "You are signed in again",
  },

  /** By error code: what happened, and what to do. */
  errors: /** @type {Record<string, [string, string]>} */ ({
    offline: ["You are offline", "Check your connection, then try again."],
    unreachable: ["No connection", "The server could not be reached. Check your connection, then try again."],
    timeout: ["That took too long", "There was no answer in time. Try again."],
    bad_answer: ["That did not work", "The answer could not be read. Try again; if it happens again, pass on the reference."],
    throttled: ["Too many requests at once", "Wait a moment, then try again."],
    unavailable: ["Not available just now", "Try again in a moment."],
    session_expired: ["Your session has ended", "Close the app in Zoom and open it again."],
    context_rejected: ["Zoom's sign-in was not accepted", "Close the app in Zoom and open it again."],
    zoom_not_authorized: ["Your OK in Zoom is missing", "Refresh the app and continue in Zoom."],
    reconnect_required: ["Gainsight needs you to sign in again", "Sign in again to go on where you were."],
    forbidden: ["You may not see this in Gainsight", "Ask your Gainsight administrator, or choose another customer."],
    tab_off: ["This is switched off for you", "Your Gainsight administrator decides that. The menu says why."],
    salesforce_off: ["Salesforce sign-in is not set up here", "Go back and sign in with your Gainsight username."],
    store_unavailable: ["That did not work just now", "Try again in a moment."],
    writes_paused: ["Changes are paused", "Whoever runs this app has paused them. You can read and write notes; notes are sent afterwards."],
    app_off: ["The app is switched off for you", "Your Gainsight administrator decides who may use it. Ask them to add you."],
    license_required: ["Your Gainsight licence does not cover this", "A Full, Viewer or Viewer+ licence is needed. Ask your Gainsight administrator."],
    validation_failed: ["Please check what you typed", "Correct it and try again."],
    conflict: ["This was changed meanwhile", "Look at both values and choose."],
    version_conflict: ["This was changed meanwhile", "Look at both texts and choose."],
    too_late: ["It has been sent already", "Open it in the Timeline to change or delete it."],
    not_found: ["This customer is not there any more", "It was removed, merged, or you may no longer see it. Choose another customer."],
    upstream_unavailable: ["Gainsight does not answer", "Try again in a moment."],
    upstream_busy: ["Gainsight is busy", "Your company has used up its requests for this minute. Try again in a moment."],
    internal: ["Something went wrong here", "Try again; if it happens again, pass on the reference."],
    outside: ["Zoom does not answer", "Close the app in Zoom and open it again."],
    no_context: ["Zoom does not say who you are", "Close the app in Zoom and open it again."],
    crashed: ["This page has stopped working", "Refresh it to go on."],
  }),
};
