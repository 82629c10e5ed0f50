// What the pane's own functions and components take and give. Nothing of this file is sent to a browser.

import type { ComponentChildren, FunctionComponent } from "preact";
import type { ApiError } from "./api.js";
import type * as Model from "./model";
import type { Attribute, Change } from "./attributes-model";
import type { Sending } from "./sending.js";
import type { UserStatus } from "./zoom.js";

export type Children = ComponentChildren;
export type AnyComponent = FunctionComponent<any>;

/** What every component may ask about the page around it. */
export interface Surroundings {
  /** values are covered */
  hidden: boolean;
  toggleHidden: () => void;
  /** the pane is a window of its own */
  popped: boolean;
  /** tells a screen reader */
  announce: (text: string) => void;
  /** opens a dialog, or one of the views that lie over the customer; for a tenant, where one is named */
  show: (what: DialogName | PlaceName, tenant?: string) => void;
}

export type DialogName = "invite" | "seen" | "off" | "connections" | "automatic" | "remove" | "logOut";
export type PlaceName = "connect" | "admin" | "reports";
/** What lies over the pane. */
export interface Shown {
  name: DialogName | PlaceName;
  tenant?: string;
}

export interface PlaceProps extends Pick<SignInProps, "onDone" | "onZoomLost"> {
  place: Shown;
  view: Model.SignedView;
  customer: Model.Customer | null;
  onLeave: () => void;
  onSaved: () => void;
}

export interface DialogsProps {
  shown: Shown;
  view: Model.View | null;
  setView: (view: Model.View) => void;
  onClose: () => void;
  logOut: () => Promise<void>;
  remove: () => Promise<void>;
}

/** One load of one thing. `data` stays while the same thing is read again. */
export interface Resource<T> {
  data: T | null;
  error: ApiError | null;
  busy: boolean;
  reload: () => void;
}

/** One action at a time, with its progress and its failure. */
export interface Action<A extends unknown[]> {
  busy: boolean;
  error: ApiError | null;
  run: (...args: A) => Promise<void>;
}

/** How a press stands. */
export interface Standing {
  busy: boolean;
  /** when it is its turn with Gainsight, epoch milliseconds */
  due: number | null;
  /** it was its turn, and the answer is on its way */
  trying: boolean;
  error: ApiError | null;
  /** it is not sent any more, since what it was for was changed */
  altered: boolean;
}

/** An action that waits for its turn with Gainsight. */
export interface Press<A extends unknown[]> extends Standing {
  /** the wait goes on where its component goes */
  lasting: boolean;
  run: (...args: A) => Promise<void>;
  /** takes it back where it waits; gives what had the focus when it was pressed */
  cancel: () => Element | null;
}

/** What a tab tells the shell about what it shows. */
export interface Report {
  busy: boolean;
  reload: () => void;
  /** of the last load */
  error: ApiError | null;
  /** there is something to see, maybe from before */
  shown: boolean;
  /** ISO time */
  asOf: string | null;
  isStale: boolean;
  /** why it is stale */
  stale: Trouble | null;
  /** of a relationship */
  type: string | null;
  /** something is being written: nothing to refresh, and no second note */
  writing?: boolean;
}

/** An `ApiError`, or the error of a section inside an answer. */
export interface Trouble {
  code: string;
  message: string;
  retryable: boolean;
  requestId?: string;
  request_id?: string;
  retryAfterS?: number | null;
  retry_after?: number;
}

/** An activity to read, or a draft to write on: a new one is "". `edit`: though it was sent. */
export interface Opened {
  read?: string;
  write?: string;
  edit?: boolean;
}

/** What the pane keeps of a customer while tabs come and go, until it is closed: only in memory. */
export interface Kept {
  /** attributes that are edited and not saved, by name */
  edits?: Record<string, Change>;
  /** attributes that were saved, as they were first and as they are */
  saved?: Record<string, { before: Attribute; now: Attribute }>;
  /** what the last wrap-up sends, or has sent */
  sending?: Sending | null;
}


export interface TabProps {
  kept: Kept;
  customer: Model.Customer;
  account: Model.Account | undefined;
  /** grows when everything is to be read again */
  turn: number;
  /** chooses another customer */
  onCustomer: (customer: Model.Customer) => void;
  /** the record has another name than we knew */
  onRename: (customer: Model.Customer) => void;
  onReport: (report: Report) => void;
  /** what the Timeline is to show, wherever it was asked for; once */
  opened: Opened | null;
  /** opens a note or an activity in the Timeline */
  onOpen: (at: Opened) => void;
  onOpened: () => void;
  onTab: (name: Model.TabName) => void;
  /** opens the list of customers */
  onChoose: () => void;
  /** back to the tab before */
  onBack: () => void;
  /** the pane is in a call, or the call has just ended */
  call: "on" | "over" | null;
  /** names of the tenants by key, where more than one is connected */
  tenants: Record<string, string>;
}

export interface HomeProps {
  view: Model.SignedView;
  setView: (view: Model.SignedView) => void;
  /** grows with every "Refresh App" */
  turn: number;
  refresh: () => void;
  refreshing: boolean;
  /** of the last refresh */
  failure: ApiError | null;
  /** shown on the sign-in form */
  note: string;
  /** what lies over the customer, if anything */
  place: Shown | null;
  onLeave: () => void;
}

