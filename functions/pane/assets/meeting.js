/** Who is in the call, kept up to date while somebody looks: what the client says, put to the server. */

import { useEffect, useRef, useState } from "./vendor-htm-preact-3.1.1.js";
import { keyOf } from "./api.js";
import { useAction, useLatest, useVisible } from "./hooks.js";
import * as people from "./people-api.js";
import { onPlace } from "./zoom.js";
import * as zoom from "./zoom-people.js";

/** @import {Customer} from "./model" */
/** @import {Participant, Seen, Sync} from "./people-model" */

/** Joins and leaves come in bursts; what Zoom tells the server of them comes some seconds later. */
const SETTLE_MS = 800;
const TOLD_MS = 5000;
/** Who has no events of the client's learns by asking what Zoom told the server. */
const ASK_AGAIN_MS = 20_000;
const MOST = 1000;

/** @param {import("./zoom.js").Attendee} one */
const told = ({ uuid, name, role }) => ({ participant_uuid: uuid, name, role });

/** Addresses people agreed to share, by the client's name for them; forgotten with the page. @type {Map<string, string>} */
const consented = new Map();

/** What this user's client says now; an attendee's says little. @returns {Promise<Seen>} */
export async function look() {
  const [me, all] = await Promise.all([zoom.me().catch(() => null), zoom.participants().catch(() => [])]);
  return {
    me: me && told(me),
    participants: all.slice(0, MOST).map(told),
    consented: [...consented].map(([uuid, email]) => ({ participant_uuid: uuid, email })),
  };
}

/**
 * The people of this call: what is known first, the rest as it is looked up.
 * @param {Customer} customer
 */
export function useMeeting(customer) {
  const [sync, setSync] = useState(/** @type {Sync | null} */ (null));
  const timers = useRef(/** @type {number[]} */ ([]));
  const visible = useVisible();
  const asking = useAction(async (signal, /** @type {{refresh?: boolean}} */ how = {}) => {
    const seen = await look();
    /** @type {string | null} */
    let cursor = null;
    do {
      const answer = await people.sync(seen, customer, { cursor, refresh: how.refresh }, signal);
      if (signal.aborted) return;
      setSync(answer);
      cursor = answer.cursor;
    } while (cursor);
  });
  const forget = () => timers.current.forEach((timer) => clearTimeout(timer));
  const ask = useLatest((/** @type {number[]} */ ...waits) => {
    forget();
    timers.current = waits.map((ms) => setTimeout(() => asking.run(), ms));
  });
  const soon = () => ask(SETTLE_MS, TOLD_MS);
  useEffect(() => {
    setSync(null);
    asking.run();
    ask(TOLD_MS);
    const ends = [
      onPlace(soon),
      zoom.onParticipants(soon),
      zoom.onEmail(({ participantUUID, participantEmail }) => {
        if (participantEmail) consented.set(participantUUID, participantEmail);
        soon();
      }),
      forget,
    ];
    return () => ends.forEach((end) => end());
  }, [keyOf(customer)]);
  const inMeeting = sync !== null && sync.state !== "no_meeting";
  useEffect(() => {
    if (!visible || !inMeeting) return undefined;
    const again = setInterval(() => asking.run(), ASK_AGAIN_MS);
    return () => clearInterval(again);
  }, [visible, inMeeting]);
  /** @param {Participant} one who is somebody else now */
  const replace = (one) => setSync((was) => was && { ...was, people: was.people.map((other) => (other.id === one.id ? one : other)) });
  return { ...asking, sync, replace };
}
