/** A text to take away, as CSV or JSON, from a client that may keep files from us. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Button } from "./elements.js";
import { t } from "./strings-admin.js";

/** A text to take away: as a file, or copied where the client keeps files from us. @param {{name: string, type: string, text: string}} props */
export function Handout({ name, type, text }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const [href, setHref] = useState("");
  const [said, setSaid] = useState("");
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    setHref(url);
    return () => URL.revokeObjectURL(url);
  }, [text]);
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    field.current?.select();
    if (done || document.execCommand("copy")) setSaid(t.admin.copied);
  };
  return html`<div class="admin-page handout">
    <textarea ref=${field} readonly rows="5" aria-label=${name} value=${text}></textarea>
    <div class="actions"><a class="btn" href=${href} download=${name}>${t.admin.file}</a><${Button} class="line" onClick=${copy}>${t.admin.copy}<//>
      <span class="small good-text" role="status">${said}</span></div>
  </div>`;
}
