/** Signing in: who, where, and then the browser. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Button, Icon, Mark, Problem, ProblemLine, Screen, Spinner } from "./elements.js";
import { useAction, usePane } from "./hooks.js";
import { Waiting } from "./waiting.js";
import { t } from "./strings.js";

/** @import {Action, SignInProps} from "./props" */
/** @import {SignedView, Tenant, Ticket} from "./model" */
/** @typedef {{name: "form"} | {name: "unknown"} | {name: "choose", tenants: Tenant[]} | {name: "waiting", ticket: Ticket, tenant: string}} Step */
/** @typedef {Action<[tenant?: string]>} Go */

/** @param {SignedView} view @param {string} tenant */
const connected = (view, tenant) => view.accounts.find((one) => one.tenant === tenant && one.status === "active");

/** @param {SignInProps} props */
export function SignIn({ view, account, note, onDone, onCancel, onZoomLost }) {
  const [username, setUsername] = useState(account?.user.email ?? view.zoom.email ?? "");
  const [step, setStep] = useState(/** @type {Step} */ ({ name: "form" }));

  const go = useAction(async (signal, /** @type {string | undefined} */ chosen) => {
    try {
      const tenant = chosen ?? (await findTenant(signal));
      if (!tenant) return;
      const ticket = await api.loginStart({ username: username.trim(), tenant }, signal);
      setStep({ name: "waiting", ticket, tenant });
    } catch (error) {
      if (!(error instanceof api.ApiError && error.code === "zoom_not_authorized")) throw error;
      onZoomLost();
    }
  });

  /** @param {AbortSignal} signal @returns {Promise<string | null>} null when another step comes first */
  async function findTenant(signal) {
    const route = await api.loginRoute(username.trim(), signal);
    if (route.outcome === "single_domain") return route.tenants[0].tenant;
    if (route.outcome === "signed_in") {
      const answer = await api.session(signal);
      onDone(answer, answer.accounts.find((one) => one.status === "active"));
    } else if (route.outcome === "choose_environment") setStep({ name: "choose", tenants: route.tenants });
    else setStep({ name: "unknown" });
    return null;
  }

  useEffect(() => {
    if (account) go.run(account.tenant);
  }, []);

  const restart = () => setStep({ name: "form" });
  if (step.name === "waiting") {
    return html`<${Waiting} ticket=${step.ticket} isDone=${(/** @type {SignedView} */ answer) => !!connected(answer, step.tenant)}
      onDone=${(/** @type {SignedView} */ answer) => onDone(answer, connected(answer, step.tenant))}
      onCancel=${onCancel ?? restart} onRenew=${() => go.run(step.tenant)} renewing=${go.busy} error=${go.error} />`;
  }
  if (account) {
    return html`<main class="screen scroll" aria-busy=${String(go.busy)}>
      ${go.error
        ? html`<${Problem} level=${1} error=${go.error} retry=${() => go.run(account.tenant)}><${Button} class="quiet" onClick=${onCancel}>${t.cancel}<//><//>`
        : html`<${Spinner} />`}
    </main>`;
  }
  if (step.name === "choose") {
    return html`<${Choose} tenants=${step.tenants} go=${go} onBack=${restart} />`;
  }
  if (step.name === "unknown") {
    return html`<${Screen} icon="search" title=${t.signIn.unknownTitle} foot=${t.signIn.foot}>
      <p><b class="ell" dir="auto">${username}</b></p>
      <p class="muted">${t.signIn.unknownBody}</p>
      <${Button} class="wide line" onClick=${restart}>${t.signIn.other}<//>
    <//>`;
  }
  return html`<${Form} username=${username} onInput=${setUsername} go=${go} note=${note} />`;
}

/** @param {{username: string, onInput: (text: string) => void, go: Go, note?: string}} props */
function Form({ username, onInput, go, note }) {
  const { show } = usePane();
  const [empty, setEmpty] = useState(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    setEmpty(!username.trim());
    if (!username.trim()) field.current?.focus();
    else if (!go.busy) go.run();
  };
  const wrong = empty || !!go.error?.fields.username;
  return html`<main class="screen scroll"><div class="screen-body">
      <${Mark} />
      <h1>${t.signIn.title}</h1>
      <p class="muted">${t.signIn.body}</p>
      ${note && html`<p class="notice plain" role="status">${note}</p>`}
      <form onSubmit=${submit} novalidate>
        <label for="username">${t.signIn.username}</label>
        <input id="username" ref=${field} type="text" inputmode="email" autocomplete="username" autocapitalize="off" spellcheck=${false}
          dir="auto" maxlength="254" value=${username} aria-invalid=${wrong ? "true" : undefined} aria-describedby="username-hint"
          onInput=${(/** @type {any} */ event) => {
            setEmpty(false);
            onInput(event.target.value);
          }} />
        <p id="username-hint" class=${empty ? "bad-text small" : "muted small"} role=${empty ? "alert" : undefined}>
          ${empty ? t.signIn.empty : t.signIn.hint}</p>
        ${go.error && html`<${ProblemLine} error=${go.error} />`}
        <${Button} type="submit" class="wide" busy=${go.busy} onClick=${() => {}}>${t.signIn.next}<//>
      </form>
      <p class="muted small">${t.signIn.opens}</p>
      <button type="button" class="link small" onClick=${() => show("seen")}>${t.seen.title}</button>
    </div></main>
    <footer><span>${t.signIn.foot}</span></footer>`;
}

/** @param {{tenants: Tenant[], go: Go, onBack: () => void}} props */
function Choose({ tenants, go, onBack }) {
  const [chosen, setChosen] = useState(tenants[0]?.tenant ?? "");
  return html`<${Screen} title=${t.signIn.choose} foot=${t.signIn.foot}>
    <p class="muted">${t.signIn.chooseBody}</p>
    <fieldset class="choices"><legend class="sr">${t.signIn.choose}</legend>
      ${tenants.map((one) => html`<label key=${one.tenant}>
        <input type="radio" name="tenant" checked=${one.tenant === chosen} onChange=${() => setChosen(one.tenant)} />
        <span><b dir="auto">${one.name}</b><span class="muted small ell">${one.host}</span></span>
        <span class="chip">${one.environment}</span>
      </label>`)}
    </fieldset>
    ${go.error && html`<${ProblemLine} error=${go.error} />`}
    <${Button} class="wide" busy=${go.busy} onClick=${() => go.run(chosen)}>${t.signIn.next}<//>
    <${Button} class="quiet" onClick=${onBack}><${Icon} name="back" size=${16} />${t.signIn.back}<//>
  <//>`;
}
