/** Every text of the pane. Nothing a person reads is written anywhere else. */

/** @param {number} n @param {string} one @param {string} many */
const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

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

  starting: { title: "Opening…", slow: "Zoom is taking longer than usual to answer." },

  outside: {
    title: "Open this in Zoom",
    body: "This page works inside the Zoom client, next to your call.",
    steps: ["Join or start a meeting in Zoom.", "Choose Apps in the meeting toolbar.", "Open Gainsight."],
    again: "Already in Zoom? Try again",
  },

  failed: {
    title: "This did not open",
    noContext: "Zoom did not tell the app who you are. Close the app in Zoom and open it again. If that does not help, update Zoom.",
  },

  guest: {
    title: "Gainsight App for Zoom",
    body: "Shows a company's customer records to its own people, next to the call. To use it, sign in to Zoom and add the app.",
    signIn: "Sign in to Zoom",
    add: "Add the app",
    waiting: "Answer the question Zoom asks. This page goes on by itself.",
    refused: "Zoom did not open its question. Try again, or add the app in the Zoom App Marketplace.",
    foot: "Guest",
  },

  authorize: {
    title: "First, your OK in Zoom",
    body: "Zoom asks you once whether this app may see:",
    button: "Continue in Zoom",
    waiting: "Zoom asks for your consent. This page goes on by itself.",
    declined: "You did not allow it in Zoom, so there is nothing to show yet. You can try again any time.",
    failed: "Zoom did not answer. Try again; if that does not help, close the app and open it again.",
  },

  seen: {
    title: "What this app may see in Zoom, and why",
    items: [
      ["Who you are in Zoom: user and e-mail", "To make sure that the Gainsight account you connect is your own, and to find your company's Gainsight."],
      ["Which meeting this is, and your role in it", "To keep what you see tied to this call."],
    ],
    never: "Not the call itself",
    neverWhy: "No video, sound, chat, files or recordings.",
    kept: "Your e-mail address and the keys to your Gainsight account are kept encrypted by your company's own installation. Logging out deletes the Gainsight keys; removing the app in Zoom deletes all of it.",
  },

  signIn: {
    title: "Your customer, in this call",
    body: "Sign in to see who you are talking to.",
    again: "Sign in to Gainsight again",
    username: "Username",
    hint: "The e-mail address you use for Gainsight",
    next: "Next",
    opens: "Your browser opens for the Gainsight login.",
    empty: "Type your Gainsight username.",
    choose: "Which Gainsight?",
    chooseBody: "You have more than one. You can connect the others later.",
    back: "Back",
    unknownTitle: "No Gainsight is set up for this address",
    unknownBody: "Check the spelling. If it is right, ask the person who runs this app in your company to add your company's Gainsight.",
    other: "Use another username",
    foot: "Not signed in",
    loggedOut: "You are logged out.",
  },

  waiting: {
    title: "Go on in your browser",
    body: "The Gainsight login is open in your browser. When you are done there, this page goes on by itself.",
    notOpened: "Your browser could not be opened from here. Copy the link and open it yourself.",
    link: "Nothing opened? Use this link",
    copy: "Copy",
    copied: "Link copied",
    selected: "Link selected: press Ctrl+C or ⌘C",
    openAgain: "Open again",
    expired: "This link has expired.",
    renew: "Get a new link",
    checking: "Waiting for you to sign in…",
    trouble: "No connection at the moment. Still trying…",
    foot: "The link works once, for you only",
  },

  welcome: {
    title: "Welcome to Gainsight",
    /** @param {string} name */
    named: (name) => `Welcome to Gainsight, ${name}`,
    connected: "Connected",
    as: "as",
    choose: "Choose your customer",
    /** @param {string} name */
    open: (name) => `Open ${name}`,
  },

  kinds: { all: "All", company: "Company", relationship: "Relationship" },

  picker: {
    choose: "Choose a customer",
    change: "Change customer",
    label: "Search for a company or relationship",
    placeholder: "Company or relationship",
    filter: "Show",
    results: "Results",
    recent: "Recent",
    start: "Find your customer",
    startBody: "Type two letters or more of a company's or relationship's name.",
    short: "Type one more letter.",
    searching: "Searching…",
    none: "Nothing found",
    /** @param {string} q */
    noneBody: (q) => `No customer you can see is called “${q}”. Check the spelling or try a shorter part of the name.`,
    noneFiltered: "Search all",
    /** @param {number} n */
    more: (n) => `Showing the first ${n}, keep typing`,
    /** @param {number} n */
    found: (n) => plural(n, "result", "results"),
    /** @param {string} what */
    partial: (what) => `${what} could not be searched.`,
    /** @param {string} names */
    signedIn: (names) => `Signed in to ${names}`,
    esc: "Esc closes",
    clear: "Clear",
    inactive: "inactive",
    parts: { company: "Companies", relationship: "Relationships" },
  },

  tabs: {
    label: "Customer",
    summary: "Summary",
    timeline: "Timeline",
    people: "People",
    scorecard: "Scorecard",
    attributes: "Attributes",
    failed: "This part could not be loaded. Check your connection and try again.",
  },

  summary: {
    /** @param {string} score */
    health: (score) => `Health ${score}`,
    /** @param {string} score @param {string} by */
    up: (score, by) => `Health ${score}, up ${by}`,
    /** @param {string} score @param {string} by */
    down: (score, by) => `Health ${score}, down ${by}`,
    /** @param {string} score */
    flat: (score) => `Health ${score}, unchanged`,
    /** @param {string} before */
    before: (before) => `Previous score: ${before}`,
    noHealth: "No health score",
    noHealthBody: "Nothing has been scored for this customer yet.",
    hiddenHealth: "Health hidden",
    text: "Summary",
    openCompany: "Show the company:",
    open: "Open in Gainsight",
    facts: "Key facts",
    absent: "There is no summary for this customer",
    absentBody: "The layout your administrator chose shows nothing here.",
    reconnectFirst: "Sign in to Gainsight again to see this customer.",
  },

  footer: {
    /** @param {string} when */
    asOf: (when) => `As of ${when}`,
    refresh: "Refresh",
    refreshing: "Refreshing…",
    refreshed: "Refreshed",
    hidden: "Values hidden",
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
    notRefreshed: "Could not refresh.",
    /** @param {string} when */
    shown: (when) => `Shown as of ${when}.`,
    /** @param {number} s */
    next: (s) => `Next try in ${s} s`,
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
    app_off: ["The app is switched off for you", "Your Gainsight administrator decides who may use it. Ask them to add you."],
    license_required: ["Your Gainsight licence does not cover this", "A Full, Viewer or Viewer Analytics licence is needed. Ask your Gainsight administrator."],
    validation_failed: ["Please check what you typed", "Correct it and try again."],
    not_found: ["This customer is not there any more", "It was removed, merged, or you may no longer see it. Choose another customer."],
    upstream_unavailable: ["Gainsight does not answer", "Try again in a moment."],
    upstream_busy: ["Gainsight is busy", "Your company has used up its requests for this minute. Try again in a moment."],
    internal: ["Something went wrong here", "Try again; if it happens again, pass on the reference."],
    outside: ["Zoom does not answer", "Close the app in Zoom and open it again."],
    no_context: ["Zoom does not say who you are", "Close the app in Zoom and open it again."],
    crashed: ["This page has stopped working", "Refresh it to go on."],
  }),
};
