/** What became of everything a wrap-up sent, line by line; taken back while there is time, changed afterwards. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import { ApiError } from "./api.js";
import { Head } from "./activity.js";
import { Button, Icon, ProblemLine, words } from "./elements.js";
import { useAction, useFocus, useNow, usePane } from "./hooks.js";
import { told as toldOf } from "./standing.js";
import { t } from "./strings-wrapup.js";
import { QueuedLine } from "./turn.js";

/** @import {Result} from "./people-model" */
/** @import {Opened, TabProps} from "./props" */
/** @import {Sending} from "./sending.js" */
/** @import {Draft, Target} from "./timeline-model" */
/** @typedef {{key: string, name: string, tone: "" | "good" | "warn" | "bad", said: string, more?: string, onEdit?: () => void}} Line */
/** @typedef {Pick<TabProps, "onOpen" | "onTab"> & {sending: Sending}} Props */

/** How much is left to do. @param {Draft} draft */
export const openItems = (draft) => draft.action_items.filter((item) => !item.done && item.text.trim()).length;

/** What happened, in one sentence. @param {ApiError} error */
const told = (error) => Object.values(error.fields).join(" ") || words(error.code, error.message).join(". ");

/** How what has no answer yet stands. @param {Sending} sending @returns {Pick<Line, "tone" | "said">} */
const standing = ({ stage, errors }) => ({ tone: "", said: errors.undo ? t.wrap.notSent : stage === "held" ? t.wrap.waits : t.wrap.sending });

/** @param {Target} target @returns {Pick<Line, "tone" | "said" | "more">} */
function ofTarget({ status, waiting }) {
  if (status === "posted" || !waiting) return { tone: "good", said: t.wrap.posted };
  const more = toldOf(waiting);
  if (status === "failed") return { tone: "bad", said: t.wrap.refused, more };
  return waiting.needs_attention ? { tone: "bad", said: t.timeline.failed, more } : { tone: "warn", said: t.wrap.queued, more };
}

/** The note, a line per customer. @param {Props} props @returns {Line[]} */
function noteLines({ sending, onOpen }) {
  const { draft, plan, errors, stage } = sending;
  if (!plan.draft) return [];
  const { id } = plan.draft;
  return plan.targets.map((one) => {
    const target = draft?.targets.find((other) => other.id === one.id);
    const line = { key: one.id, name: one.name };
    /** @type {Opened} */
    const at = target?.activity_id ? { write: id, edit: true } : { write: id };
    const onEdit = stage === "sent" ? () => onOpen(at) : undefined;
    if (errors.note) return { ...line, tone: "bad", said: errors.note.retryable ? t.wrap.unknown : t.wrap.refused, more: told(errors.note), onEdit };
    return { ...line, ...target && stage !== "held" ? ofTarget(target) : standing(sending), onEdit };
  });
}

/** @param {Result} result @returns {Pick<Line, "tone" | "said" | "more">} */
const ofResult = ({ status, error }) => ({
  tone: status === "refused" ? "bad" : status === "busy" ? "warn" : "good", said: t.wrap.results[status],
  more: error ? [error.message, ...Object.values(error.fields)].join(" ") : undefined,
});

/** @param {Props} props @returns {Line[]} */
function peopleLines({ sending, onTab }) {
  const { plan, results, errors, stage } = sending;
  return plan.people.map(({ participant_id: key, name }) => {
    const line = { key, name, onEdit: stage === "sent" ? () => onTab("people") : undefined };
    if (results[key]) return { ...line, ...ofResult(results[key]) };
    if (!errors.people) return { ...line, ...standing(sending) };
    return { ...line, tone: "bad", said: errors.people.retryable ? t.wrap.unknown : t.wrap.refused, more: told(errors.people) };
  });
}

