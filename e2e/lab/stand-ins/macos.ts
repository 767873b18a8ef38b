// netstat, route, ifconfig and scutil of a Mac, over the real kernel state of this network namespace:
// `node macos.ts <command> <arguments>`. Changes are carried out with `ip route`. `node macos.ts serve <socket>`
// stays and answers those that only read: on a Mac they take milliseconds, and Node takes longer to start.
import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { formatCidr, formatIpv4, parseCidr, parseIpv4 } from '../../../app/route/cidr.ts';
import { answer, notRoot, parseRoute, type RouteCommand } from '../../stage/route-command.ts';
import { printed, type Outcome } from '../../stage/outcome.ts';
import { renderIfconfig } from '../../stage/render/ifconfig.ts';
import { renderInterfaceMessage, renderMessage } from '../../stage/render/monitor.ts';
import { renderNetstat } from '../../stage/render/netstat.ts';
import { renderRouteGet } from '../../stage/render/route-get.ts';
import { renderDictionary, renderServices } from '../../stage/render/scutil.ts';
import { ip, lookUp, readInterfaces, readRows, addressText } from './kernel-view.ts';

const [tool = '', ...words] = process.argv.slice(2);

if (tool === 'serve') serve(words[0] ?? '');
else if (tool === 'route' && words.includes('monitor')) monitor();
else if (tool === 'route') end(route(words));
else end({ exitCode: 127, stdout: '', stderr: `${tool}: not found\n` });

/** One question per connection: the command and its arguments, one per line, then its standard input. */
function serve(socketPath: string): void {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('end', () => {
      const { stdout, stderr } = look(text.split('\n'));
      socket.end(stderr === '' ? stdout : `complaint: ${stderr}`);
    });
  });
  server.listen(socketPath, () => {
    chmodSync(socketPath, 0o666);
    process.stdout.write('serving\n');
  });
}

function look([command = '', ...input]: readonly string[]): Outcome {
  switch (command) {
    case 'netstat':
      return printed(renderNetstat(readRows(readInterfaces()), { version: '14', withInet6: false }));
    case 'ifconfig':
      return printed(renderIfconfig(readInterfaces()));
    case 'scutil':
      return printed(input[0] === '--nc' ? renderServices([]) : dynamicStore(input));
    case 'route':
      return route(input.filter((word) => word !== ''));
    default:
      return { exitCode: 127, stdout: '', stderr: `${command}: not found\n` };
  }
}

function route(argv: readonly string[]): Outcome {
  const parsed = parseRoute(argv);
  if (parsed.kind === 'refused') return parsed.outcome;
  const { command } = parsed;
  if (command.verb === 'get') return routeGet(formatIpv4(command.destination.address));
  if (process.geteuid?.() !== 0) return notRoot;
  return answer(command, change(command));
}

function routeGet(address: string): Outcome {
  const interfaces = readInterfaces();
  const row = lookUp(address, interfaces);
  if (row === undefined)
    return { exitCode: 0, stdout: '', stderr: 'route: writing to routing socket: not in table\n' };
  const mtu = interfaces.find(({ name }) => name === row.interface)?.mtu ?? 1500;
  return printed(renderRouteGet(address, row, mtu));
}

/** Carries the change out; what route(8) calls the kernel's error, if there was one. */
function change(command: RouteCommand): string | undefined {
  const through =
    command.interface !== undefined
      ? ['dev', command.interface, ...source(command.interface)]
      : command.gateway === undefined
        ? []
        : ['via', formatIpv4(command.gateway)];
  const verb = { add: 'add', delete: 'del', change: 'replace', get: 'get' }[command.verb];
  try {
    ip('route', verb, formatCidr(command.destination), ...(verb === 'del' ? [] : through));
    return undefined;
  } catch (error) {
    const said = String((error as { stderr?: unknown }).stderr);
    if (said.includes('No such process')) return 'not in table';
    return said.replace(/^RTNETLINK answers: |^Error: /, '').trim();
  }
}

/** A Mac makes the row with the interface's own address as the source of packets. */
function source(name: string): readonly string[] {
  const network = readInterfaces().find((known) => known.name === name);
  return network?.address === undefined || network.kind === 'tunnel' ? [] : ['src', addressText(network)];
}

/** One RTM block for each row that comes or goes, as long as somebody reads. */
function monitor(): void {
  const child = spawn('/sbin/ip', ['-4', 'monitor', 'route', 'address', 'link'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.on('close', (code) => (process.exitCode = code ?? 1));
  process.stdout.on('error', () => child.kill());
  createInterface({ input: child.stdout }).on('line', (line) => {
    const gone = line.startsWith('Deleted ');
    const index = /^(?:Deleted )?(\d+): /.exec(line)?.[1];
    if (index !== undefined) process.stdout.write(renderInterfaceMessage(Number(index), new Date()));
    const [first = '', ...rest] = line.replace('Deleted ', '').split(' ');
    const destination = first === 'default' ? { address: 0, length: 0 } : parseCidr(first);
    if (destination === undefined) return;
    const name = rest[rest.indexOf('dev') + 1] ?? 'lo0';
    const row = { destination, gateway: name, interface: name, flags: 'UCS' };
    const type = gone ? ('RTM_DELETE' as const) : ('RTM_ADD' as const);
    process.stdout.write(renderMessage({ type, row, pid: 0 }, new Date()));
  });
}

/** `show <key>` per line of standard input; AnyConnect's key is there while the tunnel is. */
function dynamicStore(lines: readonly string[]): string {
  const tunnel = readInterfaces().find(({ name, kind }) => kind === 'tunnel' && name.startsWith('utun'));
  return lines
    .map((line) => {
      const key = /^\s*show\s+(\S+)/.exec(line)?.[1];
      if (key === undefined) return '';
      const isCisco = key.startsWith('State:/Network/Service/com.cisco.anyconnect/');
      const known = isCisco && tunnel !== undefined && parseIpv4(addressText(tunnel)) !== undefined;
      return known
        ? renderDictionary({ Addresses: [addressText(tunnel)], InterfaceName: tunnel.name })
        : '  No such key\n';
    })
    .join('');
}

function end({ exitCode, stdout, stderr }: Outcome): void {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}
