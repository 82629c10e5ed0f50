/** The proper control for each type of field. What it gives is what the server takes. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Editor } from "./editor.js";
import { useResource, useSettled } from "./hooks.js";
import { t } from "./strings-tabs.js";

/** @import {Attribute, Users} from "./attributes-model" */

const SETTLE_MS = 300;
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

/** @typedef {{field: Attribute, value: any, onChange: (value: any) => void, invalid: boolean}} ControlProps */

/** @param {ControlProps} props */
function Picklist({ field, value, onChange, invalid }) {
  return html`<select aria-label=${field.label} aria-invalid=${invalid ? "true" : undefined} value=${value ?? ""}
    onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value || null)}>
    ${!field.required && html`<option value="">–</option>`}
    ${(field.options ?? []).map((one) => html`<option key=${one.value} value=${one.value} disabled=${!one.active}>
      ${one.label}${one.active ? "" : ` (${t.inactive})`}</option>`)}</select>`;
}

/** @param {ControlProps} props */
function Several({ field, value, onChange }) {
  const chosen = /** @type {string[]} */ (value ?? []);
  return html`<fieldset class="several"><legend class="sr">${field.label}</legend>
    ${(field.options ?? []).map((one) => html`<label key=${one.value}><input type="checkbox" checked=${chosen.includes(one.value)}
      disabled=${!one.active && !chosen.includes(one.value)}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.checked ? [...chosen, one.value] : chosen.filter((item) => item !== one.value))} />
      <span>${one.label}${one.active ? "" : ` (${t.inactive})`}</span></label>`)}</fieldset>`;
}

/** Looks people up by name. @param {ControlProps & {tenant: string}} props */
function UserLookup({ field, value, onChange, tenant }) {
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), SETTLE_MS);
  const found = useResource(q.length > 1 ? q : null, /** @returns {Promise<Users>} */ (signal) => api.call("GET", `lookup/${encodeURIComponent(tenant)}/users`, { query: { q }, signal }));
  const [name, setName] = useState(/** @type {string} */ (/** @type {any} */ (field.value)?.label ?? ""));
  return html`<div class="lookup"><p class="small">${value ? name : t.notSet}</p>
    <input aria-label=${`${field.label}: ${t.attributes.find}`} placeholder=${t.attributes.find} value=${text}
      onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    ${found.data && html`<ul>${found.data.users.map((user) => html`<li key=${user.id}><button type="button" class="link" onClick=${() => {
      onChange(user.id);
      setName(user.name);
      setText("");
    }}>${user.name}</button> <span class="muted small">${user.email}</span></li>`)}</ul>`}
    ${found.data?.users.length === 0 && html`<p class="muted small">${t.picker.none}</p>`}</div>`;
}

/** @param {ControlProps & {tenant: string}} props */
export function Control(props) {
  const { field, value, onChange, invalid } = props;
  if (field.type === "picklist") return html`<${Picklist} ...${props} />`;
  if (field.type === "multi_picklist") return html`<${Several} ...${props} />`;
  if (field.type === "lookup") return html`<${UserLookup} ...${props} />`;
  if (field.type === "rich_text") return html`<${Editor} label=${field.label} value=${value ?? ""} version=${field.name} onInput=${onChange} />`;
  if (field.type === "boolean") {
    return html`<select aria-label=${field.label} value=${String(value ?? "")} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value === "true")}>
      <option value="true">${t.yes}</option><option value="false">${t.no}</option></select>`;
  }
  const isTime = field.type === "datetime";
  const numeric = INPUTS[field.type] === "number";
  const given = (/** @type {any} */ event) => {
    const typed = event.currentTarget.value;
    if (isTime) return onChange(fromLocal(typed));
    if (typed === "") return onChange(null);
    return onChange(numeric ? Number(typed) : typed);
  };
  return html`<input type=${isTime ? "datetime-local" : (INPUTS[field.type] ?? "text")} aria-label=${field.label} dir="auto" step=${numeric ? "any" : undefined}
    maxlength=${field.max_length ?? undefined} aria-invalid=${invalid ? "true" : undefined} value=${isTime ? toLocal(value) : (value ?? "")} onInput=${given} />`;
}
