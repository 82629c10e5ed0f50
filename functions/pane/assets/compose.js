/** Writing an activity: a draft that saves itself, until it is published. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";
import * as api from "./timeline-api.js";
import { Delete, Head, quiet } from "./activity.js";
import * as calls from "./calls.js";
import { Customers, customersOf } from "./compose-customers.js";
import { Fields, refusals, touched } from "./compose-fields.js";
import { useDraft } from "./drafting.js";
import { Button, Problem, ProblemLine } from "./elements.js";
import { useAction, useNow, usePane } from "./hooks.js";
import { useMeeting } from "./meeting.js";
import { RichText } from "./richtext.js";
import { beginAnew, beginsAnew, isTimed, needsAttention, Reasons, Standing, told } from "./standing.js";
import { topic as meetingTopic } from "./zoom-people.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";

/** @import {Customer} from "./model" */
/** @import {Report, TabProps} from "./props" */
/** @import {Content, Draft, Target, Types} from "./timeline-model" */

const CHECK_MS = 1500;
/** How often to look at what waits for a while. */
const SELDOM_MS = 15_000;

/**
 * What is known when writing begins, in a call what the client tells of it; the server is told what is assumed and knows
 * better where Zoom has told when the call began.
 * @param {Customer} customer @param {Types} types @param {TabProps["call"]} call @returns {Promise<Partial<Content>>}
 */
export async function opening(customer, types, call) {
  const began = new Date(call ? calls.began : Date.now());
  const topic = call === "on" ? (await meetingTopic()).trim().slice(0, types.limits.subject) : "";
  return {
    type: (types.types.find(({ name }) => name === "Meeting") ?? types.types[0])?.name ?? "Update",
    subject: topic || t.compose.opened(customer.name, format.clock(began.toISOString())),
    activity_at: began.toISOString(),
    assumed: topic ? ["activity_at"] : ["subject", "activity_at"],
  };
}

/** @param {{state: string, draft: Draft}} props */
function SavedMark({ state, draft }) {
  const said = { saved: t.timeline.saved(format.clock(draft.updated_at)), saving: t.compose.saving, unsaved: t.compose.unsaved }[state];
  return said ? html`<span class="chip" role="status">${said}</span>` : null;
}

/** Two texts, and the choice between them. @param {{draft: Draft, theirs: Draft | undefined, onSettle: (mine: boolean) => void}} props */
export function Conflict({ draft, theirs, onSettle }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "center" }), [theirs]);
  const other = theirs && theirs.subject !== draft.subject;
  return html`<div class="notice" role="alert" ref=${box}><b>${t.compose.conflict}</b>
    <p class="muted small">${t.compose.mine}</p>${other && html`<b class="block" dir="auto">${draft.subject}</b>`}<${RichText} html=${draft.notes_html} />
    <p class="muted small">${t.compose.theirs}</p>${other && html`<b class="block" dir="auto">${theirs.subject}</b>`}<${RichText} html=${theirs?.notes_html ?? ""} />
    <div class="row"><${Button} class="line small" onClick=${() => onSettle(true)}>${t.compose.keepMine}<//>
      <${Button} class="line small" onClick=${() => onSettle(false)}>${t.compose.takeTheirs}<//></div></div>`;
}

/** @param {{target: Target}} props */
function TargetLine({ target }) {
  return html`<li class="row"><span class="grow" dir="auto">${target.name}</span>
    ${target.waiting ? html`<${Standing} item=${target} />` : html`<span class="chip good">${t.compose.posted}</span>`}
    ${target.waiting && html`<span class="small muted">${told(target.waiting)}</span>`}</li>`;
}

