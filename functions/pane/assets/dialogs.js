/** What opens over the pane: what the app may see, and the question before logging out. */

import { html, useEffect, useRef } from "./vendor-htm-preact-3.1.1.js";
import { Button, Icon, ProblemLine } from "./elements.js";
import { Seen } from "./entry.js";
import { useAction } from "./hooks.js";
import { t } from "./strings.js";

/** @import {Children, DialogName} from "./props" */

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Esc and gives the focus back.
 * @param {{title: string, onClose: () => void, children?: Children, actions: Children}} props
 */
function Dialog({ title, onClose, children, actions }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const here = useRef(true);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      here.current = false; // closing gives the focus back, and reports itself once more
      dialog?.close();
    };
  }, []);
  return html`<dialog ref=${ref} aria-labelledby="dialog-title" onClose=${() => here.current && onClose()}>
    <div class="dialog-head"><h2 id="dialog-title">${title}</h2>
      <button type="button" class="tool" aria-label=${t.close} onClick=${onClose}><${Icon} name="close" /></button></div>
    <div class="dialog-body">${children}</div>
    <div class="dialog-foot">${actions}</div>
  </dialog>`;
}

/** @param {{onClose: () => void, logOut: () => Promise<void>}} props */
function LogOut({ onClose, logOut }) {
  const leaving = useAction(() => logOut());
  return html`<${Dialog} title=${t.logOut.title} onClose=${onClose} actions=${html`
      <${Button} class="line" onClick=${onClose}>${t.cancel}<//>
      <${Button} onClick=${() => leaving.run()} busy=${leaving.busy}>${leaving.busy ? t.logOut.busy : t.logOut.confirm}<//>`}>
    <p>${t.logOut.body}</p>
    ${leaving.error && html`<${ProblemLine} error=${leaving.error} />`}
  <//>`;
}

/** @param {{name: DialogName, onClose: () => void, logOut: () => Promise<void>}} props */
export function Dialogs({ name, onClose, logOut }) {
  if (name === "logOut") return html`<${LogOut} onClose=${onClose} logOut=${logOut} />`;
  return html`<${Dialog} title=${t.seen.title} onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>${t.close}<//>`}><${Seen} all /><//>`;
}
