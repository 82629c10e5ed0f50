/** The three dots: what can be done with the pane itself. A menu button as ARIA describes it. */

import { html, useLayoutEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Icon } from "./elements.js";
import { useListener, usePane } from "./hooks.js";
import { popout, supports } from "./zoom.js";
import { t } from "./strings.js";

/** @import {Surroundings} from "./props" */
/** @import {Account} from "./model" */
/** @typedef {{icon: string, label: string, act: () => void, checked?: boolean, key?: string, apart?: boolean}} Entry */

/** @typedef {{refresh?: () => void, accounts?: Account[], known?: boolean}} MenuProps known: Zoom said who this is, so there may be data */

/** @param {Account} account */
const hasOff = ({ tabs_off: off }) => [off?.company ?? {}, ...Object.values(off?.relationship ?? {})].some((tabs) => Object.keys(tabs).length);
/** @param {Account} account */
export const administers = (account) => account.status === "active" && account.rights.includes("tenant:admin");

/** @param {Surroundings} pane @param {MenuProps} props @returns {Entry[]} */
function entries(pane, { refresh, accounts = [], known }) {
  const signedIn = accounts.length > 0;
  const toggle = () => popout(pane.popped ? "dock" : "undock").catch(() => pane.announce(t.menu.popFailed));
  const invites = supports("sendAppInvitation") || supports("showAppInvitationDialog");
  /** @type {(Entry | false | undefined)[]} */
  const ofUsers = [
    { icon: "eyeOff", label: t.menu.hide, act: pane.toggleHidden, checked: pane.hidden, key: t.menu.key },
    invites && { icon: "people", label: t.menu.invite, act: () => pane.show("invite") },
    { icon: "link", label: t.menu.connections, act: () => pane.show("connections"), apart: true },
    { icon: "timeline", label: t.menu.automatic, act: () => pane.show("automatic") },
    { icon: "chart", label: t.menu.reports, act: () => pane.show("reports") },
  ];
  /** @type {(Entry | false | undefined)[]} */
  const all = [
    refresh && { icon: "refresh", label: t.menu.refresh, act: refresh },
    supports("appPopout") && { icon: "window", label: pane.popped ? t.menu.merge : t.menu.popOut, act: toggle },
    ...(signedIn ? ofUsers : []),
    accounts.some(administers) && { icon: "gear", label: t.menu.admin, act: () => pane.show("admin") },
    accounts.some(hasOff) && { icon: "lock", label: t.menu.off, act: () => pane.show("off") },
    { icon: "shield", label: t.menu.seen, act: () => pane.show("seen") },
    (signedIn || known) && { icon: "bin", label: t.menu.remove, act: () => pane.show("remove"), apart: true },
    signedIn && { icon: "out", label: t.menu.logOut, act: () => pane.show("logOut") },
  ];
  return all.filter((entry) => !!entry);
}

/** @param {MenuProps} props */
export function Menu(props) {
  const [open, setOpen] = useState(false);
  const pane = usePane();
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const items = () => /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll('[role^="menuitem"]') ?? [])]);

  useLayoutEffect(() => {
    if (open) items()[0]?.focus();
  }, [open]);
  useListener(document, "pointerdown", (event) => {
    if (open && !root.current?.contains(event.target)) setOpen(false);
  });

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => all[(at + 1) % all.length]?.focus(),
      ArrowUp: () => all[(at - 1 + all.length) % all.length]?.focus(),
      Home: () => all[0]?.focus(),
      End: () => all.at(-1)?.focus(),
      Escape: close,
    };
    if (event.key === "Tab") return setOpen(false);
    if (keys[event.key]) {
      event.preventDefault();
      return keys[event.key]();
    }
    if (event.key.length !== 1 || event.key === " ") return undefined;
    /** A letter looks for an entry here; it is no shortcut. */
    event.stopPropagation();
    const rest = [...all.slice(at + 1), ...all];
    return rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  };
  /** @param {Entry} entry */
  const choose = (entry) => {
    close();
    entry.act();
  };

  return html`<div class="menu" ref=${root}>
    <button type="button" class="tool" ref=${button} aria-label=${t.menu.label} aria-haspopup="menu" aria-expanded=${String(open)}
      onClick=${() => setOpen(!open)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "ArrowDown" || open) return;
        event.preventDefault();
        setOpen(true);
      }}><${Icon} name="more" size=${20} /></button>
    ${open && html`<div role="menu" aria-label=${t.menu.label} onKeyDown=${onKey}>
      ${entries(pane, props).map((entry) => html`<button type="button" tabindex="-1" key=${entry.icon}
          class=${entry.apart ? "apart" : ""} role=${entry.checked === undefined ? "menuitem" : "menuitemcheckbox"}
          aria-checked=${entry.checked === undefined ? undefined : String(entry.checked)} onClick=${() => choose(entry)}>
        <${Icon} name=${entry.icon} /><span>${entry.label}</span>
        ${entry.checked && html`<${Icon} name="check" size=${16} />`}
        ${entry.key && html`<kbd>${entry.key}</kbd>`}
      </button>`)}
    </div>`}
  </div>`;
}

/** The head of every view without a customer. @param {MenuProps} props */
export const BareHead = (props) => html`<header class="bare"><${Menu} ...${props} /></header>`;
