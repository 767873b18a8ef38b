/** `hostonlyif` and `dhcpserver`: host-only adapters, their addresses, and who hands out addresses there. */
import { done, error, ok, optionOf, syntaxError, type VBoxAnswer } from './vbox-answers.ts';
import type { VBoxWorld } from './vbox-world.ts';

export function configureNetwork(world: VBoxWorld, [command, ...words]: readonly string[]): VBoxAnswer {
  const [verb = '', name = ''] = words;
  if (command === 'dhcpserver') return configureDhcp(world, words);
  switch (verb) {
    case 'create':
      return world.fileExists === undefined ? syntaxError(`Unknown sub-command '${verb}'`) : create(world);
    case 'ipconfig':
      return configureAdapter(world, words);
    case 'remove':
      return world.fileExists === undefined
        ? syntaxError(`Unknown sub-command '${verb}'`)
        : remove(world, name);
    default:
      return syntaxError(`Unknown sub-command '${verb}'`);
  }
}

/** The lowest free number; its address is VirtualBox's own choice until `ipconfig` says another. */
function create(world: VBoxWorld): VBoxAnswer {
  const { adapters } = world.hostOnly;
  let number = 0;
  while (adapters.some((one) => one.name === `vboxnet${number}`)) number += 1;
  const name = `vboxnet${number}`;
  adapters.push({ name, address: `192.168.${56 + number}.1`, netmask: '255.255.255.0', up: false });
  return done(`Interface '${name}' was successfully created\n`);
}

function configureAdapter(world: VBoxWorld, words: readonly string[]): VBoxAnswer {
  const [, name = ''] = words;
  const address = optionOf(words, '--ip');
  const adapter = world.hostOnly.adapters.find((each) => each.name === name);
  if (adapter === undefined) return unknownAdapter(name);
  // Said by docker-machine after an adapter whose address comes by DHCP; a real Mac does not take it either.
  if (words.includes('--dhcp')) return error('Not implemented', 'E_NOTIMPL (0x80004001)');
  if (address === undefined) return syntaxError('Neither -dhcp nor -ip nor -ipv6 was specfified');
  if (world.rangeRule && !/^192\.168\.(5[6-9]|6[0-3])\./.test(address))
    return {
      exitCode: 1,
      stdout: '',
      stderr:
        'VBoxManage: error: Code E_ACCESSDENIED (0x80070005) - Access denied (extended info not available)\n' +
        'VBoxManage: error: Context: "EnableStaticIPConfig(Bstr(pIp).raw(), Bstr(pNetmask).raw())" at line 242 of file VBoxManageHostonly.cpp\n',
    };
  const netmask = optionOf(words, '--netmask') ?? '255.255.255.0';
  Object.assign(adapter, { address, netmask, up: true });
  return ok();
}

function remove(world: VBoxWorld, name: string): VBoxAnswer {
  const { adapters } = world.hostOnly;
  const at = adapters.findIndex((each) => each.name === name);
  if (at < 0) return unknownAdapter(name);
  adapters.splice(at, 1);
  return done();
}

function unknownAdapter(name: string): VBoxAnswer {
  return error(
    `The host network interface named '${name}' could not be found`,
    'E_INVALIDARG (0x80070057), component HostWrap, interface IHost, callee nsISupports',
  );
}

function configureDhcp(world: VBoxWorld, [verb = '', ...words]: readonly string[]): VBoxAnswer {
  const servers = world.hostOnly.dhcpServers;
  if (servers === undefined || !['add', 'modify', 'remove'].includes(verb))
    return syntaxError(`Unknown subcommand: ${verb}`);
  const adapter = optionOf(words, '--ifname') ?? optionOf(words, '--interface');
  const network =
    optionOf(words, '--netname') ??
    optionOf(words, '--network') ??
    (adapter === undefined ? undefined : `HostInterfaceNetworking-${adapter}`);
  if (network === undefined)
    return syntaxError('You need to specify either --network or --interface to identify the DHCP server');
  const at = servers.findIndex((one) => one.network === network);
  if (verb === 'add' && at >= 0) return error('DHCP server already exists');
  if (verb !== 'add' && at < 0) return error('DHCP server does not exist');
  if (verb === 'remove') {
    servers.splice(at, 1);
    return ok();
  }
  const was = servers[at] ?? { address: '', netmask: '', lower: '', upper: '', enabled: false };
  const server = {
    network,
    address: optionOf(words, '--ip') ?? optionOf(words, '--server-ip') ?? was.address,
    netmask: optionOf(words, '--netmask') ?? was.netmask,
    lower: optionOf(words, '--lowerip') ?? optionOf(words, '--lower-ip') ?? was.lower,
    upper: optionOf(words, '--upperip') ?? optionOf(words, '--upper-ip') ?? was.upper,
    enabled: words.includes('--enable') || (was.enabled && !words.includes('--disable')),
  };
  if (at < 0) servers.push(server);
  else servers[at] = server;
  return ok();
}