export interface ShellProps extends Omit<HomeProps, "setView" | "note" | "place" | "onLeave"> {
  customer: Model.Customer | null;
  onCustomer: (customer: Model.Customer) => void;
  onReconnect: (account: Model.Account) => void;
  /** something else lies over the shell */
  covered: boolean;
}

export interface CustomerViewProps extends Omit<TabProps, "onReport" | "onTab" | "onBack"> {
  refreshing: boolean;
  failure: ApiError | null;
  onReconnect: (account: Model.Account) => void;
}

export interface BannerProps {
  online: boolean;
  /** Gainsight wants a new sign-in */
  reconnect: boolean;
  onReconnect: () => void;
  trouble: Trouble | null;
  report: Report;
  /** when the next try is, epoch milliseconds */
  due: number | null;
}

export interface SignInProps {
  view: Model.SignedView;
  /** the account to connect again; without one a username is asked for */
  account?: Model.Account;
  note?: string;
  onDone: (view: Model.SignedView, account?: Model.Account) => void;
  onCancel?: () => void;
  /** one more, besides those that are connected */
  another?: boolean;
  /** Zoom's consent is missing after all */
  onZoomLost: () => void;
}

export interface WaitingProps {
  ticket: Model.Ticket;
  isDone: (view: Model.SignedView) => boolean;
  onDone: (view: Model.SignedView) => void;
  onCancel: () => void;
  /** asks for a new ticket */
  onRenew: () => void;
  /** leads to another login of the same kind */
  onOther?: () => void;
  salesforce?: boolean;
  renewing: boolean;
  /** of asking for a new ticket */
  error: ApiError | null;
}

export interface WelcomeProps {
  account: Model.Account;
  /** where the user was last time */
  customer: Model.Customer | null;
  onGo: () => void;
  onOther: () => void;
}

export interface GuestProps {
  status: UserStatus | null;
  refresh: () => void;
}

export interface PickerProps {
  /** newest first */
  recent: Model.Recent[];
  accounts: Model.Account[];
  /** there is a customer to go back to */
  closable: boolean;
  inMeeting: boolean;
  menu: Children;
  onPick: (customer: Model.Customer) => void;
  onClose: () => void;
  onReconnect: (account: Model.Account) => void;
}

export interface BoxProps {
  field: { current: HTMLInputElement | null };
  text: string;
  onText: (text: string) => void;
  onKey: (event: KeyboardEvent) => void;
  /** the active option, -1 for none */
  at: number;
  /** there are options */
  open: boolean;
  onClear?: () => void;
  onClose?: () => void;
}

export interface OptionListProps {
  /** with the reason, where this call suggests one */
  options: (Model.Recent & Partial<Omit<Model.SearchResult, "company">> & { because?: string })[];
  active: number;
  q: string;
  /** the next answer is on its way */
  faded: boolean;
  title: string;
  accounts: Model.Account[];
  onPick: (one: Model.Customer) => void;
  onActive: (at: number) => void;
}

export interface OutcomeProps {
  search: {
    q: string;
    wanted: boolean;
    searching: boolean;
    busy: boolean;
    shown: Model.SearchAnswer | null;
    error: ApiError | null;
    reload: () => void;
  };
  /** when a search that has to wait goes on by itself, epoch milliseconds */
  due: number | null;
  text: string;
  kind: Model.KindFilter;
  accounts: Model.Account[];
  /** there are recent customers to show */
  recent: boolean;
  /** customers known before stand in for the answer */
  instant: boolean;
  onAll: () => void;
  onReconnect: (account: Model.Account) => void;
}

export interface ScreenProps {
  title: string;
  icon?: string;
  mark?: boolean;
  tone?: string;
  foot?: Children;
  /** whether the title takes the focus */
  focus?: boolean;
  children?: Children;
}

/** What a call of the server's can be given. */
export interface CallOptions {
  body?: unknown;
  query?: Record<string, string>;
  signal?: AbortSignal;
  /** without the bearer */
  anonymous?: boolean;
  /** goes on though the page is closed */
  keepalive?: boolean;
  /** the answer is a text in pages, not JSON */
  text?: boolean;
}

export interface ErrorDetail {
  message?: string;
  status?: number;
  retryable?: boolean;
  requestId?: string;
  retryAfterS?: number | null;
  fields?: Record<string, string>;
  /** what a conflict is about */
  details?: Record<string, any>;
}

/** The server, as the pane calls it. Each promise rejects with an `ApiError`. */
export interface Server {
  session(signal?: AbortSignal): Promise<Model.SignedView>;
  zoomAuthorize(): Promise<{ code_challenge: string; state: string }>;
  zoomAuthorized(body: { code: string; state: string; redirect_uri: string }): Promise<Model.SignedView>;
  loginRoute(who: Model.Login, signal?: AbortSignal): Promise<Model.Route>;
  loginStart(who: Model.Login, signal?: AbortSignal): Promise<Model.Ticket>;
  search(q: string, kind: Model.KindFilter, tenant: string, signal: AbortSignal): Promise<Model.SearchAnswer>;
  record(customer: Model.Customer, sections: string, signal: AbortSignal): Promise<Model.RecordAnswer>;
}
