/** Parts of the form for an activity: action items, attendees, the tenant's own fields. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { Button, Icon } from "./elements.js";
import { t } from "./strings-tabs.js";

/** @import {Participant, Sync} from "./people-model" */
/** @import {ActionItem, Content, CustomField, Draft, Types} from "./timeline-model" */

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

/** People of this call who are not put down yet. @param {{draft: Draft, known: string[], call: Sync, onChange: (changes: Partial<Content>) => void}} props */
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

/** @param {{draft: Draft, call: Sync | null, onChange: (changes: Partial<Content>) => void}} props call: who is in it, where there is one */
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

/** @type {Record<string, string>} */
const INPUTS = { number: "number", percentage: "number", currency: "number", date: "date", datetime: "datetime-local", email: "email", url: "url" };

/** @param {{field: CustomField, value: any, required: boolean, refused: string | undefined, onChange: (value: any) => void}} props */
function Custom({ field, value, required, refused, onChange }) {
  const given = (/** @type {any} */ event) => onChange(event.currentTarget.value || null);
  let control;
  if (field.type === "boolean") {
    control = html`<input type="checkbox" checked=${value === true} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked)} />`;
  } else if (field.options.length > 0) {
    control = html`<select value=${value ?? ""} required=${required} onChange=${given}><option value="">–</option>
      ${field.options.map((option) => html`<option key=${option.value} value=${option.value}>${option.label}</option>`)}</select>`;
  } else {
    control = html`<input type=${INPUTS[field.type] ?? "text"} value=${value ?? ""} required=${required} dir="auto" onInput=${given} />`;
  }
  return html`<label>${field.label}${required && html` <span aria-hidden="true">*</span>`}${control}
    ${refused && html`<span class="bad-text small" role="alert">${refused}</span>`}</label>`;
}

/** @param {{types: Types, type: Types["types"][number] | undefined, values: Content["custom_fields"], refused: Record<string, string>, onChange: (values: Content["custom_fields"]) => void}} props */
export function CustomFields({ types, type, values, refused, onChange }) {
  const shown = types.custom_fields.filter(({ name }) => type?.fields.includes(name) || refused[`custom_fields.${name}`] || values[name] != null);
  return html`${shown.map((field) => html`<${Custom} key=${field.name} field=${field} value=${values[field.name]}
    required=${type?.required.includes(field.name) ?? false} refused=${refused[`custom_fields.${field.name}`]}
    onChange=${(/** @type {any} */ value) => onChange({ ...values, [field.name]: value })} />`)}`;
}
