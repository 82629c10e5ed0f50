// What the Scorecard section and its routes answer. Nothing of this file is sent to a browser.

export interface Shown {
  score: number | null;
  label: string | null;
  color: string | null;
}

export interface Ability {
  can: boolean;
  reason: string | null;
}

export interface Measure extends Shown {
  id: string;
  name: string;
  description: string | null;
  previous: number | null;
  trend: "up" | "down" | "flat" | null;
  weight: number | null;
  contribution_pct: number | null;
  of_overall_pct: number | null;
  input: "manual" | "automated";
  stale: boolean;
  comment: string | null;
  by: string | null;
  at: string | null;
  editable: boolean;
  reason: string | null;
  waiting: (Shown & { action: "SAVE" | "RENEW" | "REMOVE"; comment: string | null; since: string }) | null;
}

export interface Group extends Shown {
  id: string | null;
  name: string | null;
  weight: number | null;
  contribution_pct: number | null;
  measures: Measure[];
}

export interface Scheme {
  kind: "number" | "grade" | "color";
  min: number;
  max: number;
  bands: { id: string | null; label: string; low: number; high: number; color: string }[];
}

export interface Scorecard {
  provider: "basic" | "objects";
  scorecard: { id: string | null; name: string | null };
  scorecards: { id: string; name: string; active: boolean }[];
  scheme: Scheme;
  overall: Shown & { previous: number | null; trend: "up" | "down" | "flat" | null; at: string | null };
  history: (Shown & { week: string })[];
  groups: Group[];
  waiting_scorecard: { id: string; name: string; since: string } | null;
  capabilities: Record<string, Ability>;
}
