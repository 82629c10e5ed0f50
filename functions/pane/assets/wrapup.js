/** The end of a call on one card: the note, who to log it to, people, attributes, what is left to do. One press sends all. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { Head, quiet } from "./activity.js";
import { changed, noted, same } from "./attributes.js";
import { Conflict, opening } from "./compose.js";
import { Customers, customersOf } from "./compose-customers.js";
import { Actions } from "./compose-parts.js";
import { useDraft } from "./drafting.js";
import { Editor } from "./editor.js";
import { Button, Icon, Problem, ProblemLine, Veil } from "./elements.js";
import { covered } from "./fields.js";
import { useAction, useFocus, usePane, useResource } from "./hooks.js";
import { useMeeting } from "./meeting.js";
import { addable } from "./people.js";
import { filled, lineOf } from "./people-add.js";
import { openItems, Receipt } from "./receipt.js";
import { Sending } from "./sending.js";
import * as notes from "./timeline-api.js";
import * as format from "./format.js";
import { t } from "./strings-wrapup.js";
import { ReadProblem } from "./turn.js";

/** @import {Attribute} from "./attributes-model" */
/** @import {TabProps} from "./props" */
/** @import {Content, Draft, Types} from "./timeline-model" */

/** @typedef {ReturnType<typeof useChoice>} Choice */

const MOST_ADDED = 25;

/** @param {Draft} draft */
const hasText = ({ notes_html: text }) => text.trim() !== "";

/** A new value in words: it comes as it is sent. @param {Attribute} field @param {any} value */
function words(field, value) {
  if (value == null || value === "") return t.notSet;
  if (field.type === "rich_text") return t.wrap.text;
  if (field.type === "lookup") return t.wrap.other;
  const label = (/** @type {string} */ one) => field.options?.find((option) => option.value === one)?.label ?? one;
  if (field.options && Array.isArray(value)) return format.list(value.map(label));
  return field.options ? label(value) : format.text({ ...field, value });
}

/** @param {{title: string, count?: number, children?: unknown, aside?: unknown}} props */
const Part = ({ title, count, aside, children }) => html`<section class="card"><div class="row"><h2 class="grow">${title}${count ? html` <span class="count">· ${count}</span>` : null}</h2>${aside}</div>${children}</section>`;

/** @param {{checked: boolean, onChange: (checked: boolean) => void, name: string, about?: string | null, chip: unknown}} props */
const Tick = ({ checked, onChange, name, about, chip }) => html`<li><label class="row check"><input type="checkbox" checked=${checked}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />
  <span class="grow"><b class="wrap" dir="auto">${name}</b>${about && html`<span class="muted small wrap">${about}</span>`}</span>${chip}</label></li>`;

/** @param {{draft: Draft, loads: number, change: (changes: Partial<Content>) => void, onFull: () => void}} props */
function Note({ draft, loads, change, onFull }) {
  const { hidden } = usePane();
  if (hidden) return html`<${Part} title=${t.wrap.note}><p class="muted small">${t.wrap.covered}</p><//>`;
  return html`<${Part} title=${t.wrap.note} aside=${html`<button type="button" class="link small" onClick=${onFull}>${t.wrap.full}</button>`}>
    <input value=${draft.subject} aria-label=${t.timeline.subject} maxlength="255" dir="auto"
      onInput=${(/** @type {any} */ event) => change({ subject: event.currentTarget.value, assumed: draft.assumed.filter((one) => one !== "subject") })} />
    <${Editor} small label=${t.timeline.notes} value=${draft.notes_html} version=${`${draft.id} ${loads}`} onInput=${(/** @type {string} */ text) => change({ notes_html: text })} />
    ${!hasText(draft) && html`<p class="muted small">${t.wrap.noteOff}</p>`}
  <//>`;
}

/** Leaves one out, or takes it in again. @param {Choice} choice @param {string} id */
const ticking = ({ off, setOff }, id) => (/** @type {boolean} */ on) => setOff(new Set(on ? [...off].filter((one) => one !== id) : [...off, id]));

/** @param {{choice: Choice, onTab: () => void}} props */
function People({ choice, onTab }) {
  const { people, nameless, off } = choice;
  const nobody = choice.looking ? t.wrap.looking : t.wrap.nobody;
  return html`<${Part} title=${t.wrap.people} count=${people.length}>
    ${people.length ? html`<ul>${people.slice(0, MOST_ADDED).map((one) => html`<${Tick} key=${one.id} checked=${!off.has(one.id)} name=${one.name} about=${one.email}
      onChange=${ticking(choice, one.id)} chip=${html`<span class="chip acc">${one.offers.includes("link") ? t.wrap.link : t.wrap.add}</span>`} />`)}</ul>` : html`<p class="muted small">${nobody}</p>`}
    ${people.length > MOST_ADDED && html`<p class="muted small">${t.wrap.atATime(MOST_ADDED)}</p>`}
    ${nameless > 0 && html`<button type="button" class="link small" onClick=${onTab}>${t.wrap.nameless(nameless)}</button>`}
  <//>`;
}

