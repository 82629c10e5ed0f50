// What the server answers, as the pane reads it. Nothing of this file is sent to a browser.

import type { BriefData } from "./brief-model";
import type { RelationshipsData } from "./relationships-model";

export type Kind = "company" | "relationship";
export type KindFilter = "all" | Kind;
/** The end of the call is shown in the place of a tab. */
export type TabName = "summary" | "timeline" | "people" | "scorecard" | "attributes" | "wrapup";

/** A record is always named by all three of tenant, kind and id. */
export interface Customer {
  tenant: string;
  kind: Kind;
  id: string;
  name: string;
}

/** Of a relationship the company, where it is known. */
export interface Recent extends Customer {
  company?: { name: string } | null;
}

/** What is done without being asked. */
export type AutomaticName = "brief" | "suggestions" | "series" | "mine" | "drafts" | "ready" | "opening";

export interface Account {
  tenant: string;
  name: string;
  host: string;
  data_center: string;
  environment: string;
  integration: string;
  status: "active" | "reconnect_required";
  user: { gsid: string; name: string; email: string; license: string };
  rights: string[];
  tabs: { company: TabName[]; relationship: Record<string, TabName[]> };
  /** what is done here without being asked, and what the admin switched off */
  automatic: AutomaticName[];
  automatic_off: AutomaticName[];
  /** why a tab is not there, one sentence each */
  tabs_off?: { company: Record<string, string>; relationship: Record<string, Record<string, string>> };
}

export interface SignedView {
  guest?: false;
  zoom: { user_id: string; email: string | null; authorized: boolean };
  meeting: { uuid: string | null; role: string | null };
  accounts: Account[];
  last_selected: Customer | null;
  recent: Recent[];
  /** what the user switched off */
  automatic_off: AutomaticName[];
  meetings_told: boolean;
  app_opens: boolean;
}

export interface GuestView {
  guest: true;
  zoom: { user_id: null; email: null; authorized: false };
  meeting: { uuid: string | null; role: string | null };
}

export type View = SignedView | GuestView;

export interface Tenant {
  tenant: string;
  name: string;
  host: string;
  environment: string;
  data_center: string;
  connected?: boolean;
}

/** One of a few, with a line that explains it. */
export interface Option {
  id: string;
  label: string;
  explanation: string;
}

export interface Route {
  outcome: "signed_in" | "single_domain" | "choose_environment" | "enter_domain" | "salesforce";
  tenants: Tenant[];
  data_centers: Option[];
  data_center_note?: string | null;
  salesforce?: Option[];
}

/** Who signs in, and where: a username with what it takes to find the domain, or a Salesforce login. */
export interface Login {
  integration?: "gainsight" | "salesforce";
  username?: string;
  tenant?: string;
  domain?: string;
  data_center?: string;
  salesforce?: string;
}

/** A single-use address for the system browser; `expires_at` in epoch seconds. */
export interface Ticket {
  go_url: string;
  expires_at: number;
}

export interface Trouble {
  code: string;
  message: string;
  retryable: boolean;
  request_id?: string;
}

export interface SearchResult {
  tenant: string;
  kind: Kind;
  id: string;
  name: string;
  company: { id: string; name: string } | null;
  type: string | null;
  csm: string | null;
  score: number | null;
  status: string | null;
  active: boolean;
}

export interface SearchAnswer {
  query: string;
  results: SearchResult[];
  more: boolean;
  errors: ({ tenant: string; kind: Kind } & Trouble)[];
}

export interface PicklistValue {
  value: string;
  label: string;
  active: boolean;
}

export interface Field {
  name: string;
  label: string;
  type:
    | "text" | "number" | "percentage" | "currency" | "boolean" | "date" | "datetime" | "picklist"
    | "multi_picklist" | "email" | "url" | "rich_text" | "lookup";
  value: string | number | boolean | PicklistValue | PicklistValue[] | { id: string | null; label: string } | null;
  currency?: string;
  decimals?: number;
  sensitive: boolean;
}

export interface Health {
  score: number | null;
  previous: number | null;
  trend: "up" | "down" | "flat" | null;
}

export interface SummaryData {
  title: string;
  company: { id: string; name: string } | null;
  type: string | null;
  /** GSID of the type, which tabs are switched off by */
  type_id: string | null;
  health: Health;
  /** the compact line; `label` is the score in the tenant's scheme */
  header: { score: number | null; label: string | null; color: string | null; trend: Health["trend"]; renewal: string | null };
  chips: Field[];
  fields: Field[];
  summary_html: string | null;
}

export interface Section<T> {
  status: "ok" | "stale" | "error" | "absent";
  as_of: string | null;
  data?: T;
  error?: Trouble & { retry_after?: number };
  retry_in_s?: number | null;
}

export interface RecordAnswer {
  tenant: string;
  kind: Kind;
  id: string;
  name: string;
  record_url: string | null;
  sections: { summary?: Section<SummaryData>; relationships?: Section<RelationshipsData>; brief?: Section<BriefData> };
}
