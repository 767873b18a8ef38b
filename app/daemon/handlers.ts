import type { FixResult, Handlers, Parsed, Step } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Happening, Snapshot } from '../../shared/snapshot.ts';
import { Channel } from '../control/channel.ts';
import { isOwnRule } from '../machine/forward.ts';
import type { Log } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Assessed } from '../reconcile/advise.ts';
import type { StepName } from '../reconcile/decide.ts';
import { foresee } from '../reconcile/foresee.ts';
import type { DoneStep, Keeper } from '../reconcile/keeper.ts';
import type { Remembered } from '../reconcile/remembered.ts';
import { commandsFor, stepWords } from '../reconcile/steps/describe.ts';
import { addForward, removeForward } from '../reconcile/steps/forward.ts';
import { renewCertificate } from '../reconcile/steps/renew.ts';
import { repairRoute } from '../reconcile/steps/route.ts';
import type { Hands, Job, StepResult } from '../reconcile/steps/step.ts';
import type { Platform } from './adapters.ts';

interface Parts {
  readonly keeper: Keeper;
  readonly settings: Settings;
  readonly remembered: Remembered;
  readonly log: Log;
  readonly platform: Platform;
}

/** A fix may wait for a VPN client, push a certificate and restart an engine. */
const fixMs = 180_000;

/** The contract's methods over the keeper. `logs` and `stop` belong to whoever serves them. */
export function handlersOf(parts: Parts): Handlers {
  const { keeper } = parts;
  return {
    status: async () => keeper.snapshot ?? keeper.look(),
    look: () => keeper.look(),
    watch: (_input, signal) => watch(keeper, signal),
    timeline: (_input, signal) => timeline(keeper, signal),
    machines: async () => (keeper.snapshot ?? (await keeper.look())).machines,
    fix: (input) => fix(parts, input),
    renewCertificate: (input) => renew(parts, input),
    forwards: async () => {
      const { machines } = keeper.snapshot ?? (await keeper.look());
      return machines.flatMap(({ name, forward }) =>
        forward.address === undefined || forward.rule === undefined
          ? []
          : [
              {
                machine: name,
                address: forward.address,
                rule: forward.rule,
                ours: forward.ours ?? false,
                answers: forward.kind === 'answers',
              },
            ],
      );
    },
    addForward: ({ machine }) => forEach(parts, { machine, does: 'add-forward', act: ensureForward(parts) }),
    removeForward: ({ machine }) =>
      forEach(parts, { machine, does: 'replace-forward', act: leaveForward(parts) }),
    repairRoute: (input) => repair(parts, input),
    logs: () => none(),
    stop: () =>
      Promise.reject(
        new FailureError('not-possible', 'there is no daemon to stop', { hint: 'fairlead status' }),
      ),
  };
}

async function fix(parts: Parts, input: Parsed<'fix'>): Promise<FixResult> {
  const { keeper } = parts;
  if (keeper.snapshot === undefined || input.dryRun) await keeper.look();
  const machines = choose(keeper, input.machine);
  if (input.dryRun) return foretell(parts, machines);
  keeper.ledger.forget(input.machine);
  for (const { seen } of machines) {
    keeper.ledger.of(seen.machine.name).consent = input.restartEngine;
    await parts.remembered.setWantsForward(seen.machine.name, true);
  }
  keeper.observer.forget();
  const done = await keeper.settle(
    machines.map(({ seen }) => seen.machine.name),
    fixMs,
  );
  for (const { seen } of machines) keeper.ledger.of(seen.machine.name).consent = false;
  return resultOf(
    parts,
    done,
    machines.map(({ seen }) => seen.machine.name),
  );
}