/** @param {{field: Attribute, before: string, after: string}} props */
const FromTo = ({ field, before, after }) => html`<${Veil} when=${covered(field)}>${t.wrap.fromTo(before, after)}<//>`;

/** @param {{choice: Choice, saved: {before: Attribute, now: Attribute}[]}} props */
function Attributes({ choice, saved }) {
  const changes = choice.changes ?? [];
  return html`<${Part} title=${t.wrap.attributes} count=${changes.length + saved.length}>
    <ul>${changes.map(({ name, value, field, seen }) => html`<${Tick} key=${name} checked=${!choice.off.has(name)} name=${field.label} chip=${html`<span class="chip warn">${t.wrap.pending}</span>`}
        about=${html`<${FromTo} field=${field} before=${format.text({ ...field, value: seen }) || t.notSet} after=${words(field, value)} />`}
        onChange=${ticking(choice, name)} />`)}
      ${saved.map(({ before, now }) => html`<li class="row check" key=${now.name}><${Icon} name="check" size=${16} /><span class="grow"><b class="wrap" dir="auto">${now.label}</b>
        <span class="muted small wrap">${now.type === "rich_text" ? t.wrap.text : html`<${FromTo} field=${now} before=${format.text(before) || t.notSet} after=${format.text(now) || t.notSet} />`}</span></span>
        <span class="chip good">${t.wrap.saved}</span></li>`)}</ul>
    ${!changes.length && !saved.length && html`<p class="muted small">${t.wrap.unchanged}</p>`}
  <//>`;
}

/**
 * What there is to send beside the note, and what of it is chosen.
 * @param {TabProps} props @param {Draft | null} draft
 */
function useChoice({ customer, account, kept }, draft) {
  const { sync, busy } = useMeeting(customer);
  const [off, setOff] = useState(/** @type {Set<string>} */ (new Set()));
  const rights = account?.rights ?? [];
  const crowd = rights.includes("people:write") ? (sync?.people ?? []) : null;
  const people = (crowd ?? []).filter(addable);
  const nameless = (crowd ?? []).filter((one) => one.group === "unknown" && !one.email && one.presence === "here").length;
  const changes = rights.includes("attributes:write") ? changed(kept.edits ?? {}) : null;
  const chosen = people.slice(0, MOST_ADDED).filter(({ id }) => !off.has(id));
  const wanted = (changes ?? []).filter(({ name }) => !off.has(name));
  const targets = draft && hasText(draft) ? customersOf(draft) : [];
  return { sync, looking: crowd !== null && busy && !sync, off, setOff, crowd, people, nameless, changes, chosen, wanted, targets, count: targets.length + chosen.length + wanted.length };
}

/** How the draft stands, where that is worth a word. @param {{drafted: ReturnType<typeof useDraft>, onLoad: () => void}} props */
function Trouble({ drafted, onLoad }) {
  const { draft, error, state, settle, retry } = drafted;
  if (!error) return null;
  if (draft && state === "conflict") {
    return html`<${Conflict} draft=${draft} theirs=${error.details.current} onSettle=${(/** @type {boolean} */ mine) => {
      settle(mine);
      onLoad();
    }} />`;
  }
  return html`<${ProblemLine} error=${error} /><${Button} class="line small" onClick=${retry}>${t.retry}<//>`;
}

/** @param {{draft: Draft, change: (changes: Partial<Content>) => void}} props */
function Items({ draft, change }) {
  const { hidden } = usePane();
  const open = openItems(draft);
  if (hidden) return null;
  return html`<div class="card"><${Actions} items=${draft.action_items} onChange=${(/** @type {any} */ items) => change({ action_items: items })} />
    ${open > 0 && html`<p class="muted small">${t.wrap.carry(open)}</p>`}</div>`;
}

/** The note of this call, else one that was prepared outside any. @param {Draft[]} drafts @param {string | null} here */
function ofCall(drafts, here) {
  const open = drafts.filter(({ state }) => state === "draft");
  return open.find((one) => one.meeting_uuid === here) ?? open.find((one) => !one.meeting_uuid);
}

