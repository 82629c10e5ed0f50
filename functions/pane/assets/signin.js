/** Signing in: who, where, and then the browser. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import { Button, Mark, Problem, ProblemLine, Spinner } from "./elements.js";
import { useAction, useFocus, usePane } from "./hooks.js";
import { Choose, EnterDomain, Salesforce } from "./signin-steps.js";
import { Waiting } from "./waiting.js";
import { t } from "./strings-signin.js";

/** @import {Action, SignInProps} from "./props" */
/** @import {Account, Login, Route, SignedView, Ticket} from "./model" */
/** @typedef {{name: "form"} | {name: "choose" | "domain" | "salesforce", route: Route} | {name: "waiting", ticket: Ticket, login: Login, tenant: string}} Step */
/** @typedef {Action<[login: Login]>} Go */

const NO_ROUTE = /** @type {Route} */ ({ outcome: "enter_domain", tenants: [], data_centers: [] });

/**
 * The account that a sign-in was for, once it is there. Salesforce itself says which tenant that is.
 * @param {SignedView} before @param {SignedView} now @param {string} tenant "" where it is not known yet @returns {Account | undefined}
 */
function arrived(before, now, tenant) {
  const active = now.accounts.filter((one) => one.status === "active");
  if (tenant) return active.find((one) => one.tenant === tenant);
  const had = before.accounts.filter((one) => one.status === "active" && one.integration === "salesforce").map((one) => one.tenant);
  return active.find((one) => one.integration === "salesforce" && !had.includes(one.tenant));
}

/** @param {SignedView} view */
const footOf = ({ accounts }) => (accounts.length ? undefined : t.signIn.foot);

/** @param {SignInProps} props */
export function SignIn({ view, account, another, note, onDone, onCancel, onZoomLost }) {
  const [username, setUsername] = useState(account?.user.email ?? view.zoom.email ?? "");
  const [step, setStep] = useState(/** @type {Step} */ ({ name: "form" }));

  /** @param {AbortSignal} signal @param {Login} login @param {string} tenant */
  async function start(signal, login, tenant) {
    setStep({ name: "waiting", ticket: await api.loginStart(login, signal), login, tenant });
  }

  /** Shows what comes next, or goes on to the browser. @param {AbortSignal} signal @param {Login} login */
  async function find(signal, login) {
    const route = await api.loginRoute(login, signal);
    const open = route.tenants.filter((one) => !one.connected);
    if (route.outcome === "signed_in" && !(another && !login.domain)) {
      const answer = await api.session(signal);
      const known = route.tenants.map((one) => one.tenant);
      onDone(answer, answer.accounts.find((one) => one.status === "active" && known.includes(one.tenant)));
    } else if (route.outcome === "salesforce") await start(signal, { ...login, salesforce: "production" }, "");
    else if (route.outcome === "single_domain") await start(signal, { ...login, ...(login.domain ? {} : { tenant: open[0].tenant }) }, open[0].tenant);
    else setStep({ name: route.outcome === "enter_domain" ? "domain" : "choose", route });
  }

  const go = useAction(async (signal, /** @type {Login} */ login) => {
    try {
      const who = login.integration === "salesforce" ? login : { username: username.trim(), ...login };
      if (login.tenant) await start(signal, who, login.tenant);
      else if (login.salesforce) await start(signal, who, "");
      else await find(signal, who);
    } catch (error) {
      if (!(error instanceof api.ApiError && error.code === "zoom_not_authorized")) throw error;
      onZoomLost();
    }
  });
  const others = useAction(async (signal) => {
    const route = await api.loginRoute({ integration: "salesforce" }, signal);
    if (!signal.aborted) setStep({ name: "salesforce", route });
  });

  const again = () => account && go.run(account.integration === "salesforce" ? { integration: "salesforce", salesforce: "production" } : { tenant: account.tenant });
  useEffect(() => {
    again();
  }, []);

  const foot = footOf(view);
  const restart = () => setStep({ name: "form" });
  if (step.name === "waiting") {
    const salesforce = step.login.integration === "salesforce";
    const is = (/** @type {SignedView} */ now) => arrived(view, now, step.tenant);
    return html`<${Waiting} ticket=${step.ticket} isDone=${(/** @type {SignedView} */ now) => !!is(now)} salesforce=${salesforce}
      onDone=${(/** @type {SignedView} */ now) => onDone(now, is(now))} onOther=${salesforce ? () => others.run() : undefined}
      onCancel=${account && onCancel ? onCancel : restart} onRenew=${() => go.run(step.login)} renewing=${go.busy} error=${go.error ?? others.error} />`;
  }
  if (step.name === "salesforce") return html`<${Salesforce} foot=${foot} options=${step.route.salesforce ?? []} go=${go} onBack=${account ? onCancel : restart} />`;
  if (account) return html`<${Going} go=${go} again=${again} onCancel=${onCancel} />`;
  if (step.name === "choose") {
    return html`<${Choose} foot=${foot} tenants=${step.route.tenants} go=${go} onBack=${restart}
      onOther=${() => setStep({ name: "domain", route: { ...NO_ROUTE, tenants: step.route.tenants } })} />`;
  }
  if (step.name === "domain") return html`<${EnterDomain} foot=${foot} username=${username} route=${step.route} go=${go} onBack=${restart} />`;
  return html`<${Form} username=${username} onInput=${setUsername} go=${go} note=${note} another=${another} onCancel=${onCancel} />`;
}

