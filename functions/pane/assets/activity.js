/** One activity in full, with its comments; its author may change or delete it. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import * as api from "./timeline-api.js";
import { Fields, refusals, touched } from "./compose-fields.js";
import { bare } from "./control.js";
import { Editor } from "./editor.js";
import { Button, Icon, ProblemLine, Veil } from "./elements.js";
import { Facts } from "./fields.js";
import { useLatest, useListener, usePane, useResource } from "./hooks.js";
import { usePress } from "./press.js";
import { RichText } from "./richtext.js";
import * as format from "./format.js";
import { t } from "./strings-tabs.js";
import { pressed, QueuedLine, ReadProblem, TurnLine, useTurn } from "./turn.js";

/** @import {ApiError} from "./api.js" */
/** @import {Customer} from "./model" */
/** @import {Report} from "./props" */
/** @import {Activity as Full, Comment, Content, Types, Writing} from "./timeline-model" */

/** The beginning of the names under which what concerns an activity waits. @param {Customer} customer @param {string} id */
export const placeOf = (customer, id) => `${keyOf(customer)} activity ${id}`;

/** @param {{title: unknown, onBack: () => void, back?: string, heading?: {current: HTMLElement | null}, aside?: unknown}} props */
export const Head = ({ title, onBack, back = t.timeline.back, heading, aside }) => html`<div class="row head">
  <button type="button" class="tool" aria-label=${back} onClick=${onBack}><${Icon} name="back" /></button>
  <h2 class="grow" dir="auto" tabindex=${heading && -1} ref=${heading}>${title}</h2>${aside}</div>`;

/** What a view without a list tells the shell: it keeps itself up to date. @param {boolean} shown @returns {Report} */
export const quiet = (shown) => ({ busy: false, reload: () => {}, error: null, shown, asOf: null, stale: null, isStale: false, type: null });

/** Asks once more before something is gone. @param {{label: string, ask: string, busy: boolean, onYes: () => void, onNo?: () => void}} props */
export function Delete({ label, ask, busy, onYes, onNo }) {
  const [asking, setAsking] = useState(false);
  const no = () => {
    setAsking(false);
    onNo?.();
  };
  if (!asking) return html`<${Button} class="quiet" busy=${busy} onClick=${() => setAsking(true)}>${label}<//>`;
  return html`<span class="row" role="group" aria-label=${ask}><span class="small">${ask}</span>
    <${Button} class="line small" busy=${busy} onClick=${onYes}>${t.yes}<//>
    <${Button} class="quiet small" onClick=${no}>${t.no}<//></span>`;
}

