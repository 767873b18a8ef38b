/**
 * Everything outside that Fairlead uses, as small interfaces: by subject in ports/, imported from here. Adapters in
 * platform/* implement them; app/testing/ holds behaving fakes; one contract suite (app/testing/contracts) runs over both.
 *
 * Common rules: a reader never throws for a state of the world, it returns `unreadable` with a reason;
 * every call ends within its own time limit; a change reports what the tool said and is judged by the
 * next reading, never by an exit code.
 */
export type * from './ports/change-result.ts';
export type * from './ports/clock.ts';
export type * from './ports/docker-contexts.ts';
export type * from './ports/engine.ts';
export type * from './ports/guest.ts';
export type * from './ports/hypervisor.ts';
export * from './ports/journal.ts';
export type * from './ports/log.ts';
export type * from './ports/reach.ts';
export type * from './ports/routing.ts';
export type * from './ports/vpn-names.ts';