/** After publishing: where it goes, with Undo as long as it can be had. @param {{draft: Draft, take: (draft: Draft) => void, onEdit: () => void, onBack: () => void}} props */
function Sent({ draft, take, onEdit, onBack }) {
  const waits = draft.targets.some(({ status }) => status === "queued");
  const timed = draft.targets.filter(({ waiting }) => isTimed(waiting));
  const stuck = needsAttention(draft) || timed.length > 0;
  const soonest = CHECK_MS + 1000 * Math.min(...timed.map(({ waiting }) => waiting?.retry_in_s ?? 0));
  const pause = stuck ? Math.min(SELDOM_MS, soonest) : CHECK_MS;
  const now = useNow(waits);
  const left = draft.undo_until ? Math.ceil((Date.parse(draft.undo_until) - now) / 1000) : 0;
  useEffect(() => {
    if (!waits) return api.recount();
    const abort = new AbortController();
    const timer = setInterval(() => api.draft(draft.id, abort.signal).then(take, () => {}), pause);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [draft.id, waits, pause]);
  const undoing = useAction(async () => take(await api.undo(draft.id)));
  const retrying = useAction(async () => take(await api.publish(draft.id, draft.version)));
  const { announce } = usePane();
  const [title, body] = !waits ? [t.compose.sent, t.compose.sentBody] : stuck ? [t.compose.waits, t.compose.waitsBody] : [t.compose.sending, t.compose.sendingBody];
  useEffect(() => announce(title), [title]);
  return html`<div class="compose"><${Head} title=${title} onBack=${onBack} />
    <p role="status">${body}</p>
    <ul class="targets">${draft.targets.map((target) => html`<${TargetLine} key=${target.id} target=${target} />`)}</ul>
    ${[undoing.error, retrying.error].map((failed) => failed && html`<${ProblemLine} error=${failed} />`)}
    <div class="row">${waits && left > 0 && html`<${Button} class="line" busy=${undoing.busy} onClick=${() => undoing.run()}>${t.compose.undo(left)}<//>`}
      ${stuck && html`<${Button} class="line" busy=${retrying.busy} onClick=${() => retrying.run()}>${t.timeline.retry}<//>`}
      ${left <= 0 && html`<${Button} class="line" onClick=${onEdit}>${t.timeline.edit}<//>`}
      <${Button} class="quiet" onClick=${onBack}>${t.compose.done}<//></div></div>`;
}

/** @param {Draft} draft */
const isSent = (draft) => draft.targets.length > 0 && !draft.changed && (draft.state === "queued" || draft.state === "posted");

/** @param {Draft} draft */
const titleOf = ({ targets }) => (targets.length ? t.timeline.editTitle : t.timeline.create);

/** What was refused of it, by us or by Gainsight. @param {Draft} draft @param {ApiError | null} error of publishing */
const refusedOf = ({ targets }, error) => error?.fields ?? targets.find(({ waiting }) => waiting)?.waiting?.fields;

/** What stays at the end of the form; asks once more before a note goes that was sent without an answer. @param {{draft: Draft, onGone: () => void, publish: unknown, children?: unknown}} props */
function Ending({ draft, onGone, publish, children }) {
  const { error, busy, run } = useAction(async (_signal, /** @type {boolean} */ force) => {
    await api.discard(draft.id, force);
    onGone();
  });
  const unsure = error?.details.reason === "tried_before";
  return html`<div class="save-bar">${children}
    ${unsure ? html`<p class="notice" role="alert">${t.compose.discardUnsure}</p>` : error && html`<${ProblemLine} error=${error} />`}
    <${Delete} key=${String(unsure)} label=${unsure ? t.compose.discardForce : t.compose.discard} ask=${t.compose.discardAsk} busy=${busy} onYes=${() => run(unsure)} />
    <span class="grow"></span>${publish}</div>`;
}

/** @param {{customer: Customer, types: Types, draftId: string, edit?: boolean, call: TabProps["call"], onBack: () => void, onReport: (report: Report) => void}} props edit: though it was sent */
export function Compose({ customer, types, draftId, edit = false, call, onBack, onReport }) {
  const { announce } = usePane();
  const { draft, state, error, change, flush, settle, take, fail, hand, version, retry } = useDraft({
    customer, draftId, initial: () => opening(customer, types, call) });
  const [loads, setLoads] = useState(0);
  const [editing, setEditing] = useState(edit);
  const [mended, setMended] = useState(/** @type {string[]} */ ([]));
  const { sync } = useMeeting(customer);
  useEffect(() => onReport({ ...quiet(draft !== null), writing: true }), [draft !== null]);
  const publishing = useAction(async () => {
    if (!draft || !(await flush())) return; // why not is told above
    setMended([]);
    try {
      take(await api.publish(draft.id, version(), customersOf(draft)));
      setEditing(false);
    } catch (thrown) {
      if (!(thrown instanceof ApiError) || thrown.code !== "version_conflict") throw thrown;
      fail(thrown);
    }
  });
  const renewing = useAction(async () => {
    if (!draft || !(await flush())) return;
    take(await beginAnew(draft));
    setMended([]);
    announce(t.timeline.begun);
  });
  if (!draft) {
    return html`<div><${Head} title=${t.timeline.create} onBack=${onBack} />
      ${error ? html`<${Problem} error=${error} retry=${retry} />` : html`<p class="muted" aria-busy="true">${t.loading}</p>`}</div>`;
  }
  if (isSent(draft) && !editing) return html`<${Sent} draft=${draft} take=${take} onEdit=${() => setEditing(true)} onBack=${onBack} />`;
  const settleWith = (/** @type {boolean} */ mine) => {
    settle(mine);
    setLoads((n) => n + 1);
  };
  const gone = () => {
    hand(); // or it would be discarded once more
    onBack();
  };
  const conflict = state === "conflict";
  const alter = (/** @type {Partial<Content>} */ changes) => {
    setMended((was) => [...was, ...touched(draft, changes)]);
    change(changes);
  };
  const { asked, refused, settled } = refusals(refusedOf(draft, publishing.error), mended);
  return html`<div class="compose">
    <${Head} title=${titleOf(draft)} onBack=${() => flush().then(onBack)} aside=${html`<${SavedMark} state=${state} draft=${draft} />`} />
    ${conflict && html`<${Conflict} draft=${draft} theirs=${error?.details.current} onSettle=${settleWith} />`}
    ${needsAttention(draft) && html`<div class="notice bad" role="alert"><b>${t.timeline.failed}</b><${Reasons} draft=${draft} />
      ${beginsAnew({ ...draft, changed: draft.changed || state !== "saved" }) && html`<div class="row"><${Button} class="line small" busy=${renewing.busy} onClick=${() => renewing.run()}>${t.timeline.anew}<//></div>`}</div>`}
    <${Customers} draft=${draft} suggested=${sync?.suggested} onChange=${alter} />
    <${Fields} draft=${draft} types=${types} refused=${refused} asked=${asked} version=${`${draft.id} ${loads}`} sync=${sync} change=${alter} />
    <p class="muted small">${t.compose.onlyYou}</p>
    <${Ending} draft=${draft} onGone=${gone} publish=${html`<${Button} busy=${publishing.busy} onClick=${() => publishing.run()}>${t.compose.publish}<//>`}>
      ${error && !conflict && html`<${ProblemLine} error=${error} /><${Button} class="line small" onClick=${retry}>${t.retry}<//>`}
      ${[!settled && publishing.error, renewing.error].map((failed) => failed && html`<${ProblemLine} error=${failed} />`)}<//>
  </div>`;
}
