/** One person of the call: who they are, how that is known, and what can be done about it. */

import { html, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { Button, Spinner } from "./elements.js";
import { useResource, useSettled } from "./hooks.js";
import * as format from "./format.js";
import * as api from "./people-api.js";
import { t } from "./strings-people.js";
import { pressed, ReadLine, TurnLine, unanswered, useTurn } from "./turn.js";
import * as zoom from "./zoom-people.js";

/** @import {OfferName, Participant, Person, RowActs} from "./people-model" */
/** @typedef {Parameters<typeof api.match>[1]} Said */

const SHORTEST = 2;
const SETTLE_MS = 300;

/** @param {string} name */
const initials = (name) => {
  const words = name.trim().split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return words.length ? [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...word][0] ?? "").join("").toUpperCase() : "?";
};

/** Whom Gainsight has for them: somebody at the customer before others. @param {Participant} one */
const personOf = ({ people }) => people.find((person) => person.at_customer) ?? people[0];

/** What they are called: of whom an address alone is known, as Gainsight has it. @param {Participant} one */
const nameOf = (one) => (one.name === one.email && personOf(one)?.name) || one.name || one.email || "?";

/** Where in Gainsight somebody is, with the tenant while several are connected. @param {Person} person @param {Record<string, string>} tenants */
const places = ({ title, companies, relationships, tenant }, tenants) =>
  [title, [...companies, ...relationships].map(({ name }) => name).join(", ") || t.people.noCompany, tenants[tenant]].filter(Boolean).join(" · ");

/** What stands below the name of a colleague. @param {Participant} one */
const ofColleague = ({ me, role, email }) => [me && t.people.you, t.people.roles[role ?? ""]].filter(Boolean).join(" · ") || email || "";

/** What stands below the name of whom Gainsight does not know. @param {Participant} one */
const ofUnknown = ({ email, unknown_because: why, role }) =>
  [t.people.roles[role ?? ""], email ?? t.people.whyShort[why ?? ""] ?? t.people.noEmail].filter(Boolean).join(" · ");

/** What stands below the name of whom Gainsight knows. @param {Participant} one @param {Person} person @param {Record<string, string>} tenants */
function ofKnown(one, person, tenants) {
  const company = person.companies.find(({ title }) => title) ?? person.companies[0];
  const companies = person.companies.map(({ name }) => name).join(", ") || t.people.noCompany;
  const where = one.group === "customer" ? [] : [companies, tenants[person.tenant]];
  return [person.name !== nameOf(one) && person.name, company?.title ?? person.title, ...where, t.people.roles[one.role ?? ""]].filter(Boolean).join(" · ");
}

/** @param {Participant} one @param {RowActs} acts */
function about(one, { tenants, here }) {
  const person = personOf(one);
  if (one.presence === "expected" && here.has(nameOf(one))) return t.people.checkName;
  if (one.group === "colleague") return ofColleague(one);
  return person ? ofKnown(one, person, tenants) : ofUnknown(one);
}

/** The name under which what is said of somebody waits. @param {Participant} one @param {RowActs} acts @param {string} name */
const matchOf = (one, { customer }, name) => `${keyOf(customer)} person ${one.id} ${name}`;

/** Says who somebody is, once it is this user's turn. @param {Participant} one @param {RowActs} acts @param {string} name @param {(said: Said) => boolean} [holds] */
const useSaying = (one, acts, name, holds) => useTurn(matchOf(one, acts, name), {
  send: (/** @type {Said} */ said) => api.match(one.id, said, acts.customer),
  after: acts.onMatched,
  holds,
});

/** The address of somebody, typed. @param {{one: Participant, acts: RowActs}} props */
function TypeEmail({ one, acts }) {
  const [email, setEmail] = useState(() => /** @type {string} */ (pressed(matchOf(one, acts, "email"))?.[0].email ?? one.email ?? ""));
  const looking = useSaying(one, acts, "email", (said) => "email" in said && said.email === email.trim());
  /** @param {Event} event */
  const send = (event) => {
    event.preventDefault();
    if (email.trim() && !looking.busy) looking.run({ email: email.trim() });
  };
  return html`<form class="row" onSubmit=${send}>
      <input type="email" required value=${email} aria-label=${t.people.typeEmail} placeholder=${t.people.emailHint} autocomplete="off"
        onInput=${(/** @type {any} */ event) => setEmail(event.currentTarget.value)} />
      <button type="submit" class="btn line" aria-disabled=${looking.busy ? "true" : undefined}>${looking.busy && html`<${Spinner} quiet />`}${t.people.lookUp}</button>
    </form>
    <${TurnLine} turn=${looking} />`;
}

