import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { dockerHostOf } from '../everyday/docker-host.ts';

interface HostOptions {
  readonly direct?: true;
}

export function addUrl(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'url',
    summary: 'print the address at which Docker answers',
    manual: {
      about: [
        "Prints what fairlead env --tcp sets as DOCKER_HOST: the localhost forward where there is one whose certificate suits it, else the machine's own address. docker-machine url always prints the machine's own address; --direct does the same.",
        'Nothing is dialled, so it never hangs.',
      ],
      examples: [
        ['fairlead url', 'the only machine, or default'],
        ['fairlead url --direct default', "docker-machine's own form: tcp://192.168.99.100:2376"],
      ],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('--direct', "the machine's own address, whatever holds its route");
  line.does<HostOptions>(command, async (session, { direct }, [name]) => {
    const { name: machine, dockerHost } = await dockerHostOf(session, { name, direct: direct === true });
    session.print({ machine, url: dockerHost }, () => `${dockerHost}\n`);
    return undefined;
  });
}

export function addConfig(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'config',
    summary: 'print the options that point the docker command at a machine',
    manual: {
      about: [
        "Prints --tlsverify, the certificates and -H, one on a line, in docker-machine's form. -H is what fairlead url prints; docker-machine config dials first, and hangs under a VPN.",
      ],
      examples: [
        ['docker $(fairlead config default) ps', 'one command at a machine'],
        ['fairlead config --direct', "with the machine's own address"],
      ],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('--direct', "the machine's own address, whatever holds its route");
  line.does<HostOptions>(command, async (session, { direct }, [name]) => {
    const {
      name: machine,
      dockerHost,
      certPath,
    } = await dockerHostOf(session, { name, direct: direct === true });
    const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) => `${certPath}/${file}`);
    session.print(
      { machine, tlsverify: true, tlscacert: ca, tlscert: cert, tlskey: key, host: dockerHost },
      () =>
        [
          '--tlsverify',
          `--tlscacert=${goQuoted(ca ?? '')}`,
          `--tlscert=${goQuoted(cert ?? '')}`,
          `--tlskey=${goQuoted(key ?? '')}`,
          `-H=${dockerHost}`,
          '',
        ].join('\n'),
    );
    return undefined;
  });
}

/** As Go's %q writes a path; the docker command takes the quotes off again. */
function goQuoted(text: string): string {
  return JSON.stringify(text);
}
