/** The whole pane: who is here, and which of its few states that means. */

import { html, useEffect, useState } from "./vendor-htm-preact-3.1.1.js";
import * as api from "./api.js";
import * as zoom from "./zoom.js";
import { open, renew } from "./session.js";
import { Pane, useAction, useLatest, useListener } from "./hooks.js";
import { Dialogs } from "./dialogs.js";
import { Failed, Guest, Outside, Starting } from "./entry.js";
import { Home } from "./home.js";
import { t } from "./strings.js";

/** @typedef {import("./model").View} View */

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
export function App({ sealed }) {
  const [view, setView] = useState(/** @type {View | null} */ (null));
  const [turn, setTurn] = useState(0);
  const [note, setNote] = useState("");
  const [status, setStatus] = useState(/** @type {zoom.UserStatus | null} */ (null));
  const [dialog, setDialog] = useState(/** @type {"seen" | "logOut" | null} */ (null));
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
    if (event.key.toLowerCase() === "h" && plain && !dialog && !isField(event.target)) toggleHidden();
  });

  const logOut = async () => {
    await api.logOut();
    setNote(t.signIn.loggedOut);
    setView(await renew());
    setDialog(null);
  };

  const surroundings = { hidden: hiding.hidden, toggleHidden, popped: hiding.popped, announce: setSpoken, show: setDialog };
  return html`<${Pane.Provider} value=${surroundings}>
    ${content()}
    <${Dialogs} open=${dialog} onClose=${() => setDialog(null)} logOut=${logOut} />
    <p class="sr" role="status">${spoken}</p>
  <//>`;

  function content() {
    if (!view && opening.error) {
      const again = () => opening.run(renew);
      if (opening.error.code === "outside") return html`<${Outside} retry=${() => location.reload()} />`;
      return html`<${Failed} error=${opening.error} retry=${again} />`;
    }
    if (!view) return html`<${Starting} />`;
    if (view.guest) return html`<${Guest} status=${status} refresh=${refresh} />`;
    return html`<${Home} view=${view} setView=${setView} turn=${turn} refresh=${refresh} refreshing=${opening.busy}
      failure=${opening.error} note=${note} />`;
  }
}