/** Somebody of the customer's tenant, found by name or address. @param {{one: Participant, acts: RowActs}} props */
function FindPerson({ one, acts }) {
  const [text, setText] = useState("");
  const q = useSettled(text.trim(), SETTLE_MS);
  const { tenant } = acts.customer;
  const found = useResource(q.length >= SHORTEST ? q : null, (signal) => api.find(tenant, q, signal));
  const choosing = useSaying(one, acts, "found");
  const people = found.data?.people ?? [];
  return html`<label>${t.people.findPerson}<input type="search" value=${text} placeholder=${t.people.findPlaceholder} maxlength="100" dir="auto" autocomplete="off"
      onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></label>
    ${found.busy && !found.error && html`<p class="muted small" role="status">${t.loading}</p>`}
    ${found.data && !found.busy && !people.length && html`<p class="muted small" role="status">${t.people.noneFound}</p>`}
    ${people.length > 0 && html`<ul class="choices-list">${people.map((person) => html`<li class="row" key=${person.person_id}>
      <span class="grow"><b dir="auto">${person.name}</b><span class="muted small ell">${places(person, {})}</span></span>
      <${Button} class="quiet" busy=${choosing.busy} onClick=${() => choosing.run({ tenant, person_id: person.person_id })} aria-label=${t.people.isThem(person.name)}>${t.people.thisOne}<//></li>`)}</ul>`}
    <${ReadLine} of=${found} /><${TurnLine} turn=${choosing} />`;
}