/** On the way to the browser, without a question. @param {{go: Go, again: () => void, onCancel?: () => void}} props */
function Going({ go, again, onCancel }) {
  return html`<main class="screen scroll" aria-busy=${String(go.busy)}>
    ${go.error
      ? html`<${Problem} level=${1} error=${go.error} retry=${again}><${Button} class="quiet" onClick=${onCancel}>${t.cancel}<//><//>`
      : html`<${Spinner} />`}
  </main>`;
}

/** @param {{value: string, error: string, onInput: (text: string) => void, field: {current: HTMLInputElement | null}}} props */
const Username = ({ value, error, onInput, field }) => html`<label for="username">${t.signIn.username}</label>
  <input id="username" ref=${field} type="text" inputmode="email" autocomplete="username" autocapitalize="off" spellcheck=${false}
    dir="auto" maxlength="254" value=${value} aria-invalid=${error ? "true" : undefined} aria-describedby="username-hint"
    onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />
  <p id="username-hint" class=${error ? "bad-text small" : "muted small"} role=${error ? "alert" : undefined}>${error || t.signIn.hint}</p>`;

/** @param {{username: string, onInput: (text: string) => void, go: Go, note?: string, another?: boolean, onCancel?: () => void}} props */
function Form({ username, onInput, go, note, another, onCancel }) {
  const { show } = usePane();
  const [empty, setEmpty] = useState(false);
  const [way, setWay] = useState("");
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const heading = useFocus(another);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    setEmpty(!username.trim());
    setWay("gainsight");
    if (!username.trim()) field.current?.focus();
    else if (!go.busy) go.run({});
  };
  const viaSalesforce = () => {
    setEmpty(false);
    setWay("salesforce");
    go.run({ integration: "salesforce" });
  };
  const text = empty ? t.signIn.empty : (go.error?.fields.username ?? "");
  const running = go.busy ? way : "";
  return html`<main class="screen scroll"><div class="screen-body">
      <${Mark} />
      <h1 tabindex="-1" ref=${another ? heading : null}>${another ? t.ways.another : t.signIn.title}</h1>
      <p class="muted">${another ? t.ways.anotherBody : t.signIn.body}</p>
      ${note && html`<p class="notice plain" role="status">${note}</p>`}
      <form onSubmit=${submit} novalidate>
        <${Username} value=${username} field=${field} error=${text} onInput=${(/** @type {string} */ typed) => {
          setEmpty(false);
          onInput(typed);
        }} />
        ${go.error && !text && html`<${ProblemLine} error=${go.error} />`}
        <${Button} type="submit" class="wide" busy=${running === "gainsight"} onClick=${() => {}}>${t.signIn.next}<//>
      </form>
      <p class="or muted small"><span>${t.ways.or}</span></p>
      <${Button} class="line wide" busy=${running === "salesforce"} onClick=${viaSalesforce}>${t.ways.salesforce}<//>
      <p class="muted small">${t.signIn.opens}</p>
      ${onCancel && html`<${Button} class="quiet" onClick=${onCancel}>${t.cancel}<//>`}
      <button type="button" class="link small" onClick=${() => show("seen")}>${t.seen.title}</button>
    </div></main>
    ${!another && html`<footer><span>${t.signIn.foot}</span></footer>`}`;
}