/** @param {{customer: Customer, activity: string, comment: Comment, onChange: (now?: Comment) => void}} props */
function OneComment({ customer, activity, comment, onChange }) {
  const place = `${placeOf(customer, activity)} comment ${comment.id}`;
  const [before] = useState(() => /** @type {string | undefined} */ (pressed(place)?.[0]));
  const [editing, setEditing] = useState(before !== undefined);
  const [start, setStart] = useState(before ?? "");
  const [text, setText] = useState(start);
  const edit = () => {
    setStart(comment.html);
    setText(comment.html);
    setEditing(true);
  };
  const saving = useTurn(place, {
    send: (/** @type {string} */ wanted) => api.changeComment(customer, activity, comment.id, wanted),
    after: (now, wanted) => {
      if (wanted === text) setEditing(false);
      onChange(now);
    },
    holds: (wanted) => editing && wanted === text,
  });
  const removing = useTurn(`${place} removal`, {
    send: () => api.removeComment(customer, activity, comment.id),
    after: () => onChange(),
  });
  const leave = () => {
    saving.cancel();
    setEditing(false);
  };
  return html`<li>
    <span class="muted small">${comment.mine ? t.timeline.you : comment.author.name} · ${format.clock(comment.created_at)}
      ${comment.edited_at && ` · ${t.timeline.edited}`}</span>
    ${editing
      ? html`<${Editor} small label=${t.timeline.comment} value=${start} onInput=${setText} />
        <span class="row"><${Button} class="small" busy=${saving.busy} onClick=${() => saving.run(text)}>${t.timeline.save}<//>
          <${Button} class="quiet small" onClick=${leave}>${t.cancel}<//></span>`
      : html`<${Veil} as=${t.summary.covered}><${RichText} html=${comment.html} /><//>
        ${comment.mine && html`<span class="row"><${Button} class="quiet small" onClick=${edit}>${t.timeline.edit}<//>
          <${Delete} label=${t.timeline.remove} ask=${t.timeline.removeAsk} busy=${removing.busy} onYes=${() => removing.run()} onNo=${removing.cancel} /></span>`}`}
    <${TurnLine} turn=${saving} /><${TurnLine} turn=${removing} />
  </li>`;
}

/** @param {{customer: Customer, activity: Full, types: Types | null, canWrite: boolean, onChange: () => void}} props */
function Comments({ customer, activity, types, canWrite, onChange }) {
  const place = `${placeOf(customer, activity.id)} comments`;
  const [before] = useState(() => /** @type {{text: string, key: string} | undefined} */ (pressed(place)?.[0]));
  const [text, setText] = useState(before?.text ?? "");
  const [sent, setSent] = useState(0);
  const [cleared, setCleared] = useState(0);
  const keyFor = usePress(before && { ...before, sent });
  const [uncopied, setUncopied] = useState(false);
  const changed = (/** @type {Comment | undefined} */ now) => {
    setUncopied(now?.copied === false);
    onChange();
  };
  const sending = useTurn(place, {
    send: (/** @type {{text: string, key: string}} */ wanted) => api.comment(customer, activity.id, wanted.text, wanted.key),
    after: (now, wanted) => {
      setSent(sent + 1);
      if (wanted.text === text) {
        setText("");
        setCleared(cleared + 1);
      }
      changed(now);
    },
    holds: (wanted) => wanted.text === text,
  });
  const note = types?.comments_copied && activity.ours ? t.timeline.commentsCopied : t.timeline.commentsHere;
  return html`<section><h2>${t.timeline.comments(activity.comments.length)}</h2><p class="muted small">${note}</p>
    <ul class="comments">${activity.comments.map((comment) => html`<${OneComment} key=${comment.id} customer=${customer}
      activity=${activity.id} comment=${comment} onChange=${changed} />`)}</ul>
    ${uncopied && html`<p class="notice small" role="status">${t.timeline.notCopied}</p>`}
    ${canWrite && html`<${Editor} small label=${t.timeline.comment} value=${cleared ? "" : (before?.text ?? "")} version=${cleared} onInput=${setText} />
      <${Button} class="line" busy=${sending.busy} disabled=${!text} onClick=${() => sending.run({ text, key: keyFor({ text, sent }) })}>${t.timeline.send}<//>`}
    <${TurnLine} turn=${sending} /></section>`;
}

/** What Gainsight has by now, and the two ways out. @param {{theirs: Full, busy: boolean, onMine: () => void, onTheirs: () => void}} props */
function Clash({ theirs, busy, onMine, onTheirs }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.scrollIntoView({ block: "center" }), [theirs]);
  return html`<div class="notice" role="alert" ref=${box}><b>${t.timeline.changedThere}</b>
  <p dir="auto">${theirs.subject}</p><${RichText} html=${theirs.notes_html} />
  <div class="row"><${Button} class="line small" busy=${busy} onClick=${onMine}>${t.timeline.keepMine}<//>
    <${Button} class="line small" onClick=${onTheirs}>${t.timeline.takeTheirs}<//></div></div>`;
}

/** Why it was not changed or deleted. @param {{error: ApiError}} props */
const Refusal = ({ error }) => (error.code === "too_late" ? html`<p class="notice bad" role="alert">${t.timeline.noteWaits}</p>` : html`<${ProblemLine} error=${error} />`);

/** What of an activity can be changed, as the form has it. @param {Full} activity @returns {Writing} */
const writingOf = ({ type, subject, activity_at, notes_html, internal_attendees, external_attendees, duration_min, custom_fields: fields }) => ({
  type, subject, activity_at, notes_html, internal_attendees, external_attendees, duration_min, assumed: [],
  custom_fields: Object.fromEntries(fields.map(({ name, value }) => [name, bare(value)])),
  labels: Object.fromEntries(fields.flatMap(({ value }) => (value && typeof value === "object" && "id" in value ? [[value.id, value.label]] : []))),
});

/** What of one is unlike the other. @param {Record<string, any>} mine @param {Record<string, any>} was */
const unlike = (mine, was) => Object.fromEntries(Object.entries(mine).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));

/** What was changed, as it is sent: the rest stays as it is in Gainsight. @param {Writing} mine @param {Writing} was @returns {Partial<Content>} */
function changesOf(mine, was) {
  const fields = unlike(mine.custom_fields, was.custom_fields);
  return { ...unlike(mine, was), labels: undefined, custom_fields: Object.keys(fields).length ? fields : undefined };
}

/** @typedef {{text: Writing, start: Writing, from: string | null}} Changes what one press saves */

