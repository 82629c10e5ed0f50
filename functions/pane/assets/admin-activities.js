/** Which types of activities can be logged, and what has to be filled in. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import * as admin from "./admin-api.js";
import { Check, DocumentPage, Lines, Part, useDocument } from "./admin-parts.js";
import { Button, Icon, ProblemLine } from "./elements.js";
import { useResource } from "./hooks.js";
import { t } from "./strings-admin.js";

/** @import {Editing, Layout, PageProps} from "./admin-model" */

/** @param {string[]} list @param {string} name @param {boolean} on */
const put = (list, name, on) => (on ? [...new Set([...list, name])] : list.filter((one) => one !== name));

/** @param {PageProps} props */
export function Activities(props) {
  const edited = useDocument("layout", props);
  const described = useResource(`${props.tenant} activity`, (signal) => admin.choices(props.tenant, "activity_timeline", signal));
  const content = () => {
    const { draft, set, at } = /** @type {Editing<Layout>} */ (edited.editing);
    const own = (described.data?.fields ?? []).filter((field) => field.name.startsWith("Ant__"));
    const seen = (described.data?.types_seen ?? []).filter((name) => !draft.timeline_types.includes(name));
    const shown = draft.timeline_fields["*"] ?? [];
    const required = draft.timeline_required["*"] ?? [];
    const change = (/** @type {string[]} */ fields, /** @type {string[]} */ needed) => set({
      timeline_fields: { ...draft.timeline_fields, "*": fields }, timeline_required: { ...draft.timeline_required, "*": needed } });
    return html`<${Part} title=${t.layout.types}>
        <${Lines} label=${t.layout.types} hint=${t.layout.typesHint} value=${draft.timeline_types} error=${at("timeline_types")} onChange=${(/** @type {string[]} */ types) => set({ timeline_types: types })} />
        ${seen.length > 0 && html`<p class="muted small">${t.layout.seen}</p><p class="chips">${seen.map((name) => html`<${Button} class="small line" key=${name}
          onClick=${() => set({ timeline_types: [...draft.timeline_types, name] })}><${Icon} name="check" size=${14} />${name}<//>`)}</p>`}
      <//>
      <${Part} title=${t.layout.fields}>
        ${described.error && html`<${ProblemLine} error=${described.error} />`}
        ${described.data && !own.length && html`<p class="muted small">${t.layout.noFields}</p>`}
        <ul class="plain lines">${own.map(({ name, label }) => html`<li key=${name}><b class="wrap">${label}</b><div class="row">
          <${Check} label=${t.layout.shown} checked=${shown.includes(name)} onChange=${(/** @type {boolean} */ on) => change(put(shown, name, on), on ? required : put(required, name, false))} />
          <${Check} label=${t.layout.required} checked=${required.includes(name)} onChange=${(/** @type {boolean} */ on) => change(on ? put(shown, name, true) : shown, put(required, name, on))} /></div></li>`)}</ul>
        ${(at("timeline_fields") || at("timeline_required")) && html`<p class="bad-text small" role="alert">${at("timeline_fields")} ${at("timeline_required")}</p>`}
      <//>`;
  };
  return html`<${DocumentPage} edited=${edited}>${content}<//>`;
}
