/** The proper control for each type of field. What it gives is what the server takes. */

import { html, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Editor } from "./editor.js";
import { useResource, useSettled } from "./hooks.js";
import { t } from "./strings-tabs.js";
import { ReadLine } from "./turn.js";

/** @import {Attribute, Users} from "./attributes-model" */
/** @import {SearchAnswer} from "./model" */

const SETTLE_MS = 300;
/** Longer texts get several lines. */
const LINE_CHARS = 255;
/** Sent for what the field itself cannot read, a half date or a lone minus: the server says what is wanted. */
const UNREADABLE = "?";
/** @type {Record<string, string>} */
const INPUTS = { number: "number", currency: "number", percentage: "number", date: "date", email: "email", url: "url" };

/** What the server takes for a field's value as it was served. @param {Attribute["value"]} value @returns {any} */
export function bare(value) {
  if (Array.isArray(value)) return value.map((item) => item.value);
  if (value && typeof value === "object") return "value" in value ? value.value : value.id;
  return value;
}

/** @param {string | null} iso UTC @returns {string} as `datetime-local` wants it, in the user's zone */
export function toLocal(iso) {
  const at = new Date(iso ?? "");
  if (Number.isNaN(at.valueOf())) return "";
  return new Date(at.valueOf() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {string} local @returns {string | null} UTC */
function fromLocal(local) {
  const at = new Date(local);
  return Number.isNaN(at.valueOf()) ? null : at.toISOString();
}

/** @typedef {{field: Attribute, value: any, label?: string, onChange: (value: any, label?: string) => void, invalid: boolean}} ControlProps `label` names what a lookup's value points to */

/** The id of what is said about a field's value. @param {{name: string}} field */
export const saidOf = ({ name }) => `said-${name}`;

/** Ties a control to what is said about its value. @param {Attribute} field @param {boolean} invalid */
const refused = (field, invalid) => (invalid ? { "aria-invalid": "true", "aria-describedby": saidOf(field) } : {});

/** @param {ControlProps} props */
function Picklist({ field, value, onChange, invalid }) {
  return html`<select aria-label=${field.label} aria-required=${field.required || undefined} ...${refused(field, invalid)} value=${value ?? ""}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value || null)}>
    ${(!field.required || !value) && html`<option value="">–</option>`}
    ${(field.options ?? []).map((one) => html`<option key=${one.value} value=${one.value} disabled=${!one.active}>
      ${one.label}${one.active ? "" : ` (${t.inactive})`}</option>`)}</select>`;
}

/** @param {ControlProps} props */
function Several({ field, value, onChange, invalid }) {
  const chosen = /** @type {string[]} */ (value ?? []);
  return html`<fieldset class="several" aria-describedby=${invalid ? saidOf(field) : undefined}><legend class="sr">${field.label}</legend>
    ${(field.options ?? []).map((one) => html`<label key=${one.value}><input type="checkbox" checked=${chosen.includes(one.value)}
      disabled=${!one.active && !chosen.includes(one.value)}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked ? [...chosen, one.value] : chosen.filter((item) => item !== one.value))} />
      <span>${one.label}${one.active ? "" : ` (${t.inactive})`}</span></label>`)}</fieldset>`;
}

/** @typedef {{id: string, name: string, about: string | null}} Found */

/** Who or what a lookup can point to, by a part of the name. @param {Attribute["lookup"]} of @param {string} tenant @param {string} q @param {AbortSignal} signal @returns {Promise<Found[]>} */
async function candidates(of, tenant, q, signal) {
  if (of === "company") {
    /** @type {SearchAnswer} */
    const { results } = await api.call("GET", "search", { query: { q, kind: "company", tenant }, signal });
    return results.map(({ id, name, csm }) => ({ id, name, about: csm }));
  }
  /** @type {Users} */
  const { users } = await api.call("GET", `lookup/${encodeURIComponent(tenant)}/users`, { query: { q }, signal });
  return users.map(({ id, name, email }) => ({ id, name, about: email }));
}

