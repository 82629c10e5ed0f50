/** Somebody Zoom knows: consent, sign-in, welcome, or the customer. */

import { html, useState } from "./vendor-htm-preact-3.1.1.js";
import { late } from "./elements.js";
import { sheet } from "./sheet.js";
import { usePane } from "./hooks.js";
import { BareHead } from "./menu.js";
import { Shell } from "./shell.js";
import { t } from "./strings.js";

/** @import {HomeProps, PlaceProps} from "./props" */
/** @import {Account, Customer, SignedView} from "./model" */

const AuthorizeZoom = late(() => import("./entry.js").then((module) => module.AuthorizeZoom));
const SignIn = late(() => Promise.all([import("./signin.js"), sheet("signin.css")]).then(([module]) => module.SignIn));
const Admin = late(() => Promise.all([import("./admin.js"), sheet("admin.css")]).then(([module]) => module.Admin));
const Reports = late(() => Promise.all([import("./reports.js"), sheet("admin.css"), sheet("reports.css")]).then(([module]) => module.Reports));
const Welcome = late(() => Promise.all([import("./waiting.js"), sheet("signin.css")]).then(([module]) => module.Welcome));

/** The last customer, if its tenant is still connected. @param {SignedView} view */
const lastOf = ({ last_selected: last, accounts }) =>
  (last && accounts.some((account) => account.tenant === last.tenant) ? last : null);

/** @param {HomeProps} props */
export function Home({ view, setView, turn, refresh, refreshing, failure, note, place, onLeave }) {
  const { announce } = usePane();
  const [customer, setCustomer] = useState(/** @type {Customer | null} */ (lastOf(view)));
  const [fresh, setFresh] = useState(/** @type {Account | null} */ (null));
  const [returns, setReturns] = useState(0);
  const [again, setAgain] = useState(/** @type {Account | null} */ (null));
  const unauthorized = () => setView({ ...view, zoom: { ...view.zoom, authorized: false } });

  if (!view.zoom.authorized) return html`<${AuthorizeZoom} refresh=${refresh} onDone=${setView} />`;

  if (!view.accounts.length) {
    const onDone = (/** @type {SignedView} */ answer, /** @type {Account | undefined} */ account) => {
      setView(answer);
      setFresh(account ?? answer.accounts[0] ?? null);
      setCustomer(lastOf(answer));
    };
    return html`<${BareHead} refresh=${refresh} known />
      <${SignIn} view=${view} note=${note} onDone=${onDone} onZoomLost=${unauthorized} />`;
  }

  const onConnected = (/** @type {SignedView} */ answer, /** @type {Account | undefined} */ account) => {
    onLeave();
    setView(answer);
    if (account && !place?.tenant) setFresh(account);
  };
  const over = place && html`<${Place} key=${place.name + place.tenant} place=${place} view=${view} customer=${customer} onDone=${onConnected} onLeave=${onLeave}
      onZoomLost=${unauthorized} onSaved=${refresh} />`;

  if (fresh && over) return over;
  if (fresh) {
    return html`<${BareHead} refresh=${refresh} accounts=${view.accounts} />
      <${Welcome} account=${fresh} customer=${customer} onGo=${() => setFresh(null)} onOther=${() => {
        setCustomer(null);
        setFresh(null);
      }} />`;
  }

  const gone = customer !== null && !view.accounts.some((one) => one.tenant === customer.tenant);
  const onReconnected = (/** @type {SignedView} */ answer) => {
    setView(answer);
    setAgain(null);
    setReturns(returns + 1);
    announce(t.banner.reconnected);
  };
  return html`<${Shell} view=${view} key=${gone ? "gone" : "here"} customer=${gone ? null : customer} onCustomer=${setCustomer} turn=${turn + returns} refresh=${refresh}
      refreshing=${refreshing} failure=${failure} onReconnect=${setAgain} covered=${again !== null || place !== null} />
    ${again && html`<div class="over"><${BareHead} />
      <${SignIn} view=${view} account=${again} onDone=${onReconnected} onCancel=${() => setAgain(null)}
        onZoomLost=${unauthorized} /></div>`}
    ${over}`;
}

/** What the menu leads to and takes the whole pane: one more sign-in, or the admin's pages. @param {PlaceProps} props */
function Place({ place, view, customer, onDone, onLeave, onZoomLost, onSaved }) {
  if (place.name === "reports") return html`<div class="over"><${Reports} accounts=${view.accounts} customer=${customer} onClose=${onLeave} /></div>`;
  if (place.name === "admin") return html`<div class="over"><${Admin} accounts=${view.accounts} onClose=${onLeave} onSaved=${onSaved} /></div>`;
  const named = view.accounts.find((one) => one.tenant === place.tenant);
  return html`<div class="over"><${BareHead} accounts=${view.accounts} />
    <${SignIn} view=${view} account=${named} another=${!named} onDone=${onDone} onCancel=${onLeave} onZoomLost=${onZoomLost} /></div>`;
}
