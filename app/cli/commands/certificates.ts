import type { Command } from 'commander';
import type { MachineView } from '../../../shared/snapshot.ts';
import { certificateWords, printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { renewAuthority } from '../everyday/renew-authority.ts';
import { renewClient } from '../everyday/renew-client.ts';
import { readStored, storedText } from '../everyday/stored-certificates.ts';
import { concerned, noMachinesText } from '../machine-choice.ts';
import { perform } from '../perform.ts';
import { styled, wrap } from '../print/terminal.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { given } from './fix.ts';

interface RenewOptions {
  readonly dryRun?: true;
  readonly restartEngine?: true;
  readonly client?: true;
  readonly ca?: true;
}

export function addCertificates(line: CommandLine, program: Command): void {
  const group = line.group(program, 'certs', "show or renew the engines' certificates");
  const show = line.add(group, {
    usage: 'show',
    isDefault: true,
    summary: 'show the certificates of engines, of the client and of the CA',
    manual: {
      about: [
        "Shows the certificate the engine really serves: its names, dates, issuer and fingerprint, and whether it suits tcp://localhost and tcp://127.0.0.1. Then those of the store with their ends: the CA, the client's, and the copy of the engine's. Works without a daemon.",
      ],
      examples: [
        ['fairlead certs', 'all machines'],
        ['fairlead certs show default --json', 'one machine, for programs'],
      ],
      exits: [3],
    },
  });
  show.argument('[machine]', 'name of the machine; left out means all');
  line.does(show, async (session, _options, [name]) => {
    const machines = await withProgress(session, 'Looking at the certificates', () =>
      session.reach((client) => client.machines({}, session.world.signal)),
    );
    const chosen = concerned(machines, name);
    const stored = await readStored(session);
    const certificates = chosen.map((machine) => ({
      machine: machine.name,
      certificate: machine.certificate ?? null,
      ...stored.get(machine.name),
    }));
    session.print(certificates, () =>
      chosen.length === 0
        ? noMachinesText
        : chosen
            .map((machine) => `${certificateText(machine, session)}${storedText(stored.get(machine.name))}`)
            .join('\n'),
    );
    return undefined;
  });

  const renew = line.add(group, {
    usage: 'renew',
    summary: 'issue and deliver a new certificate, and restart the engine',
    manual: {
      about: [
        "Issues a certificate from the store's CA with the names it had, localhost, 127.0.0.1 and the guest address, delivers it over SSH, restarts the engine and verifies it by a handshake; a certificate that does not verify is taken back. The store's server.pem is updated, with a dated backup.",
        'A restart of the engine stops containers: with containers running it needs --restart-engine. Works without a daemon.',
        'With --ca the CA of the store gets a new certificate for the key it has. What the old one signed stays good until its end, so machines are brought along one after the other, and those that are off when the command is given again.',
      ],
      examples: [
        ['fairlead certs renew', 'the only machine, or all that need it'],
        ['fairlead certs renew default --dry-run', 'only say what would be done'],
        ['fairlead certs renew default --restart-engine', 'although containers run'],
        ['fairlead certs renew --ca --restart-engine', "the CA's, with all machines and the client"],
        ['fairlead certs renew --client', "the client's, for all machines; no engine restarts"],
      ],
      exits: [3, 5, 6],
    },
  });
  renew
    .argument('[machine]', 'name of the machine')
    .option('-n, --dry-run', 'only say what would be done')
    .option('--restart-engine', 'consent to a restart of the engine, which stops containers')
    .option('--client', "the client's certificate instead, with the copies of all machines")
    .option('--ca', "the CA's certificate instead, then those of all its machines and of the client");
  line.does<RenewOptions>(renew, (session, options, [machine]) => {
    if (options.client === true) return renewClient(session, machine);
    const isDryRun = options.dryRun === true;
    if (options.ca === true)
      return renewAuthority(session, {
        machine,
        restartEngine: options.restartEngine === true,
        dryRun: isDryRun,
      });
    const input = { machine, dryRun: isDryRun, restartEngine: options.restartEngine === true };
    return perform(session, {
      what: isDryRun ? 'Looking at the certificates' : 'Renewing the certificate',
      isDryRun,
      call: (client) => client.renewCertificate(given(input), session.world.signal),
    });
  });
}

function certificateText(machine: MachineView, session: Session): string {
  const { certificate } = machine;
  const { paper } = session;
  const title = `${machine.name}: ${certificateWords(certificate, session.world.now())}`;
  const head = `${styled(paper, 'bold', printable(title))}\n`;
  if (certificate === undefined)
    return `${head}  the engine did not answer, so its certificate is not known\n`;
  const rows: readonly (readonly [string, string])[] = [
    ['names', certificate.names.join(', ')],
    ['valid', `${minuteOf(certificate.notBefore)} to ${minuteOf(certificate.notAfter)}`],
    ['issuer', certificate.issuer],
    ['subject', certificate.subject],
    ['localhost', certificate.suitsLocalhost ? 'yes' : 'no'],
    ['sha-256', certificate.fingerprint],
  ];
  const indent = ' '.repeat(13);
  const lines = rows.map(
    ([label, value]) =>
      `  ${label.padEnd(9)}  ${wrap(printable(value), paper.width - indent.length, indent)}\n`,
  );
  return [head, ...lines].join('');
}

/** `2026-01-02 03:04 UTC` of an ISO time. */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
