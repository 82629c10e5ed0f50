/** Texts of signing in, of connections and of leaving: fetched when one of these is first shown. */

import { plural, t as base } from "./strings.js";

export const t = {
  ...base,

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
    askBody: "Its keys and what was kept for you are deleted at once. In Gainsight nothing changes.",
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
      "your e-mail address and your Zoom consent, which Zoom takes back",
      "the keys to your Gainsight accounts, and all open sessions",
      "drafts, notes that were not sent, and comments made in this app",
      "what you looked at last, and copies of customer records kept for you",
    ],
    keeps: "What you published stays in Gainsight. One line in your company's log says that somebody left, without your name.",
    confirm: "Delete my data",
    busy: "Deleting…",
  },

  gone: {
    title: "Your data is deleted",
    body: "This app keeps nothing of you any more. To remove the app as well, open Apps in Zoom and choose Remove.",
    again: "Start again",
  },
};
