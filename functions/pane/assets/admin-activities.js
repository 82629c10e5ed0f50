/** Which types of activities can be logged, and what has to be filled in: in every activity, or in those of one type. */

import { html, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Check, DocumentPage, Lines, Part, Select, useDocument } from "./admin-parts.js";
import { Button } from "./elements.js";
import { useResource } from "./hooks.js";
import { t } from "./strings-admin.js";
import { ReadLine } from "./turn.js";

/** @import {Editing, FieldChoice, Layout, PageProps} from "./admin-model" */

const EVERY = "*";

/** @param {string[]} list @param {string} name @param {boolean} on */
const put = (list, name, on) => (on ? [...new Set([...list, name])] : list.filter((one) => one !== name));

/** What holds for the types there are. @param {Record<string, string[]>} by @param {string[]} types */
const only = (by, types) => Object.fromEntries(Object.entries(by).filter(([type]) => type === EVERY || types.includes(type)));

/** The fields of every activity, or what one type has besides. @param {{editing: Editing<Layout>, own: FieldChoice[]}} props */
function Fields({ editing: { draft, set, at }, own }) {
  const [chosen, setChosen] = useState(EVERY);
  const type = draft.timeline_types.includes(chosen) ? chosen : EVERY;
  const of = (/** @type {Record<string, string[]>} */ by, /** @type {string} */ key) => by[key] ?? [];
  const shown = of(draft.timeline_fields, type);
  const required = of(draft.timeline_required, type);
  const always = (/** @type {Record<string, string[]>} */ by, /** @type {string} */ name) => type !== EVERY && of(by, EVERY).includes(name);
  const change = (/** @type {string[]} */ fields, /** @type {string[]} */ needed) => set({
    timeline_fields: { ...draft.timeline_fields, [type]: fields }, timeline_required: { ...draft.timeline_required, [type]: needed } });
  return html`<${Select} label=${t.admin.kind} value=${type} options=${[[EVERY, t.layout.everyType], ...draft.timeline_types.map((one) => [one, one])]} onChange=${setChosen} />
    <ul class="plain lines">${own.map(({ name, label }) => {
      const needed = always(draft.timeline_required, name);
      const there = needed || always(draft.timeline_fields, name);
      return html`<li key=${name}><b class="wrap">${label}</b><div class="row">
        <${Check} label=${t.layout.shown} checked=${there || shown.includes(name)} disabled=${there} onChange=${(/** @type {boolean} */ on) => change(put(shown, name, on), on ? required : put(required, name, false))} />
        <${Check} label=${t.layout.required} checked=${needed || required.includes(name)} disabled=${needed} onChange=${(/** @type {boolean} */ on) => change(on && !there ? put(shown, name, true) : shown, put(required, name, on))} /></div></li>`;
    })}</ul>
    ${(at("timeline_fields") || at("timeline_required")) && html`<p class="bad-text small" role="alert">${at("timeline_fields")} ${at("timeline_required")}</p>`}`;
}

/** @param {PageProps} props */
export function Activities(props) {
  const edited = useDocument("layout", props);
  const described = useResource(`${props.tenant} activity`, (signal) => admin.choices(props.tenant, "activity_timeline", signal));
  /** What was said of types that are being renamed, or taken out and put back. */
  const said = useRef({ fields: {}, required: {} });
  const content = () => {
    const editing = /** @type {Editing<Layout>} */ (edited.editing);
    const { draft, set, at } = editing;
    const own = (described.data?.fields ?? []).filter((field) => field.name.startsWith("Ant__"));
    const seen = (described.data?.types_seen ?? []).filter((name) => !draft.timeline_types.includes(name));
    const setTypes = (/** @type {string[]} */ types) => {
      said.current = { fields: { ...said.current.fields, ...draft.timeline_fields }, required: { ...said.current.required, ...draft.timeline_required } };
      set({ timeline_types: types, timeline_fields: only(said.current.fields, types), timeline_required: only(said.current.required, types) });
    };
    return html`<${Part} title=${t.layout.types}>
        <${Lines} label=${t.layout.types} hint=${t.layout.typesHint} value=${draft.timeline_types} error=${at("timeline_types")} onChange=${setTypes} />
        ${seen.length > 0 && html`<p class="muted small">${t.layout.seen}</p><p class="chips">${seen.map((name) => html`<${Button} class="small line" key=${name}
          onClick=${() => setTypes([...draft.timeline_types, name])}>${t.layout.addType(name)}<//>`)}</p>`}
      <//>
      <${Part} title=${t.layout.fields}>
        <${ReadLine} of=${described} />
        ${described.data && (own.length ? html`<${Fields} editing=${editing} own=${own} />` : html`<p class="muted small">${t.layout.noFields}</p>`)}
      <//>`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}
