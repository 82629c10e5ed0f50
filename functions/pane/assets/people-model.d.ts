// What the routes of participants take and answer. Nothing of this file is sent to a browser.

import type { Customer } from "./model";

export type How = "zoom_account" | "invite" | "registration" | "consented" | "typed" | "hand" | "name_guess";
export type Confidence = "sure" | "likely" | "guess";
export type GroupName = "customer" | "known" | "colleague" | "unknown";
export type Why = "no_email_external" | "hidden_by_zoom" | "phone" | "not_host" | "not_in_gainsight";
export type OfferName = "add" | "link" | "type_email" | "match" | "invite" | "ask_consent";
export type MeetingState = "full" | "host_not_added" | "host_unauthenticated" | "attendee_only" | "no_meeting";

/** A person in one Gainsight tenant. */
export interface Person {
  tenant: string;
  person_id: string;
  name: string;
  title: string | null;
  companies: { id: string; name: string; company_person_id: string; title: string | null }[];
  relationships: { id: string; name: string }[];
  at_customer: boolean;
}

/** Somebody in the call, or expected, and who they are in Gainsight. */
export interface Participant {
  id: string;
  participant_uuid: string | null;
  name: string;
  role: string | null;
  me: boolean;
  presence: "here" | "left" | "expected";
  joined_at: string | null;
  left_at: string | null;
  group: GroupName;
  email: string | null;
  how: How | null;
  confidence: Confidence | null;
  people: Person[];
  unknown_because: Why | null;
  offers: OfferName[];
}

/** A customer this meeting may be about, and why. */
export interface Suggestion extends Customer {
  reason: { people: number; domain: string | null; remembered: boolean };
}

export interface Sync {
  state: MeetingState;
  as_of: string;
  complete: boolean;
  cursor: string | null;
  can: { add: Record<string, boolean>; link: Record<string, boolean>; ask_consent: boolean; invite: boolean };
  people: Participant[];
  suggested: Suggestion[];
  remembered: (Customer & { last_met: string }) | null;
  roles: Record<string, { id: string; label: string }[]>;
  problems: { tenant: string; code: string; message: string; retryable: boolean }[];
  /** What became of those asked about, by Zoom's id. */
  invitations: Record<string, "opened" | "added">;
}

/** What the Zoom client says, as the server takes it. */
export interface Seen {
  participants: { participant_uuid: string; name: string; role: string }[];
  me: { participant_uuid: string; name: string; role: string } | null;
  consented: { participant_uuid: string; email: string }[];
}

/** One person to be added, or linked where `person_id` is known. */
export interface NewPerson {
  participant_id: string;
  name: string;
  email?: string;
  title?: string;
  role?: string;
  primary: boolean;
  person_id?: string;
}

export interface Result {
  participant_id: string | null;
  name: string;
  email: string;
  status: "added" | "linked" | "already" | "refused" | "busy";
  person_id: string | null;
  error: { code: string; message: string; fields: Record<string, string> } | null;
}

export interface FoundPeople {
  query: string;
  people: Person[];
  more: boolean;
}

/** What a row can ask of the tab. */
export interface RowActs {
  customer: Customer;
  /** the tenants' names, by key; empty while only one is connected */
  tenants: Record<string, string>;
  /** somebody is somebody else now */
  onMatched: (participant: Participant) => void;
  onAdd: (participant: Participant) => void;
  /** whether this user adds people to the customer */
  may: boolean;
  /** the names of who is in the call */
  here: Set<string>;
  /** the ids of whose rows are unfolded: a row may come to stand under another heading */
  open: Set<string>;
}
