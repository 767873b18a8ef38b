import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { confirms } from '../everyday/ask.ts';
import { chooseSeveral, readKnownMachines } from '../everyday/known-machines.ts';
import { renewAuthority } from '../everyday/renew-authority.ts';
import { renewClient } from '../everyday/renew-client.ts';
import { readStored } from '../everyday/stored-certificates.ts';
import { exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';

interface RegenerateOptions {
  readonly force?: true;
  readonly clientCerts?: true;
}

export function addRegenerateCerts(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'regenerate-certs',
    summary: "renew the certificates of machines, with docker-machine's name and options",
    manual: {
      about: [
        'Does what fairlead certs renew does, and stops containers if it must: that is what is asked for. Unlike docker-machine it keeps the key of the engine and a dated copy of every certificate, verifies the new one with a handshake, and goes back to the old one when that fails. With --client-certs the certificate of the client is renewed first, in all machines; where the CA has ended, the CA with all its machines, as by fairlead certs renew --ca.',
      ],
      examples: [
        ['fairlead regenerate-certs default', 'ask, then do it'],
        ['fairlead regenerate-certs -f default work', 'without asking'],
        ['fairlead regenerate-certs --client-certs -f default', "the client's too"],
      ],
      exits: [3, 5, 6],
    },
  });
  command
    .argument('[machines...]', 'names of machines')
    .option('-f, --force', 'do not ask')
    .option('--client-certs', "also renew the client's certificate, with all machines' copies");
  line.doesMany<RegenerateOptions>(command, async (session, { force, clientCerts }, names) => {
    const chosen = chooseSeveral(await readKnownMachines(session), names);
    if (force !== true && !(await confirms(session, 'Regenerate TLS machine certs?  The engine restarts.')))
      return exitCodes.consent;
    if (clientCerts === true) {
      const authority = (await readStored(session)).get(chosen[0]?.name ?? '')?.authority;
      // As docker-machine: a CA that has ended comes first, and every machine with it.
      if (authority !== undefined && !('problem' in authority) && authority.daysLeft < 0)
        return renewAuthority(session, { machine: chosen[0]?.name, restartEngine: true, dryRun: false });
      await renewClient(session, chosen[0]?.name);
    }
    let worst: number = exitCodes.ok;
    for (const { name: machine } of chosen) {
      const code = await perform(session, {
        what: `Renewing the certificate of ${machine}`,
        call: (client) => client.renewCertificate({ machine, restartEngine: true }, session.world.signal),
      });
      worst = Math.max(worst, code);
    }
    return worst;
  });
}