async function foretell(parts: Parts, machines: readonly Assessed[]): Promise<FixResult> {
  const steps = machines.flatMap(({ seen, facts }) =>
    foresee({ ...facts, arming: facts.arming }).flatMap(({ because, outcome }): Step[] =>
      outcome.kind === 'step'
        ? [
            {
              machine: seen.machine.name,
              does: stepWords[outcome.does],
              because,
              commands: [
                ...commandsFor(outcome.does, {
                  seen,
                  platform: parts.platform,
                  firstPort: parts.settings['forward.firstPort'],
                }),
              ],
              disruptive: outcome.does === 'renew-certificate',
            },
          ]
        : [],
    ),
  );
  const snapshot = parts.keeper.snapshot ?? (await parts.keeper.look());
  const sentence =
    steps.length === 0
      ? `Nothing would be done. ${snapshot.sentence}`
      : `This would be done, one after the other, as long as it is needed:`;
  return { ok: true, sentence, steps, snapshot };
}

async function renew(parts: Parts, input: Parsed<'renewCertificate'>): Promise<FixResult> {
  const { keeper } = parts;
  await keeper.look();
  const machines = choose(keeper, input.machine);
  if (input.dryRun) {
    const steps = machines.map(({ seen }): Step => ({
      machine: seen.machine.name,
      does: stepWords['renew-certificate'],
      because: 'you asked for it',
      commands: [
        ...commandsFor('renew-certificate', {
          seen,
          platform: parts.platform,
          firstPort: parts.settings['forward.firstPort'],
        }),
      ],
      disruptive: true,
    }));
    return { ok: true, sentence: 'This would be done:', steps, snapshot: await keeper.look() };
  }
  for (const { seen } of machines) {
    const memory = keeper.ledger.of(seen.machine.name);
    memory.forget();
    memory.consent = input.restartEngine;
  }
  return forEach(parts, { machine: input.machine, does: 'renew-certificate', act: renewCertificate });
}

async function repair(parts: Parts, input: Parsed<'repairRoute'>): Promise<FixResult> {
  const { keeper } = parts;
  keeper.ledger.forget(input.machine);
  await keeper.look();
  const astray = choose(keeper, input.machine).filter(
    ({ facts }) => facts.route === 'taken' || facts.route === 'lost',
  );
  const snapshot = keeper.snapshot ?? (await keeper.look());
  if (astray.length === 0)
    return { ok: true, sentence: 'No route has gone astray; nothing was changed.', steps: [], snapshot };
  if (input.dryRun) {
    const steps = astray.map(({ seen }): Step => ({
      machine: seen.machine.name,
      does: stepWords['repair-route'],
      because: seen.route.reason,
      commands: [
        ...commandsFor('repair-route', {
          seen,
          platform: parts.platform,
          firstPort: parts.settings['forward.firstPort'],
        }),
      ],
      disruptive: false,
    }));
    return { ok: true, sentence: 'This would be done:', steps, snapshot };
  }
  const done: DoneStep[] = [];
  for (const { seen } of astray) {
    const step = await keeper.act(seen.machine.name, 'repair-route', repairRoute);
    if (step !== undefined) done.push(step);
  }
  return resultOf(parts, done, []);
}

/** Adds a forward unless there is one; a person who adds one wants it again. */
function ensureForward({ remembered }: Parts) {
  return async (hands: Hands, job: Job): Promise<StepResult> => {
    await remembered.setWantsForward(job.seen.machine.name, true);
    const rule = job.seen.forward?.rule;
    if (rule !== undefined)
      return {
        kind: 'done',
        text: `${job.seen.machine.name} has the forward ${rule.name} on 127.0.0.1:${rule.hostPort} already`,
      };
    return addForward(hands, job);
  };
}

function leaveForward({ remembered }: Parts) {
  return async (hands: Hands, job: Job): Promise<StepResult> => {
    await remembered.setWantsForward(job.seen.machine.name, false);
    const theirs = valueOf(job.seen.vm)?.natRules.find(
      (rule) => !isOwnRule(rule) && rule.guestPort === job.seen.machine.engine.port,
    );
    const result = await removeForward(hands, job);
    return theirs === undefined
      ? result
      : { ...result, text: `${result.text}; the rule ${theirs.name} is not Fairlead's and stays` };
  };
}

