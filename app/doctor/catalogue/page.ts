import { catalogue, themes } from './catalogue.ts';
import { coverage } from './coverage.ts';
import type { Symptom } from './symptom.ts';

const head = `# Doctor

    fairlead doctor              what is wrong here, with what mends it
    fairlead doctor --fix        mend what can be mended without stopping a container, and look again
    fairlead doctor --fix --yes  also what restarts an engine
    fairlead explain '<message>' what an error message means; also from standard input, whole pastes too
    fairlead report              one archive for a bug report, without keys, names and addresses

All of them work with and without a daemon, and take \`--json\`.

## doctor

It starts from what the loop watches anyway (routes, paths, the served certificate, ports) and adds what need not be
watched: permissions and dates of the store's files, copies that were left behind, the clock, disk and engine inside the
machine over SSH, VirtualBox's adapters, addresses and DHCP, the hosts file, MTU of tunnels, start files that run
\`docker-machine env\`, and the variables of the shell it is typed in. Every check has a time limit and fails for itself:
what could not be checked is listed with the reason. A finding has an id of the tables below, or the code of an advisory
where no symptom fits.

Looked for are all symptoms below that leave a trace on the Mac or in the machine. \`VM_LOCKED\` is a machine that is off while
something, such as the settings window, holds its lock; \`NOT_READY\` one that was started within the last two minutes and does
not answer yet, and also what VirtualBox says when it is not ready itself. \`TLS_DIAL_TIMEOUT\` is silence although the route is
right and no VPN is up, with or without a forward that answers. \`DHCP_MISMATCH\` is a DHCP server that is off, or an address it
does not hand out; while Docker is reachable the latter is a remark, because some mean it. \`CREATE_UNREACHABLE\` and
\`ENV_TLS_CHECK\` are remarks: what docker-machine, which dials the address, would say now of a machine whose SSH key is younger
than an hour, and of \`env\` where it is installed.
Where one finding accounts for another one of the same machine, only the cause is
listed. What \`--fix\` changes is in the journal, and \`fairlead undo\` knows it.

Commands are suggested only where they can work now: none for a machine that is not here, none that goes into a machine that
is off (starting it comes first), none of VirtualBox for a machine of another driver, no context that does not exist, and no
host-only adapter for removal that a machine is on. \`explain\` says so when the machine of a message is not on this computer.

| exit code | of \`doctor\` |
|---|---|
| 0 | nothing is wrong; remarks are allowed |
| 1 | something is wrong |
| 6 | with \`--fix\`: something could be mended only by what stops containers; \`--yes\` agrees |

## explain

The text is cleaned first (colours, prompts, JSON, other quotation marks and digits, broken lines) and then read for whom
somebody dialled and what came of it, for names a certificate lacks, for names that did not resolve, for values in the output
of commands that do not go together (a route and an adapter, \`DOCKER_HOST\` and the machine's address), and for fixed phrases.
Where a message has several causes, what this computer shows now decides which comes first. \`{"matches": []}\` means that
nothing known looks like it: then there is no guess. \`remarks\` names messages that are known but are none of these
symptoms, for example two versions of docker that do not suit each other. The exit code is 0 either way, 2 when there is no
text. \`--offline\` leaves this computer aside.

\`sentence\` is for who reads no further: the cause, as surely as it is known ("Most likely", "Possibly", "Usually" where this
computer does not show it now), how many others there are, and the line to type. Where several machines are here and the
message names none, the line is for the one that has what the message tells of.

How well it does was measured on messages it had not been written with, in eleven rounds; after each round its faults were
mended and the next one was collected. The first three were of people's issues; the later ones were put together from the
wordings of tools and versions that were missing, such as clients in Rust, Ruby, Java and .NET, and from issues of build tools
and editors. Answered rightly with the first answer at the first reading: 89 of 118, then 93 of 110, 40 of 43, 67 of 69,
175 of 195, 72 of 84, 73 of 80, 40 of 42, 117 of 138, 44 of 55, and 23 of 26; messages of other tools that were answered all the same: 2 of 16, 4 of
30, 1 of 15, 4 of 40, none of 54, 2 of 30, 9 of 43, 4 of 22, 3 of 65, 1 of 36, and none of 22.
All sets are tests now (\`app/testing/field-messages-*.ts\`), of the last five what was new in them. What was never seen is bound to be misread now and then.

## report

One .tar.gz with mode 0600: snapshots, decisions with reasons, journal, routes, interfaces, versions, findings, settings
that differ, the log, and a manifest that says what could not be collected. Redacted are keys and certificates, long base64
and hexadecimal strings, user names, home folders, host names, addresses and networks outside those of the machines, MAC
addresses, serial numbers, names of containers, images and wireless networks, and what stands as a password (after -p,
in --password=…, before the @ of an address). A name that one message tells, such as that of a host nobody could resolve,
is taken out of all parts. The same thing has the same placeholder everywhere. Names it
cannot know as such (a project in a path of your own, a word in a VPN's message) may stay: look into it before you publish it.

## Symptoms
`;

/** docs/doctor.md, from the catalogue. */
export function renderPage(): string {
  const sections = Object.entries(themes).map(([theme, symptoms]) =>
    [
      `### ${theme}`,
      '',
      '| id | seen as | cause | remedies |',
      '|---|---|---|---|',
      ...(symptoms as readonly Symptom[]).map(row),
      '',
    ].join('\n'),
  );
  return `${head}\n${sections.join('\n')}\nA remedy marked ⚿ needs an administrator, one marked ⏻ interrupts containers, the machine or the VPN.\n\n${coverageTable()}`;
}

/** What `--fix` does about each, and where that is shown. */
function coverageTable(): string {
  const mend = (text: string): string =>
    text.replace(/^(yes|consent|no): /, (word) => `**${word.slice(0, -2)}**: `);
  return [
    '## What --fix mends',
    '',
    'Seen from the Mac, from inside the machine over SSH, or from the variables of the shell. Played: a scenario with the shipped',
    'daemon in which the doctor finds it (`e2e/scenarios/doctor*.test.ts`, `e2e/lab/scenarios/certificates.test.ts`). **consent**: with',
    '`--fix --yes`, since the engine restarts.',
    '',
    '| id | seen from | played | mended |',
    '|---|---|---|---|',
    ...catalogue.map(({ id }) => {
      const { seenFrom, played, mended } = coverage[id];
      return `| \`${id}\` | ${seenFrom} | ${played} | ${cell(mend(mended))} |`;
    }),
    '',
  ].join('\n');
}

function row({ id, message, cause, remedies, links }: Symptom): string {
  const does = remedies.map(
    ({ does: words, needsRoot, disruptive }) => `${words}${needsRoot ? ' ⚿' : ''}${disruptive ? ' ⏻' : ''}`,
  );
  const seen =
    links.length === 0 ? '' : ` ${links.map((link, index) => `[${index + 1}](${link})`).join(' ')}`;
  return `| \`${id}\` | \`${cell(message.replaceAll('`', "'"))}\` | ${cell(cause.replace(/\{(\w+)\}/g, 'the $1'))}${seen} | ${cell(does.join('; '))} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
