/** How a note stands on its way to Gainsight: in words, and what its author can do about it. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./timeline-api.js";
import { Button, ProblemLine } from "./elements.js";
import { useAction, usePane } from "./hooks.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {Draft, Item, Waiting} from "./timeline-model" */

/** What goes on by itself after a while; the rest waits for people, its turn, or is at it. */
const TIMED = new Set(["upstream_busy", "upstream_unavailable", "writes_paused"]);
const MINUTE_S = 60;
const HOUR_S = 3600;

/** @param {Waiting | null} waiting */
export const isTimed = (waiting) => TIMED.has(waiting?.reason ?? "");

/** @param {Pick<Draft, "targets">} draft */
export const needsAttention = ({ targets }) => targets.some(({ waiting }) => waiting?.needs_attention);

/** A while, as far as it matters. @param {number} seconds */
function about(seconds) {
  if (seconds < MINUTE_S) return t.timeline.seconds(Math.max(1, Math.round(seconds)));
  const [size, unit] = seconds < HOUR_S ? [MINUTE_S, "minute"] : [HOUR_S, "hour"];
  return format.number(Math.round(seconds / size), { style: "unit", unit, unitDisplay: "short" });
}

/** Why a note waits, and when it is tried next. @param {Waiting} waiting */
export function told(waiting) {
  const { message, retry_in_s: next, fields } = waiting;
  const when = isTimed(waiting) && next !== null ? t.timeline.nextTry(about(next)) : "";
  return [message, when, ...Object.values(fields)].filter(Boolean).join(" ");
}

/** @param {{item: Pick<Item, "status" | "waiting">}} props */
export function Standing({ item }) {
  if (item.status === "posted") return null;
  const needs = item.status === "failed" || item.waiting?.needs_attention;
  return html`<span class=${`chip ${needs ? "bad" : "warn"}`}>${needs ? t.timeline.failed : t.timeline.queued}</span>`;
}

/** Why a note is not where it should be, and at whom, where it goes to several. @param {{draft: Draft}} props */
export function Reasons({ draft: { targets } }) {
  /** @type {Record<string, string[]>} */
  const reasons = {};
  for (const { name, waiting } of targets) if (waiting?.needs_attention) (reasons[told(waiting)] ??= []).push(name);
  return html`${Object.entries(reasons).map(([reason, names]) => html`<p class="small" key=${reason} dir="auto">
    ${names.length < targets.length && html`<b>${format.list(names)}:</b> `}${reason}</p>`)}`;
}

/** Whom a note has to be logged to anew: there it is no longer in Gainsight, and is not there again by being sent again. @param {Draft} draft */
const lost = ({ targets }) => targets.filter(({ waiting }) => waiting?.reason === "gone");

/** What a note says, whomever it is for. */
export const WRITTEN = /** @type {const} */ (["type", "subject", "activity_at", "notes_html", "agenda", "action_items", "internal_attendees",
  "external_attendees", "duration_min", "custom_fields", "labels", "assumed", "meeting_uuid"]);

/** Whether it can be logged anew: nobody else waits for it, or for what was changed in it. @param {Draft} draft */
export const beginsAnew = (draft) => lost(draft).length > 0
  && draft.targets.every(({ status, waiting }) => waiting?.reason === "gone" || (status === "posted" && !draft.changed));

/** Begins the note anew for those who lost it; the old one is let go. @param {Draft} draft */
export async function beginAnew(draft) {
  const content = Object.fromEntries(WRITTEN.map((name) => [name, draft[name]]));
  const [first, ...also] = lost(draft).map(({ kind, id, name }) => ({ kind, id, name }));
  const begun = await api.create(`${draft.id} anew`, { tenant: draft.tenant, ...first }, { ...content, also });
  await api.discard(draft.id);
  return begun;
}

/** Whether it can go on as it is. @param {Draft} draft */
const goesOn = (draft) => !draft.changed || beginsAnew(draft);

/** @param {Draft} draft */
const chip = (draft) => {
  if (needsAttention(draft)) return html`<span class="chip bad">${t.timeline.failed}</span>`;
  return draft.state === "queued" && !draft.changed ? html`<span class="chip warn">${t.timeline.queued}</span>` : html`<span class="chip">${t.timeline.draft}</span>`;
};

/**
 * A note that waits for its author, or needs them.
 * @param {{draft: Draft, named?: boolean, onOpen: () => void, onSent: () => void}} props named: whose it is has to be said
 */
export function NoteCard({ draft, named, onOpen, onSent }) {
  const { announce } = usePane();
  const needs = needsAttention(draft);
  const anew = beginsAnew(draft);
  const retrying = useAction(async () => {
    if (anew) await beginAnew(draft);
    else await api.publish(draft.id, draft.version);
    announce(anew ? t.timeline.begun : t.timeline.retried);
    onSent();
  });
  const retry = anew ? t.timeline.anew : t.timeline.retry;
  const title = draft.subject || t.timeline.untitled;
  const open = html`<${Button} class=${needs ? "line small" : "quiet"} onClick=${onOpen} aria-label=${`${needs ? t.timeline.edit : t.timeline.goOn}: ${title}`}>${needs ? t.timeline.edit : t.timeline.goOn}<//>`;
  const waits = draft.targets.find((target) => isTimed(target.waiting))?.waiting;
  return html`<div class="card note-card">
    <div class="row"><div class="grow"><b class="wrap" dir="auto">${title}</b>
      <span class="muted small wrap" dir="auto">${named && `${draft.customer.name} · `}${t.timeline.saved(format.clock(draft.updated_at))}</span> ${chip(draft)}</div>
      ${!needs && open}</div>
    ${needs ? html`<${Reasons} draft=${draft} />` : waits && !draft.changed && html`<p class="small">${told(waits)}</p>`}
    ${retrying.error && html`<${ProblemLine} error=${retrying.error} />`}
    ${needs && html`<div class="row">${goesOn(draft) && html`<${Button} class="line small" busy=${retrying.busy} onClick=${() => retrying.run()} aria-label=${`${retry}: ${title}`}>${retry}<//>`}${open}</div>`}
  </div>`;
}
