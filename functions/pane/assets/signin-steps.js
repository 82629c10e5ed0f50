/** The questions between a username and the browser: which domain, which data centre, which Salesforce. */

import { html, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Button, Icon, ProblemLine, Screen } from "./elements.js";
import { t } from "./strings-signin.js";

/** @import {Action, Children} from "./props" */
/** @import {Login, Option, Route, Tenant} from "./model" */
/** @typedef {Action<[login: Login]>} Go */

/**
 * One of a few, each in a card with its explanation.
 * @param {{name: string, legend: string, seen?: boolean, options: Option[], chosen: string, onChoose: (id: string) => void, error?: string}} props
 */
export const Cards = ({ name, legend, seen, options, chosen, onChoose, error }) => html`<fieldset class="choices" aria-describedby=${error ? `${name}-error` : undefined}>
  <legend class=${seen ? "muted small" : "sr"}>${legend}</legend>
  ${options.map((one) => html`<label key=${one.id}>
    <input type="radio" name=${name} checked=${one.id === chosen} onChange=${() => onChoose(one.id)} />
    <span><b>${one.label}</b><span class="muted small wrap">${one.explanation}</span></span>
  </label>`)}
  ${error && html`<p id=${`${name}-error`} class="bad-text small" role="alert">${error}</p>`}
</fieldset>`;

/** @param {{onBack?: () => void}} props */
const Back = ({ onBack }) => html`<${Button} class="quiet" onClick=${onBack}><${Icon} name="back" size=${16} />${t.signIn.back}<//>`;

/**
 * A text with its label, its hint and what is wrong with it.
 * @param {{id: string, label: string, hint: string, error: string, value: string, onInput: (text: string) => void, field: {current: HTMLInputElement | null}}} props
 */
const TextField = ({ id, label, hint, error, value, onInput, field }) => html`<label for=${id}>${label}</label>
  <input id=${id} ref=${field} type="text" inputmode="url" autocapitalize="off" autocomplete="off" spellcheck=${false} maxlength="2000" value=${value}
    aria-invalid=${error ? "true" : undefined} aria-describedby=${`${id}-hint`} onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />
  <p id=${`${id}-hint`} class=${error ? "bad-text small" : "muted small"} role=${error ? "alert" : undefined}>${error || hint}</p>`;

/** @param {{title: string, foot?: string, lead?: Children, go: Go, onSubmit: () => void, onBack?: () => void, alone: boolean, children?: Children}} props */
function Question({ title, foot, lead, go, onSubmit, onBack, alone, children }) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!go.busy) onSubmit();
  };
  return html`<${Screen} title=${title} foot=${foot}>
    ${lead}
    <form onSubmit=${submit} novalidate>
      ${children}
      ${go.error && alone && html`<${ProblemLine} error=${go.error} />`}
      <${Button} type="submit" class="wide" busy=${go.busy} onClick=${() => {}}>${t.signIn.next}<//>
    </form>
    <${Back} onBack=${onBack} />
  <//>`;
}

/** Several domains belong to a username. @param {{tenants: Tenant[], foot?: string, go: Go, onBack: () => void, onOther: () => void}} props */
export function Choose({ tenants, foot, go, onBack, onOther }) {
  const open = tenants.filter((one) => !one.connected);
  const [chosen, setChosen] = useState(open[0]?.tenant ?? "");
  return html`<${Screen} title=${t.ways.select} foot=${foot}>
    <p class="muted">${open.length ? t.signIn.chooseBody : t.ways.allConnected}</p>
    <fieldset class="choices"><legend class="sr">${t.ways.select}</legend>
      ${tenants.map((one) => html`<label key=${one.tenant}>
        <input type="radio" name="tenant" disabled=${one.connected} checked=${one.tenant === chosen} onChange=${() => setChosen(one.tenant)} />
        <span><b dir="auto">${one.name}</b><span class="muted small wrap">${one.host}</span></span>
        <span class=${one.connected ? "chip good" : "chip"}>${one.connected ? t.ways.connected : one.environment}</span>
      </label>`)}
    </fieldset>
    ${go.error && html`<${ProblemLine} error=${go.error} />`}
    ${open.length > 0 && html`<${Button} class="wide" busy=${go.busy} onClick=${() => go.run({ tenant: chosen })}>${t.signIn.next}<//>`}
    <button type="button" class="link" onClick=${onOther}>${t.ways.notListed}</button>
    <${Back} onBack=${onBack} />
  <//>`;
}

/** Nobody has mapped this username. @param {{username: string, foot?: string, route: Route, go: Go, onBack: () => void}} props */
export function EnterDomain({ username, foot, route, go, onBack }) {
  const [domain, setDomain] = useState("");
  const [centre, setCentre] = useState("");
  const [empty, setEmpty] = useState(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const fields = go.error?.fields ?? {};
  const submit = () => {
    setEmpty(!domain.trim());
    if (!domain.trim()) field.current?.focus();
    else go.run({ domain: domain.trim(), ...(centre ? { data_center: centre } : {}) });
  };
  const wrong = empty ? t.ways.domainEmpty : (fields.domain ?? "");
  const lead = html`<p class="muted">${route.tenants.length ? t.ways.domainOther : t.ways.domainBody}<br /><bdi>${username}</bdi></p>`;
  return html`<${Question} title=${t.ways.domainTitle} foot=${foot} lead=${lead} go=${go} onSubmit=${submit} onBack=${onBack} alone=${!fields.domain && !fields.data_center}>
    <${TextField} id="domain" label=${t.ways.domain} hint=${t.ways.domainHint} error=${wrong} value=${domain} field=${field} onInput=${(/** @type {string} */ text) => {
      setEmpty(false);
      setDomain(text);
    }} />
    ${route.data_centers.length > 0 && html`<${Cards} name="data-center" legend=${t.ways.centre} seen options=${route.data_centers} chosen=${centre} onChoose=${setCentre} error=${fields.data_center} />
      <p class="muted small">${route.data_center_note}</p>`}
  <//>`;
}

/** Which of Salesforce's logins. @param {{options: Option[], foot?: string, go: Go, onBack?: () => void}} props */
export function Salesforce({ options, foot, go, onBack }) {
  const [chosen, setChosen] = useState(options[0]?.id ?? "production");
  const [own, setOwn] = useState("");
  const [empty, setEmpty] = useState(false);
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const mine = chosen === "my_domain";
  const submit = () => {
    setEmpty(mine && !own.trim());
    if (mine && !own.trim()) field.current?.focus();
    else go.run({ integration: "salesforce", salesforce: mine ? own.trim() : chosen });
  };
  const wrong = go.error?.fields.salesforce ?? "";
  return html`<${Question} title=${t.ways.salesforceTitle} foot=${foot} go=${go} onSubmit=${submit} onBack=${onBack} alone=${!wrong}>
    <${Cards} name="salesforce" legend=${t.ways.salesforceTitle} options=${options} chosen=${chosen} onChoose=${setChosen} error=${mine ? "" : wrong} />
    ${mine && html`<${TextField} id="my-domain" label=${t.ways.myDomain} hint=${t.ways.myDomainHint} error=${empty ? t.ways.myDomainEmpty : wrong} value=${own} field=${field}
      onInput=${(/** @type {string} */ text) => {
        setEmpty(false);
        setOwn(text);
      }} />`}
  <//>`;
}
