// The brief and who came, as the server answers them. Nothing of this file is sent to a browser.

import type { Field, Trouble } from "./model";

export interface Activity {
  id: string;
  type: string;
  subject: string;
  activity_at: string | null;
  author: { gsid: string; name: string } | null;
  excerpt: string;
}

export interface BriefData {
  /** what it compares with; null at the first call */
  since: { at: string; in_call: boolean } | null;
  changes: { before: Field; after: Field }[] | null;
  activities: Activity[] | null;
  to_do: { text: string; owner: string; due: string | null }[];
  to_do_more: number;
  calls_to_action: { items: { name: string; due: string | null }[]; more: boolean } | null;
  failed: ({ part: "changes" | "activities" | "calls_to_action"; retry_in_s?: number | null } & Trouble)[];
}

export interface Attended {
  person_id: string;
  name: string;
  title: string | null;
}

/** Who came, against the last call; `told` is false where Zoom does not say who is here. */
export interface SinceAnswer {
  told: boolean;
  last_met: string | null;
  people: { new: Attended[]; missing: Attended[]; strangers: string[] };
}
