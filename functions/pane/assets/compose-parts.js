/** Parts of the form for an activity: action items, attendees, the tenant's own fields. */

import { html, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Control, saidOf } from "./control.js";
import { Button, Icon } from "./elements.js";
import { t } from "./strings-tabs.js";

/** @import {Attribute} from "./attributes-model" */
/** @import {Participant, Sync} from "./people-model" */
/** @import {ActionItem, Content, CustomField, Types, Writing} from "./timeline-model" */

const OFFERED = 8;
/** @returns {ActionItem} */
const empty = () => ({ id: crypto.randomUUID(), text: "", owner: "", due: null, done: false, carried: false });

/** What is to be talked about, a point per line. @param {{agenda: string[], onChange: (agenda: string[]) => void}} props */
export const Agenda = ({ agenda, onChange }) => html`<label>${t.compose.agenda}<textarea rows="2" value=${agenda.join("\n")} dir="auto" maxlength="5000" placeholder=${t.compose.agendaHint}
  onInput=${(/** @type {any} */ event) => onChange(event.currentTarget.value.split("\n"))}
  onBlur=${() => agenda.some((point) => !point.trim()) && onChange(agenda.filter((point) => point.trim()))}></textarea></label>`;

/** @param {{item: ActionItem, onChange: (item: ActionItem) => void, onRemove: () => void}} props */
function Item({ item, onChange, onRemove }) {
  /** @param {keyof ActionItem} name */
  const set = (name) => (/** @type {any} */ event) => onChange({ ...item, [name]: event.currentTarget.value || (name === "due" ? null : "") });
  return html`<li class="action">
    <input type="checkbox" checked=${item.done} aria-label=${t.compose.itemDone} onChange=${(/** @type {any} */ event) => onChange({ ...item, done: event.currentTarget.checked })} />
    <input value=${item.text} aria-label=${t.compose.item} placeholder=${t.compose.item} maxlength="500" dir="auto" onInput=${set("text")} />
    <button type="button" class="tool small" aria-label=${t.compose.itemRemove} onClick=${onRemove}><${Icon} name="close" size=${14} /></button>
    <input value=${item.owner} aria-label=${t.compose.owner} placeholder=${t.compose.owner} maxlength="100" dir="auto" onInput=${set("owner")} />
    <input type="date" value=${item.due ?? ""} aria-label=${t.compose.due} onInput=${set("due")} />
    ${item.carried && html`<span class="chip">${t.compose.carried}</span>`}
  </li>`;
}

/** @param {{items: ActionItem[], onChange: (items: ActionItem[]) => void}} props */
export function Actions({ items, onChange }) {
  return html`<section><h2>${t.compose.items}</h2>
    <ul class="actions-list">${items.map((item, n) => html`<${Item} key=${item.id} item=${item}
      onChange=${(/** @type {ActionItem} */ next) => onChange(items.with(n, next))} onRemove=${() => onChange(items.toSpliced(n, 1))} />`)}</ul>
    <${Button} class="quiet" onClick=${() => onChange([...items, empty()])}>${t.compose.itemAdd}<//></section>`;
}

/** Whether somebody's address can be put down: who was there, or still is. @param {Participant} one @param {string[]} known */
const attended = ({ email, presence }, known) => email !== null && presence !== "expected" && !known.includes(email.toLowerCase());

/** People of this call who are not put down yet. @param {{draft: Writing, known: string[], call: Sync, onChange: (changes: Partial<Content>) => void}} props */
function FromCall({ draft, known, call, onChange }) {
  const here = call.people.filter((one) => attended(one, known));
  if (!here.length) return null;
  /** @param {Participant[]} people */
  const add = (people) => {
    /** @param {boolean} own */
    const emails = (own) => people.filter(({ group }) => (group === "colleague") === own).map(({ email }) => (email ?? "").toLowerCase());
    onChange({ internal_attendees: [...draft.internal_attendees, ...emails(true)], external_attendees: [...draft.external_attendees, ...emails(false)] });
  };
  return html`<div class="chips" role="group" aria-label=${t.compose.fromCall}>
    ${here.length > 1 && html`<button type="button" class="chip-button" onClick=${() => add(here)}>+ ${t.compose.allOfCall(here.length)}</button>`}
    ${here.slice(0, OFFERED).map((one) => html`<button type="button" class="chip-button" key=${one.id} title=${one.email} aria-label=${t.compose.attendeeNamed(one.name)}
      onClick=${() => add([one])}>+ <span dir="auto">${one.name}</span></button>`)}</div>`;
}