async function forEach(
  parts: Parts,
  task: { machine: string | undefined; does: StepName; act: (hands: Hands, job: Job) => Promise<StepResult> },
): Promise<FixResult> {
  const { keeper } = parts;
  if (keeper.snapshot === undefined) await keeper.look();
  const done: DoneStep[] = [];
  for (const { seen } of choose(keeper, task.machine)) {
    const step = await keeper.act(seen.machine.name, task.does, task.act);
    if (step !== undefined) done.push(step);
  }
  return resultOf(parts, done, []);
}

async function resultOf(
  { keeper }: Parts,
  done: readonly DoneStep[],
  expected: readonly string[],
): Promise<FixResult> {
  const snapshot = keeper.snapshot ?? (await keeper.look());
  const steps = done.map((step): Step => ({
    machine: step.machine,
    does: stepWords[step.does],
    because: step.because,
    commands: [],
    disruptive: step.does === 'renew-certificate',
    ok: step.result.kind === 'done',
    ms: step.ms,
    detail: step.result.text,
  }));
  const reached = snapshot.machines
    .filter(({ name }) => expected.includes(name))
    .every(({ path, state }) => path !== 'none' || state === 'off' || state === 'saved');
  const ok = expected.length > 0 ? reached : steps.every((step) => step.ok === true);
  const sentence =
    expected.length > 0
      ? snapshot.sentence
      : steps
          .map(({ detail }) => detail)
          .filter((text) => text !== undefined)
          .join('; ') || snapshot.sentence;
  const consent = snapshot.advisories.find(
    ({ code, machine }) =>
      code === 'consent-needed' &&
      machine !== undefined &&
      (expected.includes(machine) || done.some((step) => step.machine === machine)),
  );
  if (!ok && consent !== undefined)
    throw new FailureError('consent-needed', consent.sentence, { hint: consent.fix?.command });
  return { ok, sentence, steps, snapshot };
}

function choose(keeper: Keeper, name: string | undefined): readonly Assessed[] {
  const all = keeper.assessed;
  if (name === undefined) return all;
  const found = all.filter(({ seen }) => seen.machine.name === name);
  if (found.length > 0) return found;
  const broken = keeper.snapshot?.machines.find((machine) => machine.name === name);
  if (broken !== undefined)
    throw new FailureError('not-possible', `${name} cannot be used: ${broken.decision.because}`, {
      hint: 'fairlead ls',
    });
  const names = all.map(({ seen }) => seen.machine.name);
  const near = nearest(name, names);
  throw new FailureError(
    'unknown-machine',
    `there is no machine "${name}"; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none'}`,
    {
      hint: near === undefined ? 'fairlead ls' : `did you mean ${near}?`,
    },
  );
}

async function* watch(keeper: Keeper, signal: AbortSignal): AsyncGenerator<Snapshot, void, undefined> {
  const channel = new Channel<Snapshot>({ limit: 2 });
  const leave = keeper.listen((snapshot) => channel.push(snapshot));
  const end = (): void => channel.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield keeper.snapshot ?? (await keeper.look());
    if (!signal.aborted) yield* channel;
  } finally {
    signal.removeEventListener('abort', end);
    leave();
  }
}

async function* timeline(keeper: Keeper, signal: AbortSignal): AsyncGenerator<Happening, void, undefined> {
  const channel = new Channel<Happening>({ limit: 1000 });
  const past = keeper.timeline.lines;
  const leave = keeper.timeline.listen((line) => channel.push(line));
  const end = (): void => channel.end();
  signal.addEventListener('abort', end, { once: true });
  try {
    yield* past;
    if (!signal.aborted) yield* channel;
  } finally {
    signal.removeEventListener('abort', end);
    leave();
  }
}

async function* none(): AsyncGenerator<never, void, undefined> {
  // A core without a daemon keeps no lines.
}
