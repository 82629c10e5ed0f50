/** A small rich-text field: bold, lists, links. What is pasted comes in as plain text. */

import { html, useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { Icon } from "./elements.js";
import { useLatest, useListener } from "./hooks.js";
import { fill, htmlOf } from "./richtext.js";
import { t } from "./strings-tabs.js";

const COMMANDS = /** @type {const} */ (["bold", "insertUnorderedList", "insertOrderedList"]);
const FACES = { bold: "bold", insertUnorderedList: "bullets", insertOrderedList: "numbers" };

/** Runs one of the browser's own editing commands: no other way keeps its undo history. @param {string} command @param {string} [value] */
const edit = (command, value) => document.execCommand(command, false, value);

/** @param {string} text an address as typed; "" when it is none */
function address(text) {
  const typed = text.trim();
  if (!typed) return "";
  const full = /^(https?:|mailto:)/i.test(typed) ? typed : `https://${typed}`;
  return URL.canParse(full) ? full.replace(/^http:/i, "https:") : "";
}

/** Selects what was just inserted. @param {Selection} selection @param {number} length */
function selectBefore(selection, length) {
  const { focusNode, focusOffset } = selection;
  if (focusNode && focusOffset >= length) selection.setBaseAndExtent(focusNode, focusOffset - length, focusNode, focusOffset);
}

/** Asks for the address of a link and gives the selection back before it is made. @param {{onDone: (href: string) => void}} props */
function LinkBox({ onDone }) {
  const [text, setText] = useState("");
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => field.current?.focus(), []);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onDone(address(text));
  };
  return html`<form class="link-box" onSubmit=${submit} onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") onDone("");
  }}>
    <input ref=${field} aria-label=${t.editor.address} placeholder="https://" value=${text} inputmode="url"
      onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    <button type="submit" class="btn small">${t.editor.link}</button>
  </form>`;
}

/**
 * @param {{label: string, value: string, onInput: (html: string) => void, version?: unknown, small?: boolean, marks?: object}} props
 *   `value` is sanitised HTML, read once per `version`; `marks` are more attributes of the field
 */
export function Editor({ label, value, onInput, version, small = false, marks = {} }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const range = useRef(/** @type {Range | null} */ (null));
  const [linking, setLinking] = useState(false);
  const [on, setOn] = useState(/** @type {string[]} */ ([]));
  useEffect(() => {
    edit("defaultParagraphSeparator", "p"); // else a new line is a div, of which nothing remains
    if (box.current) fill(box.current, value);
  }, [version]);
  const changed = useLatest(() => box.current && onInput(htmlOf(box.current)));
  useListener(document, "selectionchange", () => {
    const inside = box.current?.contains(document.getSelection()?.anchorNode ?? null);
    setOn(inside ? COMMANDS.filter((command) => document.queryCommandState(command)) : []);
  });
  /** @param {string} command @param {string} [given] */
  const run = (command, given) => {
    box.current?.focus();
    edit(command, given);
    changed();
  };
  const startLink = () => {
    const selection = document.getSelection();
    range.current = selection?.rangeCount && box.current?.contains(selection.anchorNode) ? selection.getRangeAt(0) : null;
    setLinking(true);
  };
  /** @param {string} href */
  const link = (href) => {
    setLinking(false);
    box.current?.focus();
    const selection = document.getSelection();
    if (range.current && selection) {
      selection.removeAllRanges();
      selection.addRange(range.current);
    }
    if (!href || !selection) return;
    if (selection.isCollapsed) {
      edit("insertText", href);
      selectBefore(selection, href.length);
    }
    edit("createLink", href);
    selection.collapseToEnd();
    changed();
  };
  const paste = (/** @type {ClipboardEvent} */ event) => {
    event.preventDefault();
    edit("insertText", event.clipboardData?.getData("text/plain") ?? "");
  };
  return html`<div class="editor">
    <div class="editor-tools" role="toolbar" aria-label=${t.editor.tools}>
      ${COMMANDS.map((command) => html`<button type="button" key=${command} class="tool" aria-label=${t.editor[command]} title=${t.editor[command]}
        aria-pressed=${String(on.includes(command))} onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
        onClick=${() => run(command)}><${Icon} name=${FACES[command]} /></button>`)}
      <button type="button" class="tool" aria-label=${t.editor.link} title=${t.editor.link} aria-expanded=${String(linking)}
        onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${startLink}><${Icon} name="link" /></button>
    </div>
    ${linking && html`<${LinkBox} onDone=${link} />`}
    <div class=${`rich editor-text ${small ? "low" : ""}`} ref=${box} contenteditable="true" role="textbox" aria-multiline="true" ...${marks}
      aria-label=${label} dir="auto" onInput=${changed} onPaste=${paste}
      onDrop=${(/** @type {Event} */ event) => event.preventDefault()}></div>
  </div>`;
}