/** @param {{customer: Customer, activity: Full, types: Types, onSaved: () => void, onClose: () => void}} props */
function Change({ customer, activity, types, onSaved, onClose }) {
  const place = `${placeOf(customer, activity.id)} change`;
  const [before] = useState(() => /** @type {Changes | undefined} */ (pressed(place)?.[0]));
  const [text, setText] = useState(() => before?.text ?? writingOf(activity));
  const [base, setBase] = useState(before ? before.from : activity.modified_at);
  const [start, setStart] = useState(before?.start ?? text);
  const [mended, setMended] = useState(/** @type {string[]} */ ([]));
  const typed = useLatest(() => text);
  const saving = useTurn(place, {
    send: (/** @type {Changes} */ wanted) => api.change(customer, activity.id, { ...changesOf(wanted.text, wanted.start), modified_at: wanted.from }),
    after: ({ modified_at }, wanted) => {
      setBase(modified_at);
      onSaved();
      if (typed() === wanted.text) onClose();
    },
    holds: (wanted) => wanted.text === text,
  });
  /** @param {string | null} from */
  const save = (from) => {
    setMended([]);
    saving.run({ text, start, from });
  };
  const leave = () => {
    saving.cancel();
    onClose();
  };
  const clashes = saving.error?.code === "version_conflict";
  /** @type {Full | null} */
  const theirs = clashes && saving.error?.details.current.modified_at !== base ? saving.error?.details.current : null;
  const alter = (/** @type {Partial<Content>} */ changes) => {
    setMended((was) => [...was, ...touched(typed(), changes)]);
    setText((was) => ({ ...was, ...changes }));
  };
  /** @param {Full} there */
  const take = (there) => {
    const next = writingOf(there);
    setText(next);
    setStart(next);
    setBase(there.modified_at);
  };
  /** @param {Full} there */
  const keep = (there) => {
    setBase(there.modified_at);
    save(there.modified_at);
  };
  const { asked, refused, settled } = refusals(saving.error?.fields, mended);
  return html`<div class="compose">
    <${Head} title=${t.timeline.editTitle} onBack=${leave} />
    <${Fields} draft=${text} types=${types} refused=${refused} asked=${asked} version=${start} sync=${null} change=${alter} />
    ${theirs && html`<${Clash} theirs=${theirs} busy=${saving.busy} onMine=${() => keep(theirs)} onTheirs=${() => take(theirs)} />`}
    <div class="save-bar">${saving.error && !clashes && !settled && html`<${Refusal} error=${saving.error} />`}
      <${QueuedLine} turn=${saving} />
      <${Button} class="line" onClick=${leave}>${t.cancel}<//><span class="grow"></span>
      ${!theirs && html`<${Button} busy=${saving.busy} onClick=${() => save(base)}>${t.timeline.save}<//>`}</div></div>`;
}

/** @param {{customer: Customer, id: string, types: Types | null, canWrite: boolean, onBack: () => void, onReport: (report: Report) => void}} props */
export function Activity({ customer, id, types, canWrite, onBack, onReport }) {
  const { announce } = usePane();
  const place = placeOf(customer, id);
  const found = useResource(id, (signal) => api.read(customer, id, signal));
  const { data, error, busy, reload } = found;
  const [changing, setChanging] = useState(() => pressed(`${place} change`) !== null);
  useEffect(() => onReport({ ...quiet(data !== null), busy, reload, writing: changing }), [busy, data, changing]);
  useListener(window, "turned", () => {
    if (data) return;
    setChanging(pressed(`${place} change`) !== null); // it was answered before there was a form to hear of it
    reload();
  });
  const removing = useTurn(`${place} removal`, {
    send: () => api.remove(customer, id),
    done: () => announce(t.timeline.removed),
    after: onBack,
  });
  if (!data) {
    return html`<div><${Head} title="" onBack=${onBack} />
      ${error ? html`<${ReadProblem} of=${found} />` : html`<p class="muted" aria-busy="true">${t.loading}</p>`}</div>`;
  }
  if (changing && types) return html`<${Change} customer=${customer} activity=${data} types=${types} onSaved=${reload} onClose=${() => setChanging(false)} />`;
  const people = [...data.internal_attendees, ...data.external_attendees];
  return html`<article class="activity">
    <${Head} title=${html`<${Veil} as=${t.timeline.untitled}>${data.subject || t.timeline.untitled}<//>`} onBack=${onBack} aside=${html`<span class="chip">${data.type}</span>`} />
    <p class="muted small">${data.activity_at ? format.dateTime(data.activity_at) : ""} · ${data.mine ? t.timeline.you : (data.author?.name ?? "")}</p>
    <${Veil} as=${t.summary.covered}><${RichText} html=${data.notes_html} /><//>
    <${Facts} fields=${data.custom_fields.filter((field) => field.value !== null)} />
    ${people.length > 0 && html`<p class="muted small" dir="auto">${t.timeline.with} ${format.list(people)}</p>`}
    ${data.gainsight_comments_html && html`<section><h2>${t.timeline.inGainsight}</h2>
      <${Veil} as=${t.summary.covered}><${RichText} html=${data.gainsight_comments_html} /><//></section>`}
    ${data.mine && canWrite && html`<div class="row"><${Button} class="line small" busy=${!types} onClick=${() => setChanging(true)}>${t.timeline.edit}<//>
      <${Delete} label=${t.timeline.remove} ask=${t.timeline.removeAsk} busy=${removing.busy} onYes=${() => removing.run()} onNo=${removing.cancel} /></div>`}
    <${QueuedLine} turn=${removing} />
    ${removing.error && html`<${Refusal} error=${removing.error} />`}
    <${Comments} customer=${customer} activity=${data} types=${types} canWrite=${canWrite} onChange=${reload} />
  </article>`;
}
