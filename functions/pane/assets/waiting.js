/** The browser has the word: waiting for the sign-in to finish there, and the welcome after it. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Button, Icon, ProblemLine, Screen, Spinner } from "./elements.js";
import { useLatest, useListener, useNow } from "./hooks.js";
import { openUrl } from "./zoom.js";
import { t } from "./strings-signin.js";

/** @import {WaitingProps, WelcomeProps} from "./props" */
/** @import {SignedView} from "./model" */

/** Seconds between looks; the last one repeats. Coming back to the pane looks at once and starts over. */
const PAUSES_S = [2, 3, 5, 8, 13, 15];

/**
 * Looks at the session until it is what we wait for: short polls that back off, never a held connection.
 * @param {(view: SignedView) => boolean} isDone
 * @param {(view: SignedView) => void} onDone
 * @returns {boolean} whether the last look failed
 */
function useSessionWatch(isDone, onDone) {
  const [failing, setFailing] = useState(false);
  const watch = useRef({ abort: new AbortController(), timer: 0, looks: 0 });
  const look = useLatest(async () => {
    const { abort } = watch.current;
    clearTimeout(watch.current.timer);
    if (abort.signal.aborted) return;
    const view = await api.session(abort.signal).catch(() => null);
    if (abort.signal.aborted) return;
    setFailing(view === null);
    if (view && isDone(view)) onDone(view);
    else later();
  });
  function later() {
    const pause = PAUSES_S[Math.min(watch.current.looks, PAUSES_S.length - 1)];
    watch.current.looks += 1;
    clearTimeout(watch.current.timer);
    watch.current.timer = setTimeout(look, 1000 * pause);
  }
  const back = () => {
    if (document.hidden) return;
    watch.current.looks = 0;
    look();
  };
  useListener(document, "visibilitychange", back);
  useListener(window, "focus", back);
  useEffect(() => {
    later();
    return () => {
      watch.current.abort.abort();
      clearTimeout(watch.current.timer);
    };
  }, []);
  return failing;
}

/** A link to copy, for when the browser did not open. @param {{url: string}} props */
function CopyLink({ url }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [said, setSaid] = useState("");
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(url).then(() => true, () => false);
    field.current?.select();
    setSaid(done || document.execCommand("copy") ? t.waiting.copied : t.waiting.selected);
  };
  return html`<div class="copy">
    <label for="go-url" class="small">${t.waiting.link}</label>
    <div class="row">
      <input id="go-url" ref=${field} readonly value=${url} onFocus=${() => field.current?.select()} />
      <${Button} class="line" onClick=${copy}>${t.waiting.copy}<//>
    </div>
    <p class="small good-text" role="status">${said}</p>
  </div>`;
}

/** @param {boolean} unopened @param {boolean} [salesforce] */
const bodyOf = (unopened, salesforce) => {
  if (unopened) return t.waiting.notOpened;
  return salesforce ? t.ways.salesforceWaiting : t.waiting.body;
};

/** @param {WaitingProps} props */
export function Waiting({ ticket, isDone, onDone, onCancel, onRenew, onOther, salesforce, renewing, error }) {
  const [unopened, setUnopened] = useState(false);
  const now = useNow(true);
  const failing = useSessionWatch(isDone, onDone);
  const expired = now >= ticket.expires_at * 1000;
  const open = () => openUrl(ticket.go_url).then(() => setUnopened(false), () => setUnopened(true));
  useEffect(() => {
    open();
  }, [ticket.go_url]);

  if (expired) {
    return html`<${Screen} icon="warning" tone="warn" title=${t.waiting.expired} foot=${t.signIn.foot}>
      ${error && html`<${ProblemLine} error=${error} />`}
      <${Button} class="wide" onClick=${onRenew} busy=${renewing}>${t.waiting.renew}<//>
      <${Button} class="quiet" onClick=${onCancel}>${t.cancel}<//>
    <//>`;
  }
  return html`<${Screen} icon="away" title=${t.waiting.title} foot=${t.waiting.foot}>
    <p class="muted">${bodyOf(unopened, salesforce)}</p>
    <p class="row wait"><${Spinner} quiet /><span role="status">${failing ? t.waiting.trouble : t.waiting.checking}</span></p>
    <${CopyLink} url=${ticket.go_url} />
    <div class="actions">
      <${Button} class="line" onClick=${open}>${t.waiting.openAgain}<//>
      <${Button} class="quiet" onClick=${onCancel}>${t.cancel}<//>
    </div>
    ${onOther && html`<button type="button" class="link small" onClick=${onOther}>${t.ways.salesforceOther}</button>`}
    ${error && html`<${ProblemLine} error=${error} />`}
  <//>`;
}

/** @param {WelcomeProps} props */
export function Welcome({ account, customer, onGo, onOther }) {
  const { user } = account;
  return html`<${Screen} icon="check" tone="good" title=${user.name ? t.welcome.named(user.name) : t.welcome.title} foot=${account.host}>
    <div class="card connected">
      <b dir="auto">${account.name}</b>
      <span class="muted small">${account.host}</span>
      <span class="small">${t.welcome.as} <bdi>${user.email}</bdi></span>
    </div>
    ${customer && html`<${Button} class="wide" onClick=${onGo}><span class="ell">${t.welcome.open(customer.name)}</span><//>`}
    <${Button} class=${customer ? "wide line" : "wide"} onClick=${onOther}><${Icon} name="search" />${t.welcome.choose}<//>
  <//>`;
}