/** @param {TabProps & {types: Types, draftId: string, here: string | null, onSend: (sending: Sending) => void}} props here: the call this is */
function Card(props) {
  const { customer, kept, call, types, draftId, here, onOpen, onTab, onBack, onSend } = props;
  const drafted = useDraft({ customer, draftId, initial: () => opening(customer, types, call) });
  const { draft, error, state, change, flush, hand, version, retry } = drafted;
  const heading = useFocus(draft !== null);
  const choice = useChoice(props, draft);
  useEffect(() => {
    if (here && draft && !draft.meeting_uuid) change({ meeting_uuid: here }); // it is the note of this call from now on
  }, [draft?.id]);
  const [loads, setLoads] = useState(0);
  const sending = useAction(async () => {
    if (!draft || !(await flush())) return; // why not is told above
    onSend(new Sending(customer, {
      draft: choice.targets.length ? draft : null, version: version(), targets: choice.targets, changes: choice.wanted,
      people: choice.chosen.map((one) => filled(lineOf(one, customer))),
    }, types.undo_s, (answer, sent) => {
      kept.saved = noted(kept.saved, answer.fields, sent);
      kept.edits = Object.fromEntries(Object.entries(kept.edits ?? {}).filter(([name, { value }]) => !sent.some((one) => one.name === name && same(one.value, value))));
    }));
  });
  if (!draft) return error ? html`<${Problem} error=${error} retry=${retry} />` : html`<p class="muted" aria-busy="true">${t.loading}</p>`;
  const saving = state === "unsaved" || state === "saving";
  return html`<div class="wrap-up compose">
    <${Head} title=${t.wrap.title} heading=${heading} back=${t.wrap.back} onBack=${() => flush().then(onBack)} aside=${saving && html`<span class="chip" role="status">${t.compose.saving}</span>`} />
    <p class="muted small">${call === "over" && html`<b>${t.wrap.over}</b> `}${t.wrap.lead}</p>
    <${Trouble} drafted=${drafted} onLoad=${() => setLoads((n) => n + 1)} />
    <${Note} draft=${draft} loads=${loads} change=${change} onFull=${() => {
      hand();
      flush().then(() => onOpen({ write: draft.id }));
    }} />
    <div class="card"><${Customers} draft=${draft} suggested=${choice.sync?.suggested} onChange=${change} /></div>
    <${Items} draft=${draft} change=${change} />
    ${choice.crowd && html`<${People} choice=${choice} onTab=${() => onTab("people")} />`}
    ${choice.changes && html`<${Attributes} choice=${choice} saved=${Object.values(kept.saved ?? {})} />`}
    ${sending.error && html`<${ProblemLine} error=${sending.error} />`}
    <div class="send-bar">${choice.count
      ? html`<${Button} class="wide" busy=${sending.busy || choice.looking} onClick=${() => state !== "conflict" && sending.run()}>${t.wrap.send(choice.count)}<//>`
      : html`<p class="muted small">${t.wrap.nothing}</p>`}</div>
  </div>`;
}

/** @param {TabProps} props */
export default function WrapUp(props) {
  const { customer, kept, onReport, onOpen, onTab, onBack } = props;
  const [sending, setSending] = useState(kept.sending ?? null);
  const types = useResource(customer.tenant, (signal) => notes.types(customer.tenant, signal));
  const [turn, setTurn] = useState(0);
  const begun = useResource(sending ? null : `${keyOf(customer)} ${turn}`, async (signal) => {
    const { drafts, meeting_uuid: here } = await notes.drafts(customer, signal);
    return { here, id: ofCall(drafts, here)?.id ?? "" };
  });
  useEffect(() => onReport({ ...quiet(true), writing: true }), []);
  /** @param {Sending | null} next */
  const put = (next) => {
    kept.sending = next;
    setSending(next);
    setTurn((n) => n + 1); // the draft is another one, or stands otherwise
  };
  if (sending) {
    const close = (/** @type {() => void} */ then) => () => {
      sending.stop();
      put(null);
      then();
    };
    return html`<${Receipt} sending=${sending} onOpen=${onOpen} onTab=${onTab} onBack=${onBack} onDone=${close(onBack)} onCard=${close(() => {})} />`;
  }
  const error = types.error ?? begun.error;
  const reload = () => [types, begun].forEach((one) => one.error && one.reload());
  if (error) return html`<${ReadProblem} of=${{ error, busy: types.busy || begun.busy, reload }} />`;
  if (!types.data || !begun.data) return html`<p class="muted" aria-busy="true">${t.loading}</p>`;
  return html`<${Card} ...${props} types=${types.data} draftId=${begun.data.id} here=${begun.data.here} onSend=${(/** @type {Sending} */ one) => {
    one.start();
    put(one);
  }} />`;
}
