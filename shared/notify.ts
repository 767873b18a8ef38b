import { advisories, type AdvisoryCode } from './advisory.ts';
import type { Advisory } from './snapshot.ts';

/**
 * Which notifications are up, as a pure decision over advisories and the time. One for each advisory (and
 * machine): it waits for the grace time, is replaced when its words change, and goes when the advisory goes.
 */
export const notificationLevels = ['off', 'important', 'all'] as const;
export type NotificationLevel = (typeof notificationLevels)[number];

export interface Notice {
  /** Names the notification to the system, so that a second one takes the first one's place. */
  readonly id: string;
  readonly code: AdvisoryCode;
  readonly title: string;
  readonly body: string;
  /** It takes the place of one that was told a moment ago, so it makes no sound. */
  readonly silent: boolean;
}

/** What has been told: the present notices, and when each was last told aloud. */
export interface Told {
  readonly notices: ReadonlyMap<string, Notice>;
  readonly aloudAt: ReadonlyMap<string, number>;
}

export interface NoticeChange {
  readonly show: readonly Notice[];
  /** Ids. */
  readonly remove: readonly string[];
  readonly told: Told;
  /** Milliseconds from now until an advisory that is true already passes its grace time. */
  readonly againInMs?: number;
}

export const nothingTold: Told = { notices: new Map(), aloudAt: new Map() };

/** A VPN that reconnects every minute is told once, and shown without a sound after that. */
const quietMs = 10 * 60_000;

export function decideNotices(world: {
  /** Of the newest snapshot; none while nobody knows. */
  readonly advisories: readonly Advisory[];
  readonly level: NotificationLevel;
  readonly told: Told;
  /** Milliseconds since the epoch. */
  readonly now: number;
}): NoticeChange {
  const { level, told, now } = world;
  const wanted = world.advisories.filter((advisory) => isTold(advisory, level));
  const ripe = wanted.filter((advisory) => graceLeft(advisory, now) === 0);
  const waits = wanted.map((advisory) => graceLeft(advisory, now)).filter((ms) => ms > 0);

  const notices = new Map(ripe.map((advisory) => [noticeId(advisory), noticeOf(advisory, told, now)]));
  const show = [...notices.values()].filter((notice) => {
    const before = told.notices.get(notice.id);
    return before?.title !== notice.title || before.body !== notice.body;
  });
  const remove = [...told.notices.keys()].filter((id) => !notices.has(id));
  const aloudAt = new Map([...told.aloudAt].filter(([, at]) => now - at < quietMs));
  for (const notice of show) if (!notice.silent) aloudAt.set(notice.id, now);
  return {
    show,
    remove,
    told: { notices, aloudAt },
    ...(waits.length === 0 ? {} : { againInMs: Math.min(...waits) }),
  };
}

/** `route-taken/default`; a code alone when it concerns the whole computer. */
export function noticeId(advisory: Pick<Advisory, 'code' | 'machine'>): string {
  return advisory.machine === undefined ? advisory.code : `${advisory.code}/${advisory.machine}`;
}

function isTold(advisory: Advisory, level: NotificationLevel): boolean {
  switch (level) {
    case 'off':
      return false;
    case 'important':
      return advisory.severity !== 'info';
    case 'all':
      return true;
  }
}

/** A clock set back (or a `since` of the future) must not hold a notice back for longer than its grace. */
function graceLeft(advisory: Advisory, now: number): number {
  const { graceMs } = advisories[advisory.code];
  const age = Math.max(0, now - Date.parse(advisory.since));
  return Math.max(0, graceMs - age);
}

function noticeOf(advisory: Advisory, told: Told, now: number): Notice {
  const id = noticeId(advisory);
  const aloud = told.aloudAt.get(id);
  return {
    id,
    code: advisory.code,
    title: advisory.title,
    body: advisory.sentence,
    silent: told.notices.has(id) || (aloud !== undefined && now - aloud < quietMs),
  };
}
