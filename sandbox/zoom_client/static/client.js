/** Puts the client together: one session, and what draws it. */

import { bench } from "./bench.js";
import { dialogs } from "./dialogs.js";
import { byId } from "./dom.js";
import { connectFrame } from "./frame.js";
import { panel } from "./panel.js";
import { readQuery } from "./query.js";
import { Session } from "./session.js";
import { stage } from "./stage.js";
import { effects } from "./toasts.js";

const { home = "", app = "" } = document.documentElement.dataset;
const settings = readQuery();
document.body.classList.toggle("bare", !settings.chrome);

const session = new Session(settings.enter);
connectFrame(byId("app"), session, home);
effects(session, settings);
const parts = [bench(session, settings), stage(session), panel(session, home), dialogs(session, app)];
session.on("view", (view) => {
  for (const part of parts) part.draw(view);
});
session.run();
