/** Texts of the People tab and of what is suggested from who is in the call. */

import { plural, t as base } from "./strings.js";

export const t = {
  ...base,

  people: {
    looking: "Looking up who is in this call…",
    alone: "Nobody else is here yet",
    aloneBody: "People appear here as they join.",
    noMeeting: "You are not in a meeting",
    noMeetingBody: "Open the app inside a Zoom meeting to see who is there and who they are in Gainsight.",
    stillLooking: "Looking up the others…",

    /** @type {Record<string, [title: string, body: string]>} */
    states: {
      host_not_added: ["The host has not added this app",
        "You see the names Zoom gives you, and can type addresses or match people by hand. Zoom tells this app addresses only once the host has added it: ask them to, before the next call."],
      host_unauthenticated: ["Zoom does not say that the host is here",
        "The host joined without signing in to Zoom, or added this app after joining. So addresses may be missing: type them, or match people by hand. Next time the host should sign in to Zoom before starting the meeting."],
      attendee_only: ["You are an attendee in this meeting",
        "The customer's record and your notes work as always. Zoom lists people only for hosts and co-hosts, and this meeting's host has not added this app: ask to be made co-host, or ask the host to add it."],
    },

    /** @type {Record<string, string>} */
    how: {
      zoom_account: "Zoom account", invite: "Invite", registration: "Registered", consented: "Shared",
      typed: "Typed", hand: "Chosen", name_guess: "Name only",
    },
    /** @type {Record<string, string>} */
    howLong: {
      zoom_account: "Zoom says this is their address.",
      invite: "The address on the calendar invitation.",
      registration: "The address they registered with.",
      consented: "They agreed in Zoom to share it. Zoom does not confirm it to us.",
      typed: "You typed this address.",
      hand: "You chose this person.",
      name_guess: "Somebody at this customer has the same name. Please check.",
    },
    /** @type {Record<string, string>} */
    sureness: { sure: "Certain", likely: "Likely", guess: "A guess" },

    /** @type {Record<string, string>} */
    whyShort: { phone: "On the phone" },
    noEmail: "Address unknown",
    /** @type {Record<string, [why: string, help: string]>} */
    why: {
      no_email_external: ["Zoom shows the address of somebody outside your company only if they are on the calendar invitation, registered, or were signed in by the host's own login.",
        "Next time: create the meeting link from Zoom's calendar add-in and add the participants there first."],
      hidden_by_zoom: ["Zoom does not show this address to your company.", "Their company's Zoom settings decide that."],
      phone: ["They joined by phone. Zoom knows a number only.", ""],
      not_host: ["Zoom tells addresses only about meetings whose host has added this app.", "Ask the host to add it before the next call."],
      not_in_gainsight: ["This address is nobody's in Gainsight yet.", ""],
    },
    noContact: "Nobody is added under a free-mail address, or at a domain your admin set aside.",

    others: "Others",
    notThere: "Not in Gainsight",
    unknown: "Not identified",
    colleagues: "Your colleagues",
    left: "Left",
    expected: "Expected, not here yet",
    you: "You",
    /** @type {Record<string, string>} */
    roles: { host: "host", "co-host": "co-host" },
    noCompany: "No company in Gainsight",
    joined: (/** @type {string} */ when) => `Joined ${when}`,
    since: (/** @type {string} */ when) => `Left ${when}`,
    checkName: "Maybe here already",

    add: "Add",
    link: "Link",
    identify: "Identify",
    canAdd: (/** @type {number} */ n) => `${n} can be added`,
    canLink: (/** @type {number} */ n) => `${n} can be linked`,
    canBoth: (/** @type {number} */ n) => `${n} can be added or linked`,
    needEmail: (/** @type {number} */ n) => `${n} more ${n === 1 ? "needs" : "need"} an e-mail address`,
    addAll: (/** @type {number} */ n) => `Add ${n}`,
    linkAll: (/** @type {number} */ n) => `Link ${n}`,
    atATime: (/** @type {number} */ n) => `${n} at a time`,
    linkTitle: (/** @type {string} */ name) => `Link to ${name}`,
    linkButton: (/** @type {number} */ n) => (n === 1 ? "Link 1 person" : `Link ${n} people`),
    addTitle: (/** @type {string} */ name) => `Add to ${name}`,
    addButton: (/** @type {number} */ n) => (n === 1 ? "Add 1 person" : `Add ${n} people`),
    knownAlready: "In Gainsight already; will be linked to this customer.",
    name: "Name",
    email: "E-mail",
    jobTitle: "Title",
    role: "Role",
    noRole: "No role",
    primary: "Primary company",
    done: "Done",
    /** @type {Record<string, string>} */
    results: { added: "Added", linked: "Linked", already: "Was there already", refused: "Not added", busy: "Gainsight is busy, try again" },

    inGainsight: "In Gainsight",
    typeEmail: "Type their e-mail address",
    emailHint: "E-mail address",
    lookUp: "Look up",
    findPerson: "Or find them in Gainsight",
    findPlaceholder: "Name or e-mail",
    noneFound: "Nobody found.",
    notThem: "This is somebody else",
    isThem: (/** @type {string} */ name) => `Yes, this is ${name}`,
    thisOne: "Choose",
    invite: "Invite to open the app",
    inviteText: "Open Gainsight beside this call.",
    inviteSent: "Invitation sent",
    ask: "Ask for addresses",
    askWarn: "Zoom will show everybody in this call, customers too, a dialogue that asks them to share their address.",
    askReason: "To connect you with our customer records",
    askNow: "Ask everybody",
    asked: "Asked. Answers appear here as they come.",
    clientRefused: "Zoom did not do that. You may need to be host or co-host.",

    about: "Which customer is this?",
    again: (/** @type {string} */ when) => `Same customer as last time, ${when}`,
    change: "Change",
    came: (/** @type {string} */ who) => `${who} joined.`,
    went: (/** @type {string} */ who) => `${who} left.`,
    many: (/** @type {number} */ n) => `${n} people`,
    also: (/** @type {number} */ n) => plural(n, "other customer is in this call", "other customers are in this call"),
    open: "Open",
    reasonPeople: (/** @type {number} */ n) => (n === 1 ? "1 person in this call belongs to it" : `${n} people in this call belong to it`),
    reasonDomain: (/** @type {string} */ domain) => `addresses at ${domain}`,
    reasonRemembered: "you chose it for this meeting",
    problem: (/** @type {string} */ tenant) => `${tenant} could not be asked.`,
  },

  invite: {
    title: "Invite to open this app",
    heading: "Open Gainsight in this call",
    others: "Others",
    outsideWhy: "This app is your company's own: people from outside can open the invitation but cannot add the app, and see nothing of any customer.",
    byZoom: "Zoom lets you choose whom to invite.",
    choose: "Choose in Zoom",
    send: (/** @type {number} */ n) => `Invite ${n}`,
    sent: (/** @type {number} */ n) => `${plural(n, "invitation", "invitations")} sent. They choose View in Zoom's message, then add the app.`,
    states: { sent: "Invited", opened: "Opened it", added: "Has the app" },
  },
};
