/** Texts of the tabs that are fetched when they are first shown. */

import { plural } from "./strings.js";
import { t as base } from "./strings-picker.js";

export const t = {
  ...base,

  queuedBody: "Your company has used up its requests to Gainsight for this minute. It is your turn soon, and this page goes on by itself.",

  turn: {
    body: "Gainsight is busy. It goes by itself while this pane is open.",
    here: "Gainsight is busy. It goes by itself while this page is open.",
    altered: "Not sent: you changed it before it was its turn.",
    cancelLabel: "Cancel: do not send it",
  },

  relationships: {
    none: "This company has no relationships.",
    health: "Health",
    renewal: (/** @type {string} */ when) => `Renewal ${when}`,
    more: (/** @type {number} */ shown) => `The first ${shown} by name. Search finds the others.`,
  },

  timeline: {
    create: "New activity",
    filter: "Search and filter",
    filterOn: "Search and filter: on",
    text: "Text in subject or notes",
    type: "Type",
    allTypes: "All types",
    author: "Author",
    anyone: "Anyone",
    you: "You",
    somebody: "Somebody else…",
    from: "From",
    to: "To",
    none: "Nothing here yet",
    noneBody: "The first activity of this customer can be yours.",
    noneFitting: "No activity fits",
    all: "Show all",
    untitled: "Without a subject",
    draft: "Draft",
    queued: "Queued",
    failed: "Needs attention",
    seconds: (/** @type {number} */ n) => `${n} s`,
    /** @param {string} when */
    nextTry: (when) => `Next try in about ${when}.`,
    retry: "Retry",
    retried: "It is tried again",
    anew: "Log as a new note",
    begun: "A new note waits for you",
    goOn: "Continue",
    more: "Show more",
    back: "Back to the list",
    edit: "Edit",
    editTitle: "Edit activity",
    edited: "edited",
    remove: "Delete",
    removeAsk: "Delete for good?",
    removed: "Deleted",
    noteWaits: "A text of this note still waits to be sent. Open the note from the list to change it.",
    save: "Save",
    subject: "Subject",
    notes: "Notes",
    with: "With",
    inGainsight: "Comments in Gainsight",
    comment: "Your comment",
    commentsHere: "Visible in this app only.",
    commentsCopied: "Copied into the activity in Gainsight.",
    notCopied: "Saved here. It could not be copied to Gainsight; the next comment takes it along.",
    send: "Comment",
    changedThere: "This was changed in Gainsight meanwhile. There it now says:",
    keepMine: "Keep mine",
    takeTheirs: "Take theirs",
    /** @param {string} when */
    saved: (when) => `Saved ${when}`,
    /** @param {number} n */
    comments: (n) => plural(n, "comment", "comments"),
  },

  compose: {
    /** @param {string} name @param {string} when */
    opened: (name, when) => `Call with ${name}, opened ${when}`,
    when: "Date and time",
    assumed: "assumed",
    chosen: "Chosen",
    saving: "Saving…",
    unsaved: "Not saved yet",
    conflict: "This draft was changed on another device.",
    mine: "Here it says",
    theirs: "There it says",
    keepMine: "Keep this one",
    takeTheirs: "Take the other",
    items: "Action items",
    item: "What is to be done",
    itemDone: "Done",
    itemAdd: "Add an action item",
    itemRemove: "Remove action item",
    owner: "Owner",
    due: "Due",
    carried: "from last time",
    customers: "Log to",
    customerAdd: "Another customer",
    customerFind: "Find another customer",
    /** @param {string} name */
    customerNamed: (name) => `Log to ${name} too`,
    /** @param {string} name */
    customerRemove: (name) => `Do not log to ${name}`,
    ofCall: "Suggested by who is in this call",
    agenda: "Agenda",
    agendaHint: "One point per line",
    minutes: "Duration in minutes",
    attendees: "Attendees",
    fromCall: "In this call",
    /** @param {number} n */
    allOfCall: (n) => `All ${n} of this call`,
    /** @param {string} name */
    attendeeNamed: (name) => `Add ${name}`,
    attendeeAdd: "E-mail address",
    /** @param {string} email */
    attendeeRemove: (email) => `Remove ${email}`,
    add: "Add",
    publish: "Publish",
    discard: "Discard",
    discardAsk: "Throw this draft away?",
    discardUnsure: "It was sent without an answer and may be in Gainsight. There it stays if you discard it here.",
    discardForce: "Discard all the same",
    onlyYou: "Only you see a draft.",
    sending: "Publishing…",
    sendingBody: "It is sent in a few seconds. You may close the pane: nothing is lost.",
    waits: "Waits to be sent",
    waitsBody: "It could not be sent yet. You may close the pane: nothing is lost.",
    sent: "Published",
    sentBody: "Your colleagues see it in Gainsight now.",
    posted: "Posted",
    done: "Back to the Timeline",
    /** @param {number} s */
    undo: (s) => `Undo (${s} s)`,
  },

  attributes: {
    absent: "There are no attributes to show",
    find: "Find a person",
    findCompany: "Find a company",
    saved: "Saved",
    undo: "Undo",
    /** @param {string} label */
    editField: (label) => `Edit ${label}`,
    /** @param {string} label */
    locked: (label) => `Why ${label} is locked`,
    /** @param {string} label */
    undoField: (label) => `Undo ${label}`,
    /** @param {number} n */
    changes: (n) => plural(n, "change", "changes"),
    /** @param {string} label @param {string} value */
    now: (label, value) => `${label} is now ${value}.`,
    /** @param {string} value */
    chose: (value) => `You chose ${value}.`,
    /** @param {string} when @param {string} who */
    changedBy: (when, who) => `Record last changed ${[when, who && `by ${who}`].filter(Boolean).join(" ")}.`,
    /** @param {string} value */
    set: (value) => `Set ${value}`,
    /** @param {string} value */
    leave: (value) => `Leave ${value}`,
  },

  scorecard: {
    absent: "There is no scorecard to show",
    overall: "Overall health",
    history: "Score history",
    settings: "Scorecard settings",
    changeTo: "Change scorecard to",
    apply: "Apply",
    depth: "Show",
    levels: ["Overall only", "Groups", "Measures"],
    ungrouped: "Other measures",
    automated: "automated",
    stale: "stale",
    staleWhy: "Older than this measure's validity period",
    setBy: (/** @type {string} */ when, /** @type {string} */ who) => `Set ${[when, who && `by ${who}`].filter(Boolean).join(" ")}.`,
    /** @param {string} score */
    ungraded: (score) => `${score} (between grades)`,
    choose: "Choose a grade",
    why: "Why? (comment)",
    save: "Save",
    saveLabel: "Save score",
    renew: "Renew",
    renewLabel: "Renew score",
    remove: "Remove",
    removeLabel: "Remove score",
    sent: "Sent, waiting for Gainsight",
    arrived: "Gainsight shows what you sent",
    removing: "Removal sent, waiting for Gainsight",
    /** @param {string} score */
    waiting: (score) => `${score} sent, waiting for Gainsight`,
    /** @param {string} name */
    waitingCard: (name) => `Change to “${name}” is sent, waiting for Gainsight.`,
    /** @param {number} n */
    weeks: (n) => `${n} weeks`,
    /** @param {string} pct */
    ofOverall: (pct) => `${pct} of overall`,
    /** @param {string} pct */
    ofGroup: (pct) => `${pct} of the group`,
    look: "Show scores as",
    looks: { card: "Card", list: "List" },
    list: "Groups and measures",
    name: "Measure",
    weightHead: "Weight",
    weight: (/** @type {string} */ n) => `weight ${n}`,
    share: "Share",
    trend: "Trend",
    score: "Score",
    going: { up: "up", down: "down", flat: "unchanged" },
  },

  editor: {
    tools: "Format",
    bold: "Bold",
    insertUnorderedList: "Bulleted list",
    insertOrderedList: "Numbered list",
    link: "Link",
    address: "Address of the link",
  },
};
