/** The views before there is anything to sign in to: outside Zoom, failed, guest, and Zoom's own consent. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import * as consent from "./zoom-consent.js";
import { userStatus } from "./zoom.js";
import { Button, Icon, Problem, ProblemLine, Screen } from "./elements.js";
import { useAction } from "./hooks.js";
import { BareHead } from "./menu.js";
import { t } from "./strings-signin.js";

/** @import {GuestProps} from "./props" */
/** @import {SignedView} from "./model" */

const Outside = () => html`<${Screen} mark title=${t.outside.title} focus=${false}>
  <p class="muted">${t.outside.body}</p>
  <ol class="steps">${t.outside.steps.map((step) => html`<li>${step}</li>`)}</ol>
  <${Button} class="quiet" onClick=${() => location.reload()}>${t.outside.again}<//>
<//>`;

/** There is no session. @param {{error: api.ApiError, retry: () => void}} props */
export function Unopened({ error, retry }) {
  if (error.code === "outside") return html`<${Outside} />`;
  if (error.code !== "no_context") return html`<main class="screen scroll"><${Problem} level=${1} error=${error} retry=${retry} /></main>`;
  return html`<${Screen} icon="warning" tone="bad" title=${t.failed.title}>
    <p class="muted">${t.failed.noContext}</p>
    <${Button} class="line" onClick=${retry}>${t.retry}<//>
  <//>`;
}

/** Somebody who is not signed in to Zoom, or has not added the app. Sees nothing of any customer. @param {GuestProps} props */
export function Guest({ status, refresh }) {
  const [known, setKnown] = useState(status);
  const [asked, setAsked] = useState(/** @type {"" | "asked" | "refused"} */ (""));
  useEffect(() => {
    if (status) setKnown(status);
    else userStatus().then(setKnown, () => {});
    setAsked("");
  }, [status]);
  const ask = () => {
    setAsked("asked");
    consent.promptAuthorize().catch(() => setAsked("refused"));
  };
  return html`<${BareHead} refresh=${refresh} />
    <${Screen} mark title=${t.guest.title} foot=${t.guest.foot}>
      <p class="muted">${t.guest.body}</p>
      <${Button} class="wide" onClick=${ask}>${known === "unauthenticated" ? t.guest.signIn : t.guest.add}<//>
      <p class="muted small" role="status">${asked === "asked" ? t.guest.waiting : ""}</p>
      ${asked === "refused" && html`<p class="notice bad" role="alert">${t.guest.refused}</p>`}
      <p class="muted small">${t.guest.outsideWhy}</p>
    <//>`;
}

/** Nothing of this user is kept any more. */
export const Gone = () => html`<${Screen} icon="check" tone="good" title=${t.gone.title}>
  <p class="muted">${t.gone.body}</p>
  <${Button} class="quiet" onClick=${() => location.reload()}>${t.gone.again}<//>
<//>`;

/** A list of what the app may see in Zoom, with the reason for each. @param {{all?: boolean}} props */
export const Seen = ({ all }) => html`<ul class="seen">
    ${t.seen.items.map(([what, why]) => html`<li><${Icon} name="check" /><div><b>${what}</b><p class="muted small">${why}</p></div></li>`)}
    <li><${Icon} name="close" /><div><b>${t.seen.never}</b><p class="muted small">${t.seen.neverWhy}</p></div></li>
  </ul>
  ${all && html`<p class="muted small">${t.seen.kept}</p>`}`;

/**
 * Zoom's own consent, asked inside the client. Explained first; silent when it was given before.
 * @param {{refresh: () => void, onDone: (view: SignedView) => void}} props
 */
export function AuthorizeZoom({ refresh, onDone }) {
  const state = useRef("");
  const [phase, setPhase] = useState(/** @type {"" | "asked" | "declined" | "failed"} */ (""));
  const finish = useAction(async (_signal, /** @type {consent.Authorized} */ event) => {
    const { code, redirectUri } = event;
    onDone(await api.zoomAuthorized({ code, state: state.current, redirect_uri: redirectUri }));
  });
  const ask = useAction(async () => {
    const { code_challenge: challenge, state: fresh } = await api.zoomAuthorize();
    state.current = fresh;
    setPhase("asked");
    await consent.authorize(challenge, fresh).catch(() => setPhase("failed"));
  });
  useEffect(() => consent.onAuthorized((event) => {
    if (!state.current || (event.state ?? state.current) !== state.current) return;
    setPhase(event.result && event.code ? "" : "declined");
    if (event.result && event.code) finish.run(event);
  }), []);
  const error = ask.error ?? finish.error;
  return html`<${BareHead} refresh=${refresh} known />
    <${Screen} icon="shield" title=${t.authorize.title} foot=${t.signIn.foot}>
      <p class="muted">${t.authorize.body}</p>
      <${Seen} />
      <${Button} class="wide stays" onClick=${() => ask.run()} busy=${ask.busy || finish.busy}>${t.authorize.button}<//>
      <p class="muted small" role="status">${phase === "asked" && !error ? t.authorize.waiting : ""}</p>
      ${phase === "declined" && html`<p class="notice" role="alert">${t.authorize.declined}</p>`}
      ${phase === "failed" && html`<p class="notice bad" role="alert">${t.authorize.failed}</p>`}
      ${error && html`<${ProblemLine} error=${error} />`}
    <//>`;
}
