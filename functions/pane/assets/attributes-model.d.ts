// What the Attributes section and its routes answer. Nothing of this file is sent to a browser.

import type { Field } from "./model";

export interface Option {
  value: string;
  label: string;
  active: boolean;
}

export interface Attribute extends Field {
  editable: boolean;
  reason: string | null;
  required: boolean;
  max_length: number | null;
  options: Option[] | null;
  lookup: "user" | "company" | null;
}

export interface Attributes {
  title: string;
  groups: { name: string; fields: Attribute[] }[];
  modified: { at: string | null; by: string | null };
  can_edit: boolean;
  reason: string | null;
}

export interface Change {
  name: string;
  value: any;
  seen: Field["value"];
  /** what is changed, as it was shown; not sent */
  field: Attribute;
}

export interface Conflict {
  name: string;
  label: string;
  type: Field["type"];
  now: Field["value"];
  yours: Field["value"];
  by: string | null;
  at: string | null;
}

export interface Changed {
  fields: Attribute[];
  modified: { at: string | null; by: string | null };
  unchanged: string[];
}

export interface Users {
  users: { id: string; name: string; email: string }[];
  more: boolean;
}
