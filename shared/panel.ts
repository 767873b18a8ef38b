import type { In, MethodName, Out } from './control/contract.ts';
import type { SettingKey } from './settings.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What the panel's page may do, and how it reaches the daemon. Electron's preload and the page served on
 * localhost offer the same `Bridge`. Nothing here imports zod at run time: the page is small.
 */

/** Control methods the page may call. Anything else is refused by whoever carries the bridge. */
export const panelMethods = [
  'status',
  'look',
  'fix',
  'renewCertificate',
  'repairRoute',
  'environment',
  'settings',
  'changeSetting',
  'sudoers',
  'changePermission',
  'journal',
  'undo',
  'doctor',
  'mend',
  'explain',
  'report',
] as const satisfies readonly MethodName[];
export type PanelMethod = (typeof panelMethods)[number];

export function isPanelMethod(name: string): name is PanelMethod {
  return (panelMethods as readonly string[]).includes(name);
}

/**
 * Settings the page may change. Paths of programs, stores and proxies are not among them: a page that was taken
 * over could name a program of its own, which the daemon would then start.
 */
export const panelSettings = [
  'autoRepair',
  'endpoint.prefer',
  'ports.publish',
  'notifications',
  'route.offerSudoers',
] as const satisfies readonly SettingKey[];

/**
 * A failure as data: classes do not survive the way into a page. `code` is one of failures (failure.ts), or
 * of the ways in which no daemon could be asked (`no-daemon`, `wrong-protocol`, `closed`, …).
 */
export interface PanelFailure {
  readonly code: string;
  readonly message: string;
  /** The next command to type, or what else to do. */
  readonly hint?: string;
  readonly retryable: boolean;
}

export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'failed'; readonly failure: PanelFailure };

/** What a watching page sees: a snapshot, or why there is none. */
export type Sight =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'away'; readonly failure: PanelFailure };

export type LoginItem = 'on' | 'off' | 'requires-approval' | 'not-available';

/** What only the menubar app can do. Each is a function by name; nothing generic crosses the bridge. */
export interface AppBridge {
  readonly loginItem: () => Promise<Answer<LoginItem>>;
  readonly setLoginItem: (on: boolean) => Promise<Answer<LoginItem>>;
  /** Shows the report that was written last in the Finder. The page names no file. */
  readonly revealReport: () => Promise<Answer<null>>;
  /** Starts the app's own daemon, after somebody stopped it. */
  readonly startDaemon: () => Promise<Answer<null>>;
  readonly quit: () => Promise<Answer<null>>;
  /** What Escape does where nothing else is open. */
  readonly hidePanel: () => Promise<Answer<null>>;
}

/** What `window.fairlead` is in Electron, and what the page makes for itself in a browser. */
export type Bridge = {
  readonly [M in PanelMethod]: (input: In<M>) => Promise<Answer<Out<M>>>;
} & {
  /** Tells every new sight, the present one first, until the returned function is called. */
  readonly watch: (listener: (sight: Sight) => void) => () => void;
  /** In a browser: where the report that was written last can be had. */
  readonly reportLink?: string;
  /** Absent in a browser. With it, the app shows the notifications and the page shows none. */
  readonly app?: AppBridge;
};
