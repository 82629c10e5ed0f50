/** The fields of a note, as it is written and as it is changed once it is in Gainsight. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { Actions, Agenda, Attendees, CustomFields } from "./compose-parts.js";
import { toLocal } from "./control.js";
import { Editor } from "./editor.js";
import { t } from "./strings-tabs.js";

/** @import {Sync} from "./people-model" */
/** @import {Content, Types, Writing} from "./timeline-model" */

/** What changes are of, as refusals name it. @param {Writing} draft @param {Partial<Content>} changes */
export const touched = ({ custom_fields: were }, { custom_fields: values = {}, ...changes }) =>
  [...Object.keys(changes), ...Object.keys(values).filter((name) => values[name] !== were[name]).map((name) => `custom_fields.${name}`)];

/** What was refused: all of it by name, what of it is not changed since, and whether nothing is left. @param {Record<string, string> | undefined} fields @param {string[]} mended */
export function refusals(fields = {}, mended) {
  const asked = Object.keys(fields);
  const left = Object.entries(fields).filter(([name]) => !mended.includes(name));
  return { asked, refused: Object.fromEntries(left), settled: asked.length > 0 && left.length === 0 };
}

/**
 * @param {{draft: Writing, types: Types, refused: Record<string, string>, asked: string[], version: unknown, sync: Sync | null, change: (changes: Partial<Content>) => void}} props
 *   version: of the notes, as the editor takes it; sync: who is in the call it is about
 */
export function Fields({ draft, types, refused, asked, version, sync, change }) {
  /** @param {keyof Content} name @param {unknown} value */
  const put = (name, value) => change({ [name]: value, assumed: draft.assumed.filter((one) => one !== name) });
  /** @param {keyof Content} name */
  const set = (name) => (/** @type {any} */ event) => put(name, event.currentTarget.value);
  const setTime = (/** @type {any} */ event) => {
    const at = new Date(event.currentTarget.value);
    put("activity_at", Number.isNaN(at.valueOf()) ? null : at.toISOString());
  };
  const type = types.types.find(({ name }) => name === draft.type);
  const names = types.types.map(({ name }) => name);
  if (!type) names.push(draft.type); // one that is not offered any more, or cannot be read just now
  /** @param {string} name */
  const wrong = (name) => refused[name] && html`<span class="bad-text small" role="alert">${refused[name]}</span>`;
  /** @param {string} name */
  const assumed = (name) => draft.assumed.includes(name) && html` <span class="chip">${t.compose.assumed}</span>`;
  return html`<div class="pair">
      <label>${t.timeline.type}<select value=${draft.type} onChange=${set("type")}>
        ${names.map((name) => html`<option key=${name} value=${name}>${name}</option>`)}</select>${wrong("type")}</label>
      <label><span>${t.compose.when}${assumed("activity_at")}</span><input type="datetime-local" value=${toLocal(draft.activity_at)} onInput=${setTime} />${wrong("activity_at")}</label>
    </div>
    <label><span>${t.timeline.subject}${assumed("subject")}</span><input value=${draft.subject} maxlength=${types.limits.subject} dir="auto"
      onInput=${set("subject")} aria-invalid=${refused.subject ? "true" : undefined} />${wrong("subject")}</label>
    ${draft.agenda && html`<${Agenda} agenda=${draft.agenda} onChange=${(/** @type {string[]} */ agenda) => change({ agenda })} />`}
    <${Editor} label=${t.timeline.notes} value=${draft.notes_html} version=${version}
      onInput=${(/** @type {string} */ notes) => change({ notes_html: notes })} />
    ${wrong("notes_html")}
    <${CustomFields} types=${types} type=${type} draft=${draft} refused=${refused} asked=${asked} onChange=${change} />
    ${draft.action_items && html`<${Actions} items=${draft.action_items} onChange=${(/** @type {any} */ items) => change({ action_items: items })} />`}
    <${Attendees} draft=${draft} call=${sync} onChange=${change} />
    <label class="minutes"><span>${t.compose.minutes}${assumed("duration_min")}</span><input type="number" min="0" max="10000" value=${draft.duration_min ?? ""}
      onInput=${(/** @type {any} */ event) => put("duration_min", event.currentTarget.value === "" ? null : Math.round(Number(event.currentTarget.value)))} />${wrong("duration_min")}</label>`;
}
