// What the admin's routes answer, as the pane reads it. Nothing of this file is sent to a browser.

import type { ApiError } from "./api.js";
import type { AutomaticName, Kind, TabName } from "./model";
import type { Press } from "./props";

export type Mode = "licensed" | "license_kinds" | "listed" | "pilot";

export interface Group {
  name: string;
  users: string[];
  licenses: string[];
}

export interface TabOff {
  tab: TabName;
  kind: Kind;
  type: string;
  group: string | null;
  reason: string;
}

export interface Policy {
  enabled: boolean;
  admission: { mode: Mode; license_kinds: string[]; listed: string[]; pilot: string[] };
  admins: string[];
  groups: Group[];
  tabs_off: TabOff[];
  portfolio: { enabled: boolean; records: "own" | "listed" | "all"; companies: string[] };
  viewers_write_people: boolean;
  ignored_mail_domains: string[];
  record_urls: Partial<Record<Kind, string>>;
  same_organisation_domains: string[];
  named_pairs: [string, string][];
  keep_alive_days: number;
  idle_days: number;
  copy_comments: boolean;
  call_share: number;
  relationship_edits?: boolean;
  consent_requests?: boolean;
  people_chunk?: number;
  usage_object?: string;
  automatic_off?: AutomaticName[];
}

export interface FieldGroup {
  name: string;
  fields: string[];
  read_only: string[];
}

export interface Layout {
  summary_chips: Partial<Record<Kind, string[]>>;
  summary_fields: Partial<Record<Kind, string[]>>;
  summary_groups: Partial<Record<Kind, FieldGroup[]>>;
  attributes: Partial<Record<Kind, FieldGroup[]>>;
  timeline_types: string[];
  timeline_fields: Record<string, string[]>;
  timeline_required: Record<string, string[]>;
}

export interface Documents {
  policy: Policy;
  layout: Layout;
}
export type Subject = keyof Documents;

export interface Saved {
  version: number;
  changed: { at: string; actor_gsid: string } | null;
  policy?: Policy;
  layout?: Layout;
}

export interface FieldChoice {
  name: string;
  label: string;
  type: string;
  editable: boolean;
  required: boolean;
}

export interface Choices {
  object: string;
  fields: FieldChoice[];
  types_seen: string[];
  relationship_types: { id: string; label: string }[];
}

export interface User {
  id: string;
  gsid: string;
  name: string;
  email: string;
  license: string;
  status: "active" | "reconnect_required";
  integration: string;
  connected_at: string;
  stuck_notes: number;
  waiting_notes: number;
}

export interface AuditLine {
  at: string;
  actor_gsid: string;
  action: string;
  target: string;
}

export interface Preview {
  admitted: boolean;
  refusal: string | null;
  rights: string[];
  tabs: { company: TabName[]; relationship: Record<string, TabName[]> };
  tabs_off: { company: Record<string, string>; relationship: Record<string, Record<string, string>> };
  layout: Layout;
  /** of the attributes' fields */
  labels: Partial<Record<Kind, Record<string, string>>>;
}

export interface Configuration {
  format: number;
  tenant: string;
  exported_at: string;
  policy: Policy;
  layout: Layout;
}

/** A document being edited. */
export interface Editing<T> {
  tenant: string;
  subject: Subject;
  draft: T;
  set: (change: Partial<T>) => void;
  dirty: boolean;
  version: number;
  changed: Saved["changed"];
  saved: boolean;
  busy: boolean;
  error: ApiError | null;
  saving: Press<any>;
  /** saved meanwhile by somebody else */
  theirs: Saved | null;
  save: () => void;
  /** saves over theirs */
  insist: () => void;
  revert: () => void;
  take: () => void;
  /** what is wrong at a path, or below it */
  at: (path: string) => string;
}

export interface PageProps {
  tenant: string;
  /** tells whether something is not saved */
  onDirty: (dirty: boolean) => void;
  onSaved: () => void;
}
