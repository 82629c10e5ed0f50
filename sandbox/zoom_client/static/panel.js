/** The app panel: its width, popped out or docked, closed or open. The frame itself never moves in the document. */

import { byId } from "./dom.js";
import { WIDTH, clampWidth, rememberInQuery } from "./query.js";

const STEP_PX = 10;

/**
 * Set up the panel and return how to draw it.
 * @param {import("./session.js").Session} session
 * @param {string} home
 * @returns {import("../client").Drawn}
 */
export function panel(session, home) {
  const root = byId("panel");
  const frame = byId("app");
  let isOpen = false;

  const load = () => { frame.src = home; };
  byId("reopen").addEventListener("click", async () => {
    await session.act("reopen");
    load();
  });
  byId("close").addEventListener("click", () => session.act("close"));
  byId("apps").addEventListener("click", () => session.act(session.shown.open ? "close" : "reopen"));
  byId("popout").addEventListener("click", () => {
    session.act("popout", { action: session.shown.popped_out ? "dock" : "undock" });
  });
  session.on("entered", load);
  dragWidth(root);
  dragWindow(root);

  return {
    draw(view) {
      if (view.open !== isOpen) {
        isOpen = view.open;
        if (!isOpen) frame.src = "about:blank";
        else if (frame.src === "about:blank") load();
      }
      root.hidden = !view.open;
      root.classList.toggle("out", view.popped_out);
      root.style.setProperty("--out-width", `${view.size.width}px`);
      root.style.setProperty("--out-height", `${view.size.height}px`);
      const label = view.popped_out ? "Merge to meeting window" : "Pop out";
      byId("popout").setAttribute("aria-label", label);
      byId("popout").title = label;
      byId("popout").querySelector("use")?.setAttribute("href", `/static/icons.svg#${view.popped_out ? "popin" : "popout"}`);
      byId("apps").setAttribute("aria-pressed", String(view.open));
    },
  };
}

/** Give the docked panel a width, from wherever it was chosen. @param {number} width */
export function setWidth(width) {
  const wanted = clampWidth(width);
  document.documentElement.style.setProperty("--panel-width", `${wanted}px`);
  byId("width").value = String(wanted);
  const grip = byId("grip");
  grip.setAttribute("aria-valuemin", String(WIDTH.min));
  grip.setAttribute("aria-valuemax", String(WIDTH.max));
  grip.setAttribute("aria-valuenow", String(wanted));
  return wanted;
}

/** @param {HTMLElement} root */
function dragWidth(root) {
  const grip = byId("grip");
  const change = (/** @type {number} */ width) => rememberInQuery("width", setWidth(width));
  follow(grip, root, (event) => change(root.getBoundingClientRect().right - event.clientX));
  grip.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const direction = event.key === "ArrowLeft" ? 1 : -1;
    event.preventDefault();
    change(Number(grip.getAttribute("aria-valuenow")) + direction * STEP_PX);
  });
}

/** @param {HTMLElement} root */
function dragWindow(root) {
  const head = byId("panel-head");
  let grabbed = { x: 0, y: 0 };
  head.addEventListener("pointerdown", (event) => {
    const box = root.getBoundingClientRect();
    grabbed = { x: event.clientX - box.left, y: event.clientY - box.top };
  });
  follow(head, root, (event) => {
    if (!root.classList.contains("out")) return;
    const left = Math.min(Math.max(0, event.clientX - grabbed.x), innerWidth - 60);
    const top = Math.min(Math.max(0, event.clientY - grabbed.y), innerHeight - 40);
    root.style.setProperty("--out-left", `${left}px`);
    root.style.setProperty("--out-top", `${top}px`);
  });
}

/**
 * Follow the pointer while it drags a handle; the frame must not swallow its moves.
 * @param {HTMLElement} handle
 * @param {HTMLElement} root
 * @param {(event: PointerEvent) => void} moved
 */
function follow(handle, root, moved) {
  handle.addEventListener("pointerdown", (event) => {
    if (/** @type {Element} */ (event.target).closest("button")) return;
    handle.setPointerCapture(event.pointerId);
    root.classList.add("dragging");
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) moved(event);
  });
  handle.addEventListener("lostpointercapture", () => root.classList.remove("dragging"));
}
