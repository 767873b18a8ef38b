import type { Out, Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { run } from '../../platform/process/run.ts';
import type { JournalEntry } from '../../ports.ts';
import type { Parts } from '../handlers/parts.ts';
import { changeSetting } from '../handlers/settings.ts';
import { reader, readInstalled } from './installed.ts';
import { isOpen } from '../undo/plan.ts';
import { askBySheet, runAsRoot, type Asked } from './prompt.ts';
import { exitWords, installScript, removeScript } from './root-script.ts';
import { place } from './text.ts';
import { distrustOf } from './tool-trust.ts';
import { sudoers, textFor, toolOf } from './view.ts';

type Changed = Out<'changePermission'>;

/** Daemons whose password sheet is up. */
const asking = new WeakSet<Parts>();

const questions = {
  install:
    'Fairlead wants to install a sudoers file that lets it put the routes of your VMs back, and nothing else.',
  remove: 'Fairlead wants to remove the sudoers file with which it puts the routes of your VMs back.',
} as const;

/**
 * Installs or removes the permission, because a person asked for it: one prompt, never on a timer. The daemon asks by
 * the password sheet of macOS; where there is none, `by: caller` hands the caller what sudo is to run in a terminal,
 * and concludePermission looks at what came of it. The journal has it before, with what was there.
 */
export async function changePermission(parts: Parts, input: Parsed<'changePermission'>): Promise<Changed> {
  const { verb, by } = input;
  if (by === 'caller') return change(parts, input);
  if (asking.has(parts))
    throw new FailureError('not-possible', 'a password is being asked for already', {
      hint: `answer that, or in a terminal: fairlead sudoers --${verb}`,
    });
  asking.add(parts);
  try {
    return await change(parts, input);
  } finally {
    asking.delete(parts);
  }
}

async function change(parts: Parts, { verb, by }: Parsed<'changePermission'>): Promise<Changed> {
  const made = verb === 'install' ? await installation(parts) : await removal(parts);
  if ('state' in made) return made;
  const isRoot = process.geteuid?.() === 0;
  if (by === 'daemon' && !isRoot && process.platform !== 'darwin')
    throw new FailureError('not-possible', 'sudo asks for the password in a terminal', {
      hint: `fairlead sudoers --${verb}`,
    });
  const entry = await parts.journal.begin({
    kind: 'sudoers',
    description: `${verb} ${place}`,
    undo: { path: place, before: made.before, after: made.after },
  });
  const why = questions[verb];
  if (by === 'caller')
    return { state: 'prepared', sentence: why, prepared: { id: entry.id, script: made.script, why } };
  const prompt = { run, script: made.script, why };
  const asked = isRoot ? await runAsRoot(prompt) : await askBySheet(prompt);
  return conclude(parts, { id: entry.id, after: made.after }, asked);
}

/** What came of a change that the caller had sudo run: looked at, and told the journal. */
export async function concludePermission(
  parts: Parts,
  { id, exitCode }: Parsed<'concludePermission'>,
): Promise<Changed> {
  const entry = (await parts.journal.entries()).find((one) => one.id === id && one.kind === 'sudoers');
  if (entry?.state !== 'begun')
    throw new FailureError('bad-request', 'no change of the permission waits for that');
  const { after } = entry.undo;
  const words = exitWords[exitCode];
  return conclude(
    parts,
    { id, after: typeof after === 'string' ? after : null },
    words === undefined && exitCode !== 0
      ? { kind: 'failed', reason: `sudo ended with ${exitCode}` }
      : { kind: 'ran', exitCode, said: '' },
  );
}

interface Plan {
  readonly script: string;
  readonly before: string | null;
  readonly after: string | null;
}

async function installation(parts: Parts): Promise<Plan | Changed> {
  const view = await sudoers(parts);
  if (view.state === 'current') return { state: 'done', sentence: `${place} is installed and up to date.` };
  if (view.state === 'not-needed')
    return { state: 'done', sentence: 'No permission is needed: Fairlead runs as root.' };
  const wanted = textFor(parts);
  if (wanted.kind === 'impossible')
    throw new FailureError('not-possible', wanted.reason, { hint: 'fairlead ls' });
  const tool = toolOf(parts);
  const distrust = distrustOf(tool.file, tool.name) ?? distrustOf(reader, 'cat');
  if (distrust !== undefined)
    throw new FailureError('not-possible', `nothing is installed: ${distrust}`, {
      hint: `fairlead settings unset tools.${tool.name}`,
    });
  const there = await readInstalled(place, parts);
  const { text } = wanted;
  return { script: installScript(text), before: there.kind === 'text' ? there.text : null, after: text };
}

/** Only what Fairlead wrote, now or before: the journal has each text. */
async function removal(parts: Parts): Promise<Plan | Changed> {
  const there = await readInstalled(place, parts);
  if (there.kind === 'absent') return { state: 'done', sentence: `${place} is not there.` };
  const wanted = textFor(parts);
  const texts = [
    ...(wanted.kind === 'text' ? [wanted.text] : []),
    ...(await parts.journal.entries()).flatMap(writtenBy),
  ];
  if (there.kind === 'text' && !texts.includes(there.text))
    throw new FailureError('not-possible', `${place} is not as Fairlead wrote it, and stays`, {
      hint: `sudo rm ${place}`,
    });
  if (texts.length === 0)
    throw new FailureError('not-possible', 'Fairlead does not know what it would have written there', {
      hint: `sudo rm ${place}`,
    });
  return {
    script: removeScript([...new Set(texts)]),
    before: there.kind === 'text' ? there.text : null,
    after: null,
  };
}

function writtenBy({ kind, undo }: JournalEntry): readonly string[] {
  const { after } = undo;
  return kind === 'sudoers' && typeof after === 'string' ? [after] : [];
}

async function conclude(
  parts: Parts,
  change: { readonly id: string; readonly after: string | null },
  asked: Asked,
): Promise<Changed> {
  const there = await readInstalled(place, parts);
  const now = there.kind === 'text' ? there.text : null;
  const hasRun = asked.kind === 'ran' && asked.exitCode === 0;
  const isDone = there.kind === 'unreadable' ? hasRun : now === change.after;
  await noteEnd(parts, change, isDone);
  if (isDone) {
    // What was refused before is tried again with the next look.
    parts.keeper.ledger.forget();
    parts.keeper.poke('the permission for routes has changed');
    return { state: 'done', sentence: `${place} is ${change.after === null ? 'removed' : 'installed'}.` };
  }
  if (asked.kind === 'declined' && change.after === null)
    return { state: 'declined', sentence: 'Nothing was changed.' };
  if (asked.kind === 'declined') {
    // A no is taken for an answer: it is not offered again.
    await changeSetting(parts, { key: 'route.offerSudoers', value: false, by: 'panel' });
    return { state: 'declined', sentence: 'Nothing was changed, and it is not offered again.' };
  }
  return { state: 'failed', sentence: failure(asked) };
}

/** What is removed is as it was before the first change, so nothing of these is left to undo. */
async function noteEnd(
  { journal }: Parts,
  { id, after }: { readonly id: string; readonly after: string | null },
  isDone: boolean,
): Promise<void> {
  const open = (await journal.entries()).filter((one) => one.kind === 'sudoers' && isOpen(one));
  const isUndone = isDone && after === null && open[0]?.undo['before'] === null;
  for (const one of isUndone ? open : []) if (one.id !== id) await journal.mark(one.id, 'undone');
  await journal.mark(id, isUndone ? 'undone' : isDone ? 'done' : 'failed');
}

function failure(asked: Exclude<Asked, { kind: 'declined' }>): string {
  if (asked.kind === 'failed') return `Nothing was changed: ${asked.reason}.`;
  const words = exitWords[asked.exitCode] ?? `it ended with ${asked.exitCode}`;
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}.`;
}
