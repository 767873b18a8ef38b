import { undoContextChange } from '../context/change.ts';
import type { JournalEntry } from '../ports.ts';
import { isSameRule, ruleOf } from './undo/nat-rule.ts';
import { isOpen, type UndoParts } from './undo/plan.ts';
import { planRoute } from './undo/route.ts';
import { valueOf } from '../reading.ts';

/**
 * Puts back what should not outlive the daemon, as the settings quit.* say, newest change first: only changes that the
 * journal has as ours, judged by the world as it is. Unlike an undo it is no wish for later: the next daemon makes
 * them again. Begins nothing after the deadline. Answers what was put back, in words; to be called when the loop rests.
 */
export async function putBackOnQuit(parts: UndoParts, deadlineMs: number): Promise<readonly string[]> {
  const { hands, live } = parts;
  const { journal, log, clock } = hands;
  const { settings } = live;
  const isWanted: Partial<Record<JournalEntry['kind'], boolean>> = {
    route: settings['quit.routes'] === 'restore',
    'nat-rule': settings['quit.forwards'] === 'remove',
    'docker-context': settings['quit.contexts'] === 'remove',
  };
  const until = clock.monotonic() + deadlineMs;
  const said: string[] = [];
  const entries = (await journal.entries()).filter((entry) => isOpen(entry) && isWanted[entry.kind] === true);
  for (const entry of entries.toReversed()) {
    if (clock.monotonic() > until) {
      log.warn(`${entry.description}: left as it is, there was no time to put it back`);
      continue;
    }
    try {
      const text = await putBackOne(parts, entry);
      if (text === undefined) continue;
      await journal.mark(entry.id, 'undone');
      log.info(`put back before the end: ${text}`);
      said.push(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(`${entry.description}: left as it is: ${reason}`);
    }
  }
  return said;
}

/** Undefined when there is nothing to put back. */
function putBackOne(parts: UndoParts, entry: JournalEntry): Promise<string | undefined> {
  if (entry.kind === 'route') return putRouteBack(parts, entry);
  return entry.kind === 'nat-rule' ? removeForward(parts, entry) : removeContext(parts, entry);
}

async function putRouteBack(parts: UndoParts, entry: JournalEntry): Promise<string | undefined> {
  const plan = await planRoute(parts, { entry });
  if (plan.kind !== 'act') return undefined;
  await parts.hands.journal.willUndo(entry);
  const { ok, text } = await plan.act();
  if (!ok) throw new Error(text);
  return plan.text;
}

async function removeForward({ hands }: UndoParts, entry: JournalEntry): Promise<string | undefined> {
  const { machine } = entry;
  const rule = ruleOf(entry);
  if (machine === undefined || rule === undefined || entry.undo['verb'] !== 'remove') return undefined;
  const there = valueOf(await hands.hypervisor.readVm(machine))?.natRules.find(
    ({ name }) => name === rule.name,
  );
  if (there === undefined || !isSameRule(there, rule)) return undefined;
  await hands.journal.willUndo(entry);
  const said = await hands.hypervisor.removeNatRule(machine, rule.name);
  if (said.kind !== 'done') throw new Error(said.reason);
  return `removed the NAT rule ${rule.name} 127.0.0.1:${rule.hostPort} of ${machine}`;
}

/** A context that a person removed stays away, and a selection that is not one of ours stays. */
async function removeContext(
  { contexts, hands, remembered }: UndoParts,
  entry: JournalEntry,
): Promise<string | undefined> {
  const { verb, name, folder } = entry.undo;
  if (folder !== contexts.folder || typeof name !== 'string' || verb === 'remove') return undefined;
  const before = await contexts.read(name);
  if (before.kind !== 'read' || before.value === undefined) return undefined;
  await hands.journal.willUndo(entry);
  const text = await undoContextChange(contexts, entry);
  if (/\bstays$/.test(text)) throw new Error(text);
  if (verb === 'write') await remembered.noteContext(name, undefined);
  return text;
}
