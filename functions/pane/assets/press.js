/** The key of a press, by which the server tells a second try from a second wish. */

import { useRef } from "./vendor-htm-preact-3.1.1.js";

/**
 * Gives the key of a press: the same while the same is tried again, another for anything else.
 * @param {({key: string} & Record<string, unknown>) | null} [before] what was pressed for last, of which it is not known whether it got there
 * @returns {(wish: object) => string}
 */
export function usePress(before) {
  const { key = "", ...wished } = before ?? {};
  const last = useRef({ wish: before ? JSON.stringify(wished) : "", key });
  return (wish) => {
    const text = JSON.stringify(wish);
    if (last.current.wish !== text) last.current = { wish: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
