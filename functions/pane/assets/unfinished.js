/** Notes that are not finished, of all customers. */

import { html } from "./vendor-htm-preact-3.1.1.js";
import { Head } from "./activity.js";
import { Problem } from "./elements.js";
import { useFocus } from "./hooks.js";
import { NoteCard } from "./standing.js";
import { t } from "./strings-wrapup.js";

/** @import {Resource} from "./props" */
/** @import {Draft} from "./timeline-model" */

/** @param {{found: Resource<Draft[]>, onOpen: (draft: Draft) => void, onClose: () => void}} props */
export function Unfinished({ found, onOpen, onClose }) {
  const heading = useFocus("unfinished");
  const { data, error, busy, reload } = found;
  return html`<div class="shell"><main class="scroll unfinished" onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && onClose()}>
    <h1 class="sr" tabindex="-1" ref=${heading}>${t.unfinished.title}</h1>
    <${Head} title=${t.unfinished.title} back=${t.close} onBack=${onClose} />
    <p class="muted small">${t.unfinished.lead}</p>
    ${error && html`<${Problem} error=${error} retry=${reload} busy=${busy} />`}
    ${data?.length === 0 && html`<div class="empty"><h2>${t.unfinished.none}</h2><p class="muted">${t.unfinished.noneBody}</p></div>`}
    <ul>${(data ?? []).map((draft) => html`<li key=${draft.id}><${NoteCard} draft=${draft} named onOpen=${() => onOpen(draft)} onSent=${reload} /></li>`)}</ul>
  </main></div>`;
}
