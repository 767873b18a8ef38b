import { Option, type Command } from 'commander';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { filtersOf } from '../everyday/list-filters.ts';
import { filteredOf, headings, itemOf, mastersOf } from '../everyday/list-items.ts';
import { readListed, readNames } from '../everyday/list.ts';
import type { Value } from '../go-template/evaluate.ts';
import { filled } from '../go-template/filled.ts';
import { tabColumns } from '../go-template/tab-columns.ts';
import { unescaped } from '../go-template/template.ts';
import { words } from '../go-template/words.ts';
import { noMachinesText } from '../machine-choice.ts';
import { table } from '../print/table.ts';
import type { Session } from '../session.ts';
import { seconds } from './active.ts';

interface LsOptions {
  readonly quiet?: true;
  readonly filter: readonly string[];
  readonly timeout: number;
  readonly format?: string;
}

/** docker-machine's columns in its order, with ours before the last, which is free text. */
const columns = ['Name', 'Active', 'DriverName', 'State', 'URL', 'Swarm', 'DockerVersion', 'Path', 'Error'];

export function addMachines(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'ls',
    summary: 'list the machines',
    manual: {
      about: [
        "Lists every machine of the docker-machine store in the columns of docker-machine ls, and the path that carries Docker now. The address is the one that answers; with docker-machine it is always the machine's own. It does not wait for machines that do not answer. fairlead status shows routes and certificates.",
        'Filters: driver=, state=, name= (a regular expression), label= and swarm=. Fields of --format: Name, Active, ActiveHost, ActiveSwarm, DriverName, State, URL, SwarmOptions, Swarm, EngineOptions, Error, DockerVersion, ResponseTime, Path. Works without a daemon.',
      ],
      examples: [
        ['fairlead ls', 'the table'],
        ['fairlead ls -q --filter state=running', 'names only'],
        ["fairlead ls -f '{{.Name}}: {{.URL}}'", 'one line for each, in a form of your own'],
        ['fairlead ls --json | jq -r ".[].name"', 'for programs'],
      ],
      exits: [3],
    },
  });
  command
    .option('-q, --quiet', 'print the names only')
    .addOption(
      new Option('--filter <key=value>', 'show only these; may be given again')
        .argParser(collect)
        .default([], 'all'),
    )
    .option('-t, --timeout <seconds>', 'longest wait; what is not known then is Timeout', seconds, 10)
    .option('-f, --format <template>', 'print through a Go template; "table " before it for columns');
  line.does<LsOptions>(command, (session, options) =>
    options.quiet === true ? printNames(session, options) : printTable(session, options),
  );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function printNames(session: Session, { filter, timeout }: LsOptions): Promise<undefined> {
  const names = await readNames(session, { filter, seconds: timeout });
  session.print(names, () => names.map((name) => `${name}\n`).join(''));
  return undefined;
}

async function printTable(session: Session, { filter, timeout, format }: LsOptions): Promise<undefined> {
  const keep = filtersOf(filter);
  const all = await readListed(session, timeout);
  const masters = mastersOf(all.map(({ view, config }) => ({ name: view.name, config })));
  const listed = all.filter((one) => keep(filteredOf(one, masters)));
  const items = listed.map((one) => itemOf(one, masters));
  session.print(
    listed.map(({ view }) => view),
    () => {
      if (format !== undefined && format !== '') return formatted(format, items);
      if (all.length === 0) return noMachinesText;
      return usual(session, items);
    },
  );
  return undefined;
}

type Item = { readonly [field: string]: Value };

function formatted(format: string, items: readonly Item[]): string {
  const isTable = format.startsWith('table');
  const template = `${unescaped((isTable ? format.slice('table'.length) : format).replace(/^ +| +$/g, ''))}\n`;
  const rows = items.map((value) => filled(template, { value, strict: true }));
  if (!isTable) return rows.join('');
  return tabColumns([filled(template, { value: headings, strict: true }), ...rows].join(''));
}

/** In docker-machine's own alignment; on a terminal that is too narrow for it, in our table. */
function usual({ paper }: Session, items: readonly Item[]): string {
  const rows = items.map((item) => columns.map((column) => printable(words(item[column]))));
  const titles = columns.map((column) => words(headings[column]));
  const text = tabColumns([titles, ...rows].map((cells) => `${cells.join('\t')}\n`).join(''));
  const isTooWide = text.split('\n').some((line) => line.length > paper.width);
  return isTooWide ? table(paper, { headings: titles, rows, cutFirst: [0, 8] }) : text;
}
