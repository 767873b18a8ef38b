import type { Out, Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { undoResult, type Undone } from '../../../shared/control/change-words.ts';
import type { JournalEntry } from '../../ports.ts';
import { planCertificate } from './certificate.ts';
import { planContext } from './context.ts';
import { planGuestAuthority } from './guest-authority.ts';
import { planNatRule } from './nat-rule.ts';
import { isOpen, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';
import { planRoute } from './route.ts';
import { planRegistry } from './registry.ts';
import { planFileMode } from './file-mode.ts';
import { planStoreFile } from './store-file.ts';
import { planSetting } from './setting.ts';
import { planSudoers } from './sudoers.ts';

/**
 * Puts back what was there before, newest change first. Each entry is judged by the world as it is: what is as before
 * already is only marked, what somebody changed since stays. A crash in between leaves the entry open, and the same
 * command goes on from there.
 */
export async function undo(parts: UndoParts, input: Parsed<'undo'>): Promise<Out<'undo'>> {
  const { journal } = parts.hands;
  const asked = choose(await journal.entries(), input.which);
  await lookAtRest(parts, input.which === 'all' ? undefined : machinesOf(asked));
  const all = await journal.entries();
  const chosen =
    input.which === 'all'
      ? choose(all, 'all')
      : asked.map((entry) => all.find(({ id }) => id === entry.id) ?? entry);
  const entries: Undone[] = [];
  for (const entry of chosen) {
    const request = { entry, all, chosen, restartEngine: input.restartEngine };
    const outcome = await undoOne(parts, request, input.dryRun);
    entries.push({ id: entry.id, description: entry.description, ...outcome });
  }
  return undoResult(entries, input.dryRun);
}

/** Steps that bring about further steps: a forward, then the certificate for it, then the route. */
const mostSteps = 5;

/**
 * Looks at the world, so that what decides about containers and rules is no minute old, and once more as long as steps
 * are under way at these machines, or at all: a change that is just being made would be judged half made, and would
 * stand afterwards.
 */
async function lookAtRest({ keeper }: UndoParts, machines?: readonly string[]): Promise<void> {
  await keeper.stepsEnded(machines);
  for (let steps = 0; steps < mostSteps; steps += 1) {
    await keeper.look();
    const ended = keeper.stepsEnded(machines);
    if (ended === undefined) return;
    await ended;
  }
}

function machinesOf(entries: readonly JournalEntry[]): readonly string[] {
  return entries.flatMap(({ machine }) => machine ?? []);
}

function choose(all: readonly JournalEntry[], which: Parsed<'undo'>['which']): readonly JournalEntry[] {
  // A part of a larger change (the store's copies of a certificate) goes with it.
  const open = all.filter((entry) => isOpen(entry) && typeof entry.undo['with'] !== 'string').toReversed();
  if (which === 'all') return open;
  if (which === 'last') return open.slice(0, 1);
  return which.map((id) => {
    const found = all.filter((entry) => entry.id === id || (id.length >= 4 && entry.id.startsWith(id)));
    const [entry] = found;
    if (entry === undefined || found.length > 1)
      throw new FailureError(
        'bad-request',
        `${found.length === 0 ? 'no' : 'more than one'} change is called ${id}`,
        {
          hint: 'fairlead journal',
        },
      );
    if (entry.state === 'undone' || entry.state === 'failed')
      throw new FailureError('not-possible', `${entry.description}: ${closedWords[entry.state]}`, {
        hint: 'fairlead journal',
      });
    const whole = all.find((other) => other.id === entry.undo['with']);
    return whole ?? entry;
  });
}

const closedWords = {
  undone: 'it has been undone already',
  failed: 'it was not made, so nothing is to be undone',
};

async function undoOne(
  parts: UndoParts,
  request: UndoRequest,
  isDryRun: boolean,
): Promise<Pick<Undone, 'outcome' | 'text'>> {
  const { journal, log } = parts.hands;
  const { entry } = request;
  if (entry.state === 'failed' || entry.state === 'undone')
    return { outcome: 'nothing', text: closedWords[entry.state] };
  try {
    const plan = await planFor(parts, request);
    if (plan.kind !== 'act') {
      if (plan.kind === 'nothing' && !isDryRun) await close(parts, request);
      return { outcome: plan.kind, text: plan.text };
    }
    if (isDryRun) return { outcome: 'would', text: plan.text };
    await journal.willUndo(entry);
    const acted = await plan.act();
    log.info(`undo of "${entry.description}": ${acted.text}`);
    if (acted.ok) await close(parts, request);
    return { outcome: acted.ok ? 'undone' : acted.asks === true ? 'consent' : 'failed', text: acted.text };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    log.warn(`undo of "${entry.description}" failed: ${text}`);
    return { outcome: 'failed', text };
  }

  async function close({ hands }: UndoParts, { entry: done, all }: UndoRequest): Promise<void> {
    for (const part of all) if (part.undo['with'] === done.id) await hands.journal.mark(part.id, 'undone');
    await journal.mark(done.id, 'undone');
  }
}

async function planFor(parts: UndoParts, request: UndoRequest): Promise<Plan> {
  switch (request.entry.kind) {
    case 'nat-rule':
      return planNatRule(parts, request);
    case 'route':
      return planRoute(parts, request);
    case 'settings':
      return planSetting(parts, request);
    case 'docker-context':
      return planContext(parts, request);
    case 'guest-certificate':
      return planCertificate(parts, request);
    case 'host-address':
      return nothing('the adapter has the address VirtualBox keeps for it; there was none to put back');
    case 'store-file':
      return planStoreFile(parts, request);
    case 'guest-file':
      return planRegistry(parts, request);
    case 'sudoers':
      return planSudoers(parts, request);
    case 'file-mode':
      return planFileMode(request);
    case 'guest-clock':
      return nothing('a clock that was set goes on by itself; the wrong time is not put back');
    case 'guest-ca':
      return planGuestAuthority(parts, request);
    case 'engine-start':
      return nothing('the engine runs as it did before it ended');
    case 'published-port':
      return planPort(parts, request);
  }
}

/** Open only in the process of the daemon; closed with it. */
function planPort({ ports }: UndoParts, { entry }: UndoRequest): Plan {
  const { port } = entry.undo;
  if (typeof port !== 'number' || !ports.isOpen(port))
    return nothing(`127.0.0.1:${String(port)} is closed already`);
  return {
    kind: 'act',
    text: `close 127.0.0.1:${port}`,
    act: async () => {
      await ports.withhold(port);
      return { ok: !ports.isOpen(port), text: `closed 127.0.0.1:${port}, until the daemon starts again` };
    },
  };
}
