import type { Command } from 'commander';
import type { Contexts } from '../../../shared/control/contract.ts';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { table } from '../print/table.ts';
import type { Session } from '../session.ts';
import { given } from './fix.ts';

export function addContexts(line: CommandLine, program: Command): void {
  const group = line.group(program, 'context', 'Docker contexts that lead to the machines');
  const show = line.add(group, {
    usage: 'show',
    summary: 'list the contexts of the machines, and which one is selected',
    isDefault: true,
    manual: {
      about: [
        "The daemon keeps a Docker context fairlead-<machine> for each machine, which leads to the machine's endpoint, and one named fairlead for the only machine or for default. It never selects one by itself: docker --context fairlead-default ps works without that.",
        'A context of the same name that somebody else made is left alone, and shown as foreign. The setting context.write switches contexts off.',
      ],
      examples: [
        ['fairlead context show', 'what is there'],
        ['docker --context fairlead ps', 'one command over it'],
      ],
      exits: [3],
    },
  });
  line.does(show, async (session) => {
    const result = await session.reach((client) => client.contexts({}));
    session.print(result, () => contextsText(result, session));
    return undefined;
  });
  const use = line.add(group, {
    usage: 'use',
    summary: "make a machine's context the one that new shells use",
    manual: {
      about: [
        'Changes currentContext in the configuration of Docker, as docker context use does, for all shells without a DOCKER_HOST of their own. It prints how to go back.',
      ],
      examples: [['fairlead context use', 'the only machine, or default']],
      exits: [3, 4],
    },
  });
  use.argument('[machine]', 'name of the machine');
  line.does(use, async (session, _options, [machine]) => {
    const client = await session.daemon();
    const result = await client.useContext(given({ machine }));
    session.print(result, () => `${printable(result.sentence)}\n`);
    remarkOnShell(session);
    return undefined;
  });
  const remove = line.add(group, {
    usage: 'remove',
    summary: "remove a machine's contexts, and leave them away",
    manual: {
      about: [
        'Removes only contexts that Fairlead wrote. One that is selected is deselected first, so that docker finds its default again. fairlead context use brings it back.',
      ],
      examples: [['fairlead context remove', 'those of all machines']],
      exits: [3],
    },
  });
  remove.argument('[machine]', 'name of the machine');
  line.does(remove, async (session, _options, [machine]) => {
    const result = await session.reach((client) => client.removeContext(given({ machine })));
    session.print(result, () => `${printable(result.sentence)}\n`);
    return undefined;
  });
}

function contextsText({ contexts, sentence }: Contexts, { paper }: Session): string {
  const said = `${printable(sentence)}\n`;
  if (contexts.length === 0) return said;
  const rows = contexts.map(({ machine, name, state, selected, detail }) =>
    [machine, `${name}${selected ? ' *' : ''}`, state, detail ?? ''].map(printable),
  );
  return `${table(paper, { headings: ['MACHINE', 'CONTEXT', 'STATE', 'WHY'], rows, cutFirst: [3] })}${said}`;
}

/** A shell's own variables go before any context, and only this command sees them. */
function remarkOnShell(session: Session): void {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: context } = session.world.environment;
  if ((host ?? '') !== '')
    session.remark(
      'note: DOCKER_HOST is set in this shell and goes before contexts; eval $(fairlead env --unset)',
    );
  else if ((context ?? '') !== '')
    session.remark(
      'note: DOCKER_CONTEXT is set in this shell and goes before the selected one; unset DOCKER_CONTEXT',
    );
}
