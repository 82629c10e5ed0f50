// What the party's /api answers (views.py) and what the page is made of (templates), as the client's modules read them.

/** The elements of the page that have an id. */
export interface Parts {
  who: HTMLSelectElement;
  role: HTMLSelectElement;
  status: HTMLSelectElement;
  theme: HTMLSelectElement;
  width: HTMLInputElement;
  dnd: HTMLInputElement;
  meeting: HTMLButtonElement;
  "opened-count": HTMLElement;
  "opened-list": HTMLElement;
  "opened-none": HTMLElement;
  topic: HTMLElement;
  clock: HTMLTimeElement;
  people: HTMLElement;
  chat: HTMLElement;
  tiles: HTMLElement;
  over: HTMLElement;
  "over-text": HTMLElement;
  start: HTMLButtonElement;
  "people-count": HTMLElement;
  "people-title": HTMLElement;
  "people-list": HTMLElement;
  join: HTMLFormElement;
  "join-name": HTMLInputElement;
  "chat-list": HTMLElement;
  "chat-none": HTMLElement;
  panel: HTMLElement;
  "panel-head": HTMLElement;
  grip: HTMLElement;
  reopen: HTMLButtonElement;
  popout: HTMLButtonElement;
  close: HTMLButtonElement;
  app: HTMLIFrameElement;
  apps: HTMLButtonElement;
  leave: HTMLButtonElement;
  toasts: HTMLElement;
  ask: HTMLDialogElement;
}

export type Role = "host" | "coHost" | "attendee";
export type Status = "unauthenticated" | "authenticated" | "authorized";

export interface Participant {
  uuid: string;
  name: string;
  role: Role;
  internal: boolean;
}

export interface Meeting {
  topic: string;
  status: "waiting" | "started" | "ended";
  started_at: number;
  now: number;
  participants: Participant[];
}

export interface Opened {
  url: string;
  by: string;
  at: number;
  allowed: boolean;
}

export interface Invitation {
  by: string;
  names: string[];
  text: string;
  at: number;
}

/** A question the client asks on behalf of the app. */
export interface Asked {
  id: string;
  kind: "consent" | "add_app" | "sign_in" | "invite";
  scopes?: string[];
  heading?: string;
  text?: string;
}

/** An event for the app, or something the client itself does. */
export type Message = { number: number; name: string } & (
  | { type: "event"; data: unknown }
  | { type: "effect"; data: Effect }
);

export interface Effect {
  url: string;
  type: string;
  title: string;
  message: string;
}

export interface View {
  pane: string;
  revision: number;
  user: { key: string; name: string; email: string } | null;
  screen_name: string;
  participant: string;
  status: Status;
  role: Role;
  running_context: "inMeeting" | "inMainClient";
  open: boolean;
  popped_out: boolean;
  size: { width: number; height: number };
  do_not_disturb: boolean;
  dialog: Asked | null;
  messages: Message[];
  meeting: Meeting;
  opened: Opened[];
  invitations: Invitation[];
}

/** A request of the SDK, as it travels. */
export interface Request {
  jsCallId: string;
  apiName: string;
  data?: unknown;
}

/** What the address of the page sets. */
export interface Settings {
  enter: { user?: string; role?: Role; status?: Status; deeplink?: string; invitation?: string };
  theme: string;
  width: number;
  chrome: boolean;
  open: boolean;
}

/** A part of the page that is drawn from each view. */
export interface Drawn {
  draw: (view: View) => void;
}

/** A pane of `webview.js`, and the client's origin for pages without binding. */
export interface Given {
  pane: string;
  home: string;
  client: string;
}

export interface WebView {
  postMessage: (text: string) => void;
  addEventListener: (name: string, listener: (event: MessageEvent) => void) => void;
  removeEventListener: (name: string, listener: (event: MessageEvent) => void) => void;
}

declare global {
  interface Window {
    chrome?: { webview?: WebView };
    zoomClientAsk?: (method: string, path: string, body: object | null) => Promise<any>;
  }
}
