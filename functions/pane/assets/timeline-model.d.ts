// What the Timeline's routes answer, as the pane reads it. Nothing of this file is sent to a browser.

import type { Field, Kind } from "./model";

export interface Waiting {
  reason: string | null;
  message: string;
  retry_in_s: number | null;
  needs_attention: boolean;
  fields: Record<string, string>;
}

export interface Person {
  gsid: string;
  name: string;
}

export interface Item {
  id: string | null;
  draft_id: string | null;
  status: "posted" | "queued" | "failed";
  type: string;
  subject: string;
  activity_at: string | null;
  author: Person | null;
  mine: boolean;
  excerpt: string;
  waiting: Waiting | null;
}

export interface Comment {
  id: string;
  author: Person;
  html: string;
  created_at: string;
  edited_at: string | null;
  mine: boolean;
  /** into the activity in Gainsight; null where that is not wanted */
  copied: boolean | null;
}

export interface Activity extends Item {
  id: string;
  /** posted by this app */
  ours: boolean;
  notes_html: string;
  internal_attendees: string[];
  external_attendees: string[];
  duration_min: number | null;
  custom_fields: Field[];
  gainsight_comments_html: string | null;
  modified_at: string | null;
  comments: Comment[];
}

export interface ActionItem {
  id: string;
  text: string;
  owner: string;
  due: string | null;
  done: boolean;
  carried: boolean;
}

export interface Target {
  kind: Kind;
  id: string;
  name: string;
  status: "queued" | "posted" | "failed";
  activity_id: string | null;
  waiting: Waiting | null;
}

export interface Content {
  type: string;
  subject: string;
  activity_at: string | null;
  notes_html: string;
  agenda: string[];
  action_items: ActionItem[];
  internal_attendees: string[];
  external_attendees: string[];
  custom_fields: Record<string, string | number | boolean | string[] | null>;
  duration_min: number | null;
  assumed: string[];
  /** the customer it is about */
  kind: Kind;
  customer: { id: string; name: string };
  /** further customers it goes to */
  also: { kind: Kind; id: string; name: string }[];
  /** what GSIDs in custom fields are called */
  labels: Record<string, string>;
  meeting_uuid: string | null;
}

/** What the form shows: of an activity that is in Gainsight, agenda and action items are part of the notes. */
export type Writing = Pick<Content, "type" | "subject" | "activity_at" | "notes_html" | "internal_attendees" | "external_attendees" | "duration_min"
  | "custom_fields" | "labels" | "assumed"> & Partial<Pick<Content, "agenda" | "action_items">>;

export interface Draft extends Content {
  id: string;
  version: number;
  state: "draft" | "queued" | "failed" | "posted";
  changed: boolean;
  tenant: string;
  updated_at: string;
  targets: Target[];
  undo_until: string | null;
}

export interface CustomField {
  name: string;
  label: string;
  type: Field["type"];
  options: { value: string; label: string }[];
  lookup: "user" | "company" | null;
}

export interface Types {
  tenant: string;
  types: { name: string; fields: string[]; required: string[] }[];
  custom_fields: CustomField[];
  undo_s: number;
  limits: Record<string, number>;
  comments_copied: boolean;
}

export interface Page {
  activities: Item[];
  cursor: string | null;
}

export interface Filters {
  type: string;
  /** "me", or a user's GSID */
  author: string;
  q: string;
  from: string;
  to: string;
}
