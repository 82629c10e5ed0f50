/** The people of the meeting, seen through the Zoom client: fetched when they are first asked for. */

import sdk from "./vendor-appssdk-0.16.41.js";
import { ask, listen } from "./zoom.js";

/** @import {Attendee} from "./zoom.js" */

/** Who the user is in the meeting; the client alone says so. @returns {Promise<Attendee | null>} */
export async function me() {
  const { participantUUID, screenName, role } = await ask(() => sdk.getUserContext());
  return participantUUID ? { uuid: participantUUID, name: screenName, role } : null;
}

const SOON_MS = 1500;

/** What the meeting is called; "" where the client does not tell this role, or not soon. For hosts and co-hosts. @returns {Promise<string>} */
export const topic = () => Promise.race([
  ask(() => sdk.getMeetingContext()).then(({ meetingTopic }) => meetingTopic ?? "", () => ""),
  new Promise((resume) => {
    setTimeout(() => resume(""), SOON_MS);
  }),
]);

/** Who is in the meeting room: names, never addresses. For hosts and co-hosts. @returns {Promise<Attendee[]>} */
export async function participants() {
  const { participants: all } = await ask(() => sdk.getMeetingParticipants());
  return all.map(({ participantUUID, screenName, role }) => ({ uuid: participantUUID, name: screenName, role }));
}

/** Asks everybody in the call to share their address; Zoom shows each a dialogue. Answers come by `onEmail`. @param {string} reason */
export const askForEmails = (reason) => ask(() => sdk.getMeetingParticipantsEmail({ reasonForAsking: reason })).then(() => {});

/** Whom this page has invited: the client's name for them by Zoom's id of the invitation; forgotten with the page. @type {Map<string, string>} */
export const invited = new Map();

/** Invites one to open the app; each by an invitation of their own, so that it is known who came of it. @param {string} uuid @param {string} text */
export async function invite(uuid, text) {
  const { invitationUUID } = await ask(() => sdk.sendAppInvitation({ participantUUIDs: [uuid], messageText: text }));
  invited.set(invitationUUID, uuid);
}

/** Opens the client's own dialog that chooses whom to invite; for hosts and attendees alike. @param {string} heading @param {string} text */
export const chooseInvited = (heading, text) => ask(() => sdk.showAppInvitationDialog({ dialogHeading: heading, messageText: text })).then(() => {});

/** Somebody came or went, or is another role now. @param {() => void} handler */
export const onParticipants = (handler) => listen("onParticipantChange", () => handler());

/** Somebody answered whether they share their address. @param {(event: {participantUUID: string, participantEmail?: string}) => void} handler */
export const onEmail = (handler) => listen("onParticipantEmail", handler);
