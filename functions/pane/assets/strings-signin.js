/** Texts of signing in, of connections and of leaving: fetched when one of these is first shown. */

import { plural, t as base } from "./strings.js";

export const t = {
  ...base,

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
    outsideWhy: "This is a company's own app in Zoom: only its people can add it. If you were invited from outside, you can close this page.",
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
      ["Which meeting this is, what it is called, and your role in it", "To keep what you see tied to this call, and to begin your note."],
      ["Who is in this meeting, and when", "To show who they are in Gainsight, and to add those who are missing."],
      ["Whom the host invited to this meeting", "To recognise people whose address Zoom does not show otherwise."],
      ["Who registered for this meeting", "For the same reason, where a meeting has a registration form."],
      ["When you host meetings next", "To have the customer ready before the call begins."],
      ["That the app opens when your meeting starts", "So that you need not look for it. This is asked of Zoom for meetings with a customer only."],
    ],
    never: "Not the call itself",
    neverWhy: "No video, sound, chat, files or recordings.",
    kept: "Your e-mail address and the keys to your Gainsight account are kept encrypted by your company's own installation. Logging out deletes the Gainsight keys; removing the app in Zoom deletes all of it.",
  },

  signIn: {
    title: "Your customer, in this call",
    body: "Sign in to see who you are talking to.",
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
    named: (/** @type {string} */ name) => `Welcome to Gainsight, ${name}`,
    as: "as",
    choose: "Choose your customer",
    open: (/** @type {string} */ name) => `Open ${name}`,
  },

  ways: {
    or: "or",
    salesforce: "Use a Salesforce account",
    select: "Select domain",
    connected: "connected",
    notListed: "My domain is not listed",
    domainTitle: "Your Gainsight",
    domainBody: "Nobody has set up Gainsight for this address yet, so tell us where yours is.",
    domainOther: "Tell us where it is.",
    domain: "Gainsight Domain",
    domainHint: "The address you open Gainsight with, such as acme.gainsightcloud.com. You can paste it.",
    domainEmpty: "Enter your Gainsight address.",
    centre: "Choose Data Center Location",
    salesforceTitle: "Which Salesforce?",
    salesforceOther: "Sandbox or My Domain? Choose another login",
    salesforceWaiting: "The Salesforce login is open in your browser. When you are done there, this page goes on by itself.",
    myDomain: "My Domain",
    myDomainHint: "Such as acme.my.salesforce.com. You can paste it.",
    myDomainEmpty: "Enter your company's Salesforce address.",
    another: "Connect another Gainsight",
    anotherBody: "Search then covers all of them, and each customer says whose it is.",
    allConnected: "Everything that belongs to this username is connected already.",
  },

  connections: {
    title: "Connections",
    body: "Each can be disconnected by itself. Zoom stays as it is.",
    active: "Connected",
    lost: "Sign-in needed",
    salesforce: "with Salesforce",
    disconnect: "Disconnect",
    /** @param {string} name */
    ask: (name) => `Disconnect ${name}?`,
    askBody: "Its keys and what was kept of its records are deleted at once. Your drafts and comments stay, and so does what is in Gainsight.",
    /** @param {string} name */
    done: (name) => `${name} is disconnected`,
    again: "Sign in again",
  },

  off: {
    title: "What is switched off, and why",
    none: "Nothing is switched off for you.",
    company: "Companies",
    relationship: "Relationships",
    some: "some types",
  },

  notes: {
    /** @param {number} n */
    waiting: (n) => `${plural(n, "note", "notes")} not sent yet`,
    send: "Send now",
    sendBody: "Waits until Gainsight has them.",
    keep: "Keep until I sign in again",
    keepBody: "They are sent by themselves after your next sign-in.",
    discard: "Discard",
    discardBody: "They are deleted here and never sent.",
    sending: "Sending…",
    /** @param {number} n */
    left: (n) => `${plural(n, "note", "notes")} could not be sent. Try again, or choose differently.`,
    unknown: "Whether notes wait to be sent could not be read.",
  },

  remove: {
    title: "Delete my data?",
    body: "This deletes, at once and for good, all that this app keeps of you:",
    items: [
      "your e-mail address and the keys to your Zoom account, which Zoom makes void",
      "the keys to your Gainsight accounts, and all open sessions",
      "drafts, notes that were not sent, and comments made in this app",
      "what you looked at last, and copies of customer records kept for you",
    ],
    keeps: "What you published stays in Gainsight. Your company's log keeps for 400 days what was changed under your Gainsight id, and that somebody left; it has no names.",
    confirm: "Delete my data",
    busy: "Deleting…",
  },

  gone: {
    title: "Your data is deleted",
    body: "This app keeps nothing of you any more. To remove the app as well, open the Zoom App Marketplace, Manage, Added Apps, and choose Remove.",
    again: "Start again",
  },
};