/** @param {{draft: Writing, call: Sync | null, onChange: (changes: Partial<Content>) => void}} props call: who is in it, where there is one */
export function Attendees({ draft, call, onChange }) {
  const [typed, setTyped] = useState("");
  const all = [...draft.internal_attendees, ...draft.external_attendees];
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    const email = typed.trim().toLowerCase();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return;
    if (!all.includes(email)) onChange({ external_attendees: [...draft.external_attendees, email] });
    setTyped("");
  };
  const remove = (/** @type {string} */ email) => onChange({
    internal_attendees: draft.internal_attendees.filter((one) => one !== email),
    external_attendees: draft.external_attendees.filter((one) => one !== email),
  });
  return html`<section><h2>${t.compose.attendees}</h2>
    <div class="chips">${all.map((email) => html`<span class="chip" key=${email}>${email}
      <button type="button" class="tool small" aria-label=${t.compose.attendeeRemove(email)} onClick=${() => remove(email)}><${Icon} name="close" size=${12} /></button></span>`)}</div>
    ${call && html`<${FromCall} draft=${draft} known=${all} call=${call} onChange=${onChange} />`}
    <form class="row" onSubmit=${add}><input type="email" value=${typed} aria-label=${t.compose.attendeeAdd} placeholder=${t.compose.attendeeAdd}
      onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} /><button type="submit" class="btn line small">${t.compose.add}</button></form></section>`;
}

/** These have more than one control, so no label can be theirs. */
const COMPOUND = new Set(["multi_picklist", "lookup", "rich_text"]);
const LABEL_CHARS = 300;

/** A field as an attribute is edited; a lookup to what cannot be searched takes the id. @param {CustomField} field @param {boolean} required @returns {Attribute} */
const asAttribute = (field, required) => ({
  name: field.name,
  label: field.label,
  type: field.type === "lookup" && !field.lookup ? "text" : field.type,
  value: null,
  sensitive: false,
  editable: true,
  reason: null,
  required,
  max_length: null,
  options: field.options.map((option) => ({ ...option, active: true })),
  lookup: field.lookup,
});

/** @param {{field: Attribute, value: any, name: string | undefined, refused: string | undefined, tenant: string, onChange: (value: any, name?: string) => void}} props */
function Custom({ field, value, name, refused, tenant, onChange }) {
  const last = useRef({ value, turn: 0 });
  if (last.current.value !== value) last.current = { value, turn: last.current.turn + 1 };
  const given = (/** @type {any} */ next, /** @type {string | undefined} */ called) => {
    last.current.value = next;
    onChange(next, called);
  };
  const inside = html`<span>${field.label}${field.required && html` <span aria-hidden="true">*</span>`}</span>
    <${Control} key=${last.current.turn} field=${field} value=${value} label=${name ?? t.compose.chosen} invalid=${Boolean(refused)} tenant=${tenant} onChange=${given} />
    ${refused && html`<span class="bad-text small" role="alert" id=${saidOf(field)}>${refused}</span>`}`;
  return COMPOUND.has(field.type) ? html`<div class="custom">${inside}</div>` : html`<label>${inside}</label>`;
}

/**
 * @param {{types: Types, type: Types["types"][number] | undefined, draft: Writing, refused: Record<string, string>, asked: string[], onChange: (changes: Partial<Content>) => void}} props
 *   asked: what was refused, mended meanwhile or not
 */
export function CustomFields({ types, type, draft, refused, asked, onChange }) {
  const { custom_fields: values, labels } = draft;
  const shown = types.custom_fields.filter(({ name }) => type?.fields.includes(name) || asked.includes(`custom_fields.${name}`) || values[name] != null);
  /** @param {string} field @param {any} value @param {string} [name] of what a lookup points to: the draft knows the id only */
  const put = (field, value, name) => {
    const next = { ...values, [field]: value };
    const known = name ? { ...labels, [value]: name.slice(0, LABEL_CHARS) } : labels;
    const used = new Set(Object.values(next));
    onChange({ custom_fields: next, labels: Object.fromEntries(Object.entries(known).filter(([id]) => used.has(id))) });
  };
  return html`${shown.map((field) => html`<${Custom} key=${field.name} tenant=${types.tenant} value=${values[field.name] ?? null} name=${labels[String(values[field.name])]}
    field=${asAttribute(field, type?.required.includes(field.name) ?? false)} refused=${refused[`custom_fields.${field.name}`]}
    onChange=${(/** @type {any} */ value, /** @type {string} */ name) => put(field.name, value, name)} />`)}`;
}
