/** Starts the pane, and decides which of its few states it is in. */

import { Component, html, render, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import * as zoom from "./zoom.js";
import { late, Problem, Spinner } from "./elements.js";
import { Home } from "./home.js";
import { Pane, useAction, useLatest, useListener } from "./hooks.js";
import { sheet } from "./sheet.js";
import { t } from "./strings.js";

/** @import {DialogName, PlaceName, Shown} from "./props" */
/** @import {View} from "./model" */

const SLOW_MS = 4000;
const NEXT_SECOND_MS = 1000;
const Dialogs = late(() => Promise.all([import("./dialogs.js"), sheet("dialogs.css")]).then(([module]) => module.Dialogs));
const Gone = late(() => import("./entry.js").then((module) => module.Gone));
const Guest = late(() => import("./entry.js").then((module) => module.Guest));
const Unopened = late(() => Promise.all([import("./entry.js"), sheet("signin.css")]).then(([module]) => module.Unopened));

/** @param {unknown} thrown @returns {never} */
function fail(thrown) {
  if (!(thrown instanceof zoom.ZoomError)) throw thrown;
  throw new api.ApiError(thrown.code === "refused" ? "no_context" : "outside");
}

/** A session from what the client says now: `outside` where there is no client, `no_context` where it does not say. @returns {Promise<View>} */
const ask = async () => api.openSession(await zoom.appContext().catch(fail));

const nextSecond = () =>
  new Promise((resume) => {
    setTimeout(resume, NEXT_SECOND_MS);
  });

/** As `ask`; when somebody deleted their data is known to the second, and a context counts from the next second on. */
const renew = () =>
  ask().catch(async (error) => {
    if (error.code !== "session_expired") throw error;
    await nextSecond();
    return ask();
  });

/**
 * The first session. Desktop clients seal the context into the page; the web client does not, and a page that was kept
 * for a while holds one that has run out, or one from before its user deleted their data.
 * @param {string} sealed what the page came with, or ""
 */
async function open(sealed) {
  /** Whoever needs the client asks again and sees the failure. */
  zoom.start().catch(() => {});
  if (!sealed) return renew();
  return api.openSession(sealed).catch((error) => {
    if (error.code !== "context_rejected" && error.code !== "session_expired") throw error;
    return renew();
  });
}

function Starting() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`<main class="screen scroll" aria-busy="true"><div class="screen-body">
    <h1 class="sr">${t.starting.title}</h1><${Spinner} />
    <p class="muted" role="status">${slow ? t.starting.slow : ""}</p>
  </div></main>`;
}

/** "Hide values" is remembered on its own for the docked and for the popped-out pane, which starts covered. */
function useHiding() {
  const [popped, setPopped] = useState(false);
  const [covered, setCovered] = useState({ docked: false, popped: true });
  const place = popped ? "popped" : "docked";
  useEffect(() => zoom.onPopout(({ action }) => setPopped(action === "undock")), []);
  return { popped, hidden: covered[place], toggle: () => setCovered({ ...covered, [place]: !covered[place] }) };
}

/** @param {EventTarget | null} target */
const isField = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=radio]), textarea, select"));

/** @param {{sealed: string}} props what Zoom sealed into the page, or "" */
function App({ sealed }) {
  const [view, setView] = useState(/** @type {View | null} */ (null));
  const [turn, setTurn] = useState(0);
  const [note, setNote] = useState("");
  const [status, setStatus] = useState(/** @type {zoom.UserStatus | null} */ (null));
  const [shown, setShown] = useState(/** @type {Shown | null} */ (null));
  const [gone, setGone] = useState(false);
  const [spoken, setSpoken] = useState("");
  const hiding = useHiding();

  const opening = useAction(async (signal, /** @type {() => Promise<View>} */ begin) => {
    const answer = await begin();
    if (!signal.aborted) setView(answer);
  });
  const refresh = useLatest(() => {
    if (!view || view.guest) return opening.run(renew);
    setTurn((n) => n + 1);
    return opening.run(() => api.session());
  });
  const onUserChange = useLatest(async (/** @type {{status?: zoom.UserStatus}} */ event) => {
    await zoom.restart();
    const now = event.status ?? (await zoom.userStatus());
    setStatus(now);
    const known = view !== null && !view.guest;
    if ((now === "authorized") !== known) await opening.run(renew);
  });

  useEffect(() => {
    api.onExpired(async () => setView(await renew()));
    opening.run(() => open(sealed));
    return zoom.onUserChange((event) => onUserChange(event).catch(() => {}));
  }, []);

  const toggleHidden = useLatest(() => {
    hiding.toggle();
    setSpoken(hiding.hidden ? t.menu.shown : t.menu.hidden);
  });
  useListener(document, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    const covers = view && !view.guest && view.accounts.length > 0 && !shown;
    if (event.key.toLowerCase() === "h" && plain && covers && !isField(event.target)) toggleHidden();
  });

  const logOut = async () => {
    await api.logOut();
    setNote(t.loggedOut);
    setView(await renew());
    setShown(null);
  };
  const remove = async () => {
    await api.deleteMe();
    setGone(true);
    setShown(null);
    setView(null);
  };
  const show = (/** @type {DialogName | PlaceName} */ name, /** @type {string | undefined} */ tenant) => setShown({ name, tenant });
  const close = () => setShown(null);
  const place = shown && ["connect", "admin", "reports"].includes(shown.name) ? shown : null;
  const content = () => {
    if (gone) return html`<${Gone} />`;
    if (!view && opening.error) return html`<${Unopened} error=${opening.error} retry=${() => opening.run(renew)} />`;
    if (!view) return html`<${Starting} />`;
    if (view.guest) return html`<${Guest} status=${status} refresh=${refresh} />`;
    return html`<${Home} view=${view} setView=${setView} turn=${turn} refresh=${refresh} refreshing=${opening.busy}
      failure=${opening.error} note=${note} place=${place} onLeave=${close} />`;
  };
  const surroundings = { hidden: hiding.hidden, toggleHidden, popped: hiding.popped, announce: setSpoken, show };
  return html`<${Pane.Provider} value=${surroundings}>
    ${content()}
    ${shown && !place && html`<${Dialogs} shown=${shown} view=${view} setView=${setView} onClose=${close} logOut=${logOut} remove=${remove} />`}
    <p class="sr" role="status">${spoken}</p>
  <//>`;
}

/** Shows what to do when a component has failed, instead of an empty pane. */
class Guard extends Component {
  /** @type {{failed: boolean}} */
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  /** @param {any} props */
  render({ children }) {
    if (!this.state.failed) return children;
    return html`<main class="screen scroll"><${Problem} level=${1} error=${new api.ApiError("crashed")} retry=${() => location.reload()} /></main>`;
  }
}

const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="zoom-app-context"]'));
const sealed = meta?.content ?? "";
meta?.remove();

const root = /** @type {HTMLElement} */ (document.getElementById("pane"));
root.textContent = "";
render(html`<${Guard}><${App} sealed=${sealed} /><//>`, root);
