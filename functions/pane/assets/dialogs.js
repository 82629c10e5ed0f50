/** What opens over the pane: what the app may see, connections, invitations, and the questions before leaving. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Button, Icon, late } from "./elements.js";
import { Seen } from "./entry.js";
import { sheet } from "./sheet.js";
import { t } from "./strings-signin.js";

/** @import {Children, DialogsProps} from "./props" */

/** What scrolls without anything in it to focus is scrolled with the arrow keys once it has the focus itself. */
const REACHED_BY_KEY = { tabindex: 0, role: "region", "aria-labelledby": "dialog-title" };

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Esc and gives the focus back.
 * @param {{title: string, onClose: () => void, children?: Children, actions: Children}} props
 */
export function Dialog({ title, onClose, children, actions }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const body = useRef(/** @type {HTMLElement | null} */ (null));
  const here = useRef(true);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (body.current);
    const observer = new ResizeObserver(() => setScrolls(box.scrollHeight > box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
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
    <div class="dialog-body" ref=${body} ...${scrolls && REACHED_BY_KEY}>${children}</div>
    ${actions && html`<div class="dialog-foot">${actions}</div>`}
  </dialog>`;
}

const Parts = Object.fromEntries(/** @type {const} */ ([["logOut", "LogOut"], ["remove", "Remove"], ["connections", "Connections"], ["off", "Off"]])
  .map(([name, part]) => [name, late(() => Promise.all([import("./leaving.js"), sheet("signin.css")]).then(([module]) => module[part]))]));

Parts.automatic = late(() => Promise.all([import("./automatic.js"), sheet("form.css")]).then(([module]) => module.Automatic));
Parts.invite = late(() => Promise.all([import("./invite.js"), sheet("form.css")]).then(([module]) => module.Invite));

/** @param {DialogsProps} props */
export function Dialogs(props) {
  const { shown, onClose } = props;
  const Part = Parts[shown.name];
  if (Part) return html`<${Part} key=${shown.name} ...${props} />`;
  return html`<${Dialog} title=${t.seen.title} onClose=${onClose}
    actions=${html`<${Button} onClick=${onClose}>${t.close}<//>`}><${Seen} all /><//>`;
}
