import type { Command } from 'commander';
import type { Registry } from '../../../shared/control/everyday.ts';
import { printable, timeLeft } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { chosenRegistry, readCertificateFile } from '../everyday/registry-arguments.ts';
import { table } from '../print/table.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { given } from './fix.ts';

interface RegistryOptions {
  readonly machine?: string;
}

export function addRegistry(line: CommandLine, program: Command): void {
  const group = line.group(program, 'registry', 'let engines trust a registry that has a CA of its own');
  const list = line.add(group, {
    usage: 'list',
    isDefault: true,
    summary: 'list the registries whose CA certificate is installed',
    manual: {
      about: ['Looks into the running machines over SSH. Works without a daemon.'],
      examples: [['fairlead registry', 'all machines']],
      exits: [3],
    },
  });
  machineOption(list);
  line.does<RegistryOptions>(list, async (session, { machine }) => {
    const found = await withProgress(session, 'Looking into the machines', () =>
      session.reach((client) => client.registries(given({ machine }), session.world.signal)),
    );
    tell(session, found);
    return undefined;
  });

  const trust = line.add(group, {
    usage: 'trust',
    summary: "install a registry's CA certificate in the engines",
    manual: {
      about: [
        "Puts the certificate where the engine looks for it (/etc/docker/certs.d/<registry>/ca.crt), over SSH, which works under a VPN. In boot2docker it is kept in /var/lib/boot2docker and put back at each boot; elsewhere the folder itself stays. No engine is restarted. A file that holds a server's certificate, an expired one or a private key is refused.",
      ],
      examples: [
        ['fairlead registry trust ca.crt registry.example:5000', 'all running machines'],
        ['fairlead registry trust ca.crt registry.example -m work', 'one machine'],
      ],
      exits: [3],
    },
  });
  trust.argument('<ca.crt>', 'file with the CA certificate, PEM').argument('<registry>', 'host[:port]');
  machineOption(trust);
  line.does<RegistryOptions>(trust, async (session, { machine }, [file = '', name = '']) => {
    const input = { registry: chosenRegistry(name), pem: await readCertificateFile(file), machine };
    const found = await withProgress(session, 'Installing the certificate', () =>
      session.reach((client) => client.trustRegistry(given(input), session.world.signal)),
    );
    tell(session, found);
    return undefined;
  });

  const untrust = line.add(group, {
    usage: 'untrust',
    summary: "take a registry's CA certificate away again",
    manual: {
      about: ['Removes the file that trust has put there, and nothing else in its folder.'],
      examples: [['fairlead registry untrust registry.example:5000', 'all running machines']],
      exits: [3],
    },
  });
  untrust.argument('<registry>', 'host[:port]');
  machineOption(untrust);
  line.does<RegistryOptions>(untrust, async (session, { machine }, [name = '']) => {
    const input = { registry: chosenRegistry(name), machine };
    const found = await withProgress(session, 'Removing the certificate', () =>
      session.reach((client) => client.untrustRegistry(given(input), session.world.signal)),
    );
    tell(session, found);
    return undefined;
  });
}

function machineOption(command: Command): void {
  command.option('-m, --machine <name>', 'this machine only (default: all that run)');
}

function tell(session: Session, registries: readonly Registry[]): void {
  const now = session.world.now();
  session.print(registries, () => {
    if (registries.length === 0) return 'No registry has a CA certificate of its own in the machines.\n';
    const rows = registries.map(({ machine, registry, subject, notAfter, fingerprint }) =>
      [machine, registry, subject, timeLeft(Date.parse(notAfter) - now), fingerprint.slice(0, 16)].map(
        printable,
      ),
    );
    const headings = ['MACHINE', 'REGISTRY', 'CA', 'LEFT', 'SHA-256'];
    return table(session.paper, { headings, rows, cutFirst: [2, 1] });
  });
}