/** Finds a person or a company by name. @param {{label: string, of: Attribute["lookup"], tenant: string, onChoose: (id: string, name: string) => void, marks?: object, children?: unknown}} props marks: more attributes of the field */
export function Lookup({ label, of, tenant, onChoose, marks, children }) {
  const [text, setText] = useState("");
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const q = useSettled(text.trim(), SETTLE_MS);
  const found = useResource(q.length > 1 ? q : null, (signal) => candidates(of, tenant, q, signal));
  const find = of === "company" ? t.attributes.findCompany : t.attributes.find;
  return html`<div class="lookup">${children}
    <input ref=${box} aria-label=${`${label}: ${find}`} placeholder=${find} value=${text} dir="auto" ...${marks}
      onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    <${ReadLine} of=${found} />
    ${text && found.data && html`<ul>${found.data.map((one) => html`<li key=${one.id}><button type="button" class="link" dir="auto" onClick=${() => {
      onChoose(one.id, one.name);
      setText("");
      box.current?.focus();
    }}>${one.name}</button> <span class="muted small">${one.about}</span></li>`)}</ul>`}
    ${text && found.data?.length === 0 && html`<p class="muted small">${t.picker.none}</p>`}</div>`;
}

/** What a lookup points to, and finding another. @param {ControlProps & {tenant: string}} props */
const Pointer = ({ field, value, label, onChange, tenant, invalid }) => html`<${Lookup} label=${field.label} of=${field.lookup} tenant=${tenant} onChoose=${onChange} marks=${refused(field, invalid)}>
  <p class="row"><span class="grow" dir="auto">${value ? (label ?? /** @type {any} */ (field.value)?.label) : t.notSet}</span>
    ${value && !field.required && html`<button type="button" class="link small" onClick=${(/** @type {any} */ { currentTarget }) => {
      currentTarget.closest(".lookup").querySelector("input").focus();
      onChange(null);
    }}>${t.picker.clear}</button>`}</p><//>`;

/** Yes or no; nothing only where nothing is set. @param {ControlProps} props */
const YesNo = ({ field, value, onChange, invalid }) => html`<select aria-label=${field.label} ...${refused(field, invalid)} value=${String(value ?? "")}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value === "true")}>
    ${typeof value !== "boolean" && html`<option value="">–</option>`}
    <option value="true">${t.yes}</option><option value="false">${t.no}</option></select>`;

/** What is typed stays as it is typed; what the field makes of it is passed on. @param {ControlProps} props */
function Typed({ field, value, onChange, invalid }) {
  const isTime = field.type === "datetime";
  const [text, setText] = useState(() => (isTime ? toLocal(value) : String(value ?? "")));
  const given = (/** @type {any} */ event) => {
    const { value: typed, validity } = event.currentTarget;
    setText(typed);
    if (validity.badInput) return onChange(UNREADABLE);
    if (typed === "") return onChange(null);
    if (isTime) return onChange(fromLocal(typed));
    return onChange(INPUTS[field.type] === "number" ? Number(typed) : typed);
  };
  const same = { "aria-label": field.label, "aria-required": field.required || undefined, ...refused(field, invalid), dir: "auto", value: text, onInput: given };
  if (field.type === "text" && ((field.max_length ?? 0) > LINE_CHARS || text.includes("\n"))) return html`<textarea rows="3" ...${same}></textarea>`;
  const input = html`<input type=${isTime ? "datetime-local" : (INPUTS[field.type] ?? "text")} step=${INPUTS[field.type] === "number" ? "any" : undefined} ...${same} />`;
  const unit = field.type === "percentage" ? "%" : field.type === "currency" && field.currency;
  return unit ? html`<span class="unit">${input}<span class="muted" aria-hidden="true">${unit}</span></span>` : input;
}

/** @param {ControlProps & {tenant: string}} props */
export function Control(props) {
  const { field, value, onChange, invalid } = props;
  if (field.type === "picklist") return html`<${Picklist} ...${props} />`;
  if (field.type === "multi_picklist") return html`<${Several} ...${props} />`;
  if (field.type === "lookup") return html`<${Pointer} ...${props} />`;
  if (field.type === "boolean") return html`<${YesNo} ...${props} />`;
  if (field.type === "rich_text") return html`<${Editor} label=${field.label} value=${value ?? ""} version=${field.name} onInput=${onChange} marks=${refused(field, invalid)} />`;
  return html`<${Typed} ...${props} />`;
}
