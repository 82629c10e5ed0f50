/** What the routes of reports take and answer. */

export interface Asked extends Record<string, string> {
  tenant: string;
  whose: string;
  /** "2026-11-22", a day of the zone */
  from: string;
  to: string;
  zone: string;
  group: string;
  kinds: string;
  company: string;
  relationship: string;
}

export interface Row {
  /** a day, a week's Monday, a kind, or a GSID */
  key: string;
  name: string | null;
  total: number;
  kinds: Record<string, number>;
}

export interface Report {
  group: string;
  total: number;
  kinds: string[];
  rows: Row[];
  left_out: number;
}

/** What the filters stand at. */
export interface Chosen {
  tenant: string;
  days: string;
  group: string;
  whose: string;
  kinds: string;
  /** "one": the customer on screen only */
  only: string;
}
