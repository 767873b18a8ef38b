import type { Command } from 'commander';
import type { JournalLine } from '../../../shared/control/change-words.ts';
import { printable } from '../../../shared/wording.ts';
import { FileJournal } from '../../home/journal.ts';
import type { CommandLine } from '../command-line.ts';
import { table } from '../print/table.ts';
import type { Paper } from '../print/terminal.ts';
import type { Session } from '../session.ts';

/** What stands and can be undone; the rest of a long life is history. */
const usually = 20;

export function addJournal(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'journal',
    summary: 'show what Fairlead changed on this computer and in its machines',
    manual: {
      about: [
        'Every change is written down before it is made, with what was there before: routes, NAT rules, certificates, copies in the store, Docker contexts, settings. The newest come last; fairlead undo puts them back. With --json all of them are printed.',
      ],
      examples: [
        ['fairlead journal', 'the newest changes'],
        ['fairlead journal --all', 'everything that is remembered'],
      ],
      exits: [3],
    },
  });
  command.option('--all', 'all entries, not only the newest');
  line.does<{ readonly all?: true }>(command, async (session, { all }) => {
    const lines = await readJournal(session);
    session.print(lines, () => journalText(all === true ? lines : lines.slice(-usually), session.paper));
    return undefined;
  });
}

/** From the daemon; from the file itself when none runs. */
async function readJournal(session: Session): Promise<readonly JournalLine[]> {
  const client = await session.daemonIfThere();
  if (client !== undefined) return client.journal({}, session.world.signal);
  const { listJournal } = await import('../../daemon/handlers/journal.ts');
  const log = { debug: nothing, info: nothing, warn: (text: string) => session.remark(text), error: nothing };
  return listJournal({ journal: new FileJournal({ file: session.home.journal, log }) });
}

function journalText(lines: readonly JournalLine[], paper: Paper): string {
  if (lines.length === 0) return 'Nothing has been changed yet.\n';
  const rows = lines.map(({ id, at, state, description, machine }) => [
    id.slice(0, 8),
    at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    stateWords[state],
    printable(
      machine === undefined || description.includes(machine) ? description : `${machine}: ${description}`,
    ),
  ]);
  const text = table(paper, { headings: ['ID', 'WHEN', 'STATE', 'CHANGE'], rows, cutFirst: [3] });
  const open = lines.filter(({ undoable }) => undoable).length;
  return open === 0
    ? text
    : `${text}\n${open} can be undone: fairlead undo --last, --all or <id>; --dry-run says what it would do.\n`;
}

const stateWords: { readonly [S in JournalLine['state']]: string } = {
  begun: 'cut off',
  done: 'stands',
  failed: 'not made',
  undone: 'undone',
};

function nothing(): void {
  // Reading the journal has no log.
}