/** @param {Props} props @returns {Line[]} */
function attributeLines({ sending, onTab }) {
  const { plan, saved, stage } = sending;
  return plan.changes.map(({ name, field }) => {
    const line = { key: name, name: field.label, onEdit: stage === "sent" ? () => onTab("attributes") : undefined };
    const known = saved[name];
    if (known === "saved") return { ...line, tone: "good", said: t.wrap.saved };
    if (!known) return { ...line, ...standing(sending) };
    return { ...line, tone: "bad", said: known.retryable ? t.wrap.unknown : t.wrap.refused, more: known.fields[name] ?? words(known.code, known.message).join(". ") };
  });
}

/** @param {{title: string, lines: Line[]}} props */
const Part = ({ title, lines }) => lines.length > 0 && html`<section class="card"><h2>${title}</h2><ul class="targets">${lines.map((line) => html`<li key=${line.key}>
    <span class="wrap" dir="auto">${line.name}</span><span class=${`chip ${line.tone}`}>${line.said}</span>
    ${line.onEdit && html`<button type="button" class="tool small" aria-label=${t.wrap.editOf(line.name)} title=${t.wrap.edit} onClick=${line.onEdit}><${Icon} name="note" size=${16} /></button>`}
    ${line.more && html`<span class="small muted">${line.more}</span>`}</li>`)}</ul></section>`;

/** @param {Sending} sending @param {Line[]} lines */
function summary({ stage, plan }, lines) {
  if (stage === "undone") return t.wrap.undone;
  if (stage === "held") return plan.draft ? t.wrap.heldNote : t.wrap.held;
  if (stage === "sending") return t.wrap.sending;
  return lines.some(({ tone }) => tone === "bad") ? t.wrap.some : t.wrap.sent;
}

/** @param {Props & {onBack: () => void, onDone: () => void, onCard: () => void}} props onBack: it goes on meanwhile */
export function Receipt({ sending, onOpen, onTab, onBack, onDone, onCard }) {
  const { announce } = usePane();
  const [, setTurn] = useState(0);
  const heading = useFocus("receipt");
  const { stage, errors, plan } = sending;
  const now = useNow(stage === "held");
  const left = Math.ceil((sending.until - now) / 1000);
  useEffect(() => sending.watch(() => setTurn((n) => n + 1)), [sending]);
  const undoing = useAction(() => sending.undo());
  const asking = useAction(() => sending.again());
  const props = { sending, onOpen, onTab };
  const groups = /** @type {[string, Line[]][]} */ ([[t.wrap.note, noteLines(props)], [t.wrap.people, peopleLines(props)], [t.wrap.attributes, attributeLines(props)]]);
  const lines = groups.flatMap(([, all]) => all);
  const open = plan.draft ? openItems(plan.draft) : 0;
  const said = summary(sending, lines);
  useEffect(() => announce(said), [said]);
  const giveUp = () => {
    sending.giveUp();
    return null;
  };
  const waiting = { due: sending.due, trying: false, altered: false, lasting: true, cancel: giveUp };
  const lost = stage === "sent" && [errors.note, errors.people, ...Object.values(sending.saved)].some((one) => one instanceof ApiError && one.retryable);
  return html`<div class="wrap-up compose">
    <${Head} title=${t.wrap.receipt} heading=${heading} back=${t.wrap.back} onBack=${onBack} />
    <p class="muted small">${said}</p>
    ${stage !== "undone" && groups.map(([title, all]) => html`<${Part} key=${title} title=${title} lines=${all} />`)}
    ${stage !== "undone" && open > 0 && html`<p class="muted small">${t.wrap.carry(open)}</p>`}
    <${QueuedLine} turn=${waiting} />
    ${errors.undo && html`<${ProblemLine} error=${errors.undo} />`}
    <div class="row">
      ${stage === "held" && html`<${Button} class="line" busy=${undoing.busy} onClick=${() => undoing.run()}>${t.compose.undo(Math.max(0, left))}<//>`}
      ${lost && html`<${Button} class="line" busy=${asking.busy} onClick=${() => asking.run()}>${t.wrap.again}<//>`}
      ${stage === "undone" && html`<${Button} onClick=${onCard}>${t.wrap.goOn}<//>`}
      ${stage === "sent" && html`<${Button} onClick=${onDone}>${t.wrap.done}<//>`}
    </div></div>`;
}