/** What the Zoom client can do about somebody without an address. @param {{one: Participant}} props */
function Ask({ one }) {
  const [said, setSaid] = useState("");
  const [warned, setWarned] = useState(false);
  /** @param {Promise<void>} doing @param {string} done */
  const report = (doing, done) => doing.then(() => setSaid(done), () => setSaid(t.people.clientRefused));
  const invite = () => report(zoom.invite(one.participant_uuid ?? "", t.people.inviteText), t.people.inviteSent);
  const ask = () => {
    if (!warned) return setWarned(true);
    setWarned(false);
    return report(zoom.askForEmails(t.people.askReason), t.people.asked);
  };
  return html`<div class="row wrap-row">
      ${one.offers.includes("invite") && html`<${Button} class="line" onClick=${invite}>${t.people.invite}<//>`}
      ${one.offers.includes("ask_consent") && html`<${Button} class=${warned ? "" : "line"} onClick=${ask}>${warned ? t.people.askNow : t.people.ask}<//>`}
    </div>
    ${warned && html`<p class="notice" role="alert">${t.people.askWarn}</p>`}
    <p class="muted small" role="status">${said}</p>`;
}

/** Why somebody is not known, and what helps. @param {Participant} one @param {boolean} may whether this user adds people */
function reasonOf({ unknown_because: because, confidence, offers }, may) {
  const [why, help] = t.people.why[because ?? ""] ?? ["", ""];
  const barred = may && because === "not_in_gainsight" && confidence !== "guess" && !offers.includes("add");
  return [why, barred ? t.people.noContact : help];
}

/** How it is known who somebody is, and why not. @param {{one: Participant, may: boolean}} props */
function Known({ one, may }) {
  const [why, help] = reasonOf(one, may);
  return html`${one.email && html`<p class="wrap"><span class="sr">${t.people.email} </span>${one.email}</p>`}
    ${one.how && html`<p class="muted small">${t.people.sureness[one.confidence ?? ""]}. ${t.people.howLong[one.how]}</p>`}
    ${why && html`<p class="small">${why}</p>`}${help && html`<p class="muted small">${help}</p>`}
    ${one.joined_at && html`<p class="muted small">${t.people.joined(format.clock(one.joined_at))}${one.left_at ? ` · ${t.people.since(format.clock(one.left_at))}` : ""}</p>`}`;
}

/** Yes or no to a guess; no to a choice. @param {{one: Participant, acts: RowActs}} props */
function Doubt({ one, acts }) {
  const saying = useSaying(one, acts, "doubt");
  const person = one.confidence === "guess" ? personOf(one) : undefined;
  return html`<div class="row wrap-row">
      ${person && html`<${Button} class="line" busy=${saying.busy} onClick=${() => saying.run({ tenant: person.tenant, person_id: person.person_id })}>${t.people.isThem(person.name)}<//>`}
      <${Button} class="quiet" busy=${saying.busy} onClick=${() => saying.run({ none: true })}>${t.people.notThem}<//>
    </div>
    <${TurnLine} turn=${saying} />`;
}

/** Everybody in Gainsight they are: in several tenants, or at other customers. @param {{one: Participant, tenants: Record<string, string>}} props */
const Hits = ({ one: { people, group }, tenants }) => (people.length > 1 || (people.length > 0 && group !== "customer")) && html`<ul class="hits" aria-label=${t.people.inGainsight}>
    ${people.map((person) => html`<li key=${`${person.tenant} ${person.person_id}`}><b dir="auto">${person.name}</b> <span class="muted small">${places(person, tenants)}</span></li>`)}</ul>`;

/** What is known of somebody and how; what else can be said. @param {{one: Participant, acts: RowActs}} props */
function Details({ one, acts }) {
  const can = (/** @type {OfferName[]} */ ...names) => names.some((name) => one.offers.includes(name));
  return html`<div class="person-more">
    <${Known} one=${one} may=${acts.may} />
    <${Hits} one=${one} tenants=${acts.tenants} />
    ${(one.confidence === "guess" || one.how === "hand") && html`<${Doubt} one=${one} acts=${acts} />`}
    ${can("type_email") && html`<${TypeEmail} one=${one} acts=${acts} />`}
    ${can("match") && html`<${FindPerson} one=${one} acts=${acts} />`}
    ${can("invite", "ask_consent") && html`<${Ask} one=${one} />`}
  </div>`;
}

/** What stands at the end of a row: the one thing to do. @param {{one: Participant, name: string, open: boolean, onOpen: () => void, onAdd: () => void}} props */
function End({ one, name, open, onOpen, onAdd }) {
  const offer = one.offers.includes("add") ? "add" : one.offers.includes("link") && "link";
  if (one.presence === "expected") return null;
  if (offer) return html`<${Button} class="quiet" onClick=${onAdd} aria-label=${`${t.people[offer]}: ${name}`}>${t.people[offer]}<//>`;
  if (one.group !== "unknown" || open) return null;
  return html`<${Button} class="quiet" onClick=${onOpen} aria-label=${`${t.people.identify}: ${name}`}>${t.people.identify}<//>`;
}

/** @param {{one: Participant, acts: RowActs}} props */
export function Row({ one, acts }) {
  const [open, setOpen] = useState(() => acts.open.has(one.id) || unanswered(matchOf(one, acts, "")) !== undefined);
  const main = useRef(/** @type {HTMLElement | null} */ (null));
  const unfold = (/** @type {boolean} */ wanted) => {
    acts.open[wanted ? "add" : "delete"](one.id);
    setOpen(wanted);
  };
  const identify = () => {
    unfold(true);
    main.current?.focus();
  };
  const name = nameOf(one);
  const known = one.people.length > 0 || one.group === "colleague";
  const chip = one.how && !one.me && (one.presence === "expected" || (known && !one.offers.includes("link")));
  return html`<li class=${`person ${one.presence}`} data-id=${one.id}>
    <div class="row">
      <button type="button" class="person-main" ref=${main} aria-expanded=${String(open)} onClick=${() => unfold(!open)}>
        <span class=${`avatar ${known ? "" : "dim"}`} aria-hidden="true">${initials(name)}</span>
        <span class="grow"><b class="ell" dir="auto">${name}</b><span class="muted small ell">${about(one, acts)}</span></span>
        ${chip && html`<span class=${`chip ${one.confidence === "guess" ? "warn" : ""}`}>${t.people.how[one.how ?? ""]}</span>`}
      </button>
      <${End} one=${one} name=${name} open=${open} onOpen=${identify} onAdd=${() => acts.onAdd(one)} />
    </div>
    ${open && html`<${Details} one=${one} acts=${acts} />`}
  </li>`;
}
