/** What the stand-ins that only read print, as files: one per question, changed only when the answer is. */
import { formatIpv4 } from '../../app/route/cidr.ts';
import { addressOf } from './interfaces.ts';
import { renderIfconfig, renderInterface } from './render/ifconfig.ts';
import { renderHolderFields, renderHolders } from './render/lsof.ts';
import { renderNetstat } from './render/netstat.ts';
import { renderRouteGet } from './render/route-get.ts';
import { renderDictionary, renderNetworkInformation, renderServices } from './render/scutil.ts';
import { readVBox } from './run-vboxmanage.ts';
import type { World } from './world.ts';

export function renderWorld(world: World): Map<string, string> {
  const files = new Map<string, string>();
  const rows = world.rows();
  files.set('netstat/inet', renderNetstat(rows, { version: world.version, withInet6: false }));
  files.set('netstat/all', renderNetstat(rows, { version: world.version, withInet6: true }));
  for (const { guestAddress } of world.vms.values())
    files.set(`route-get/${formatIpv4(guestAddress)}`, routeGet(world, guestAddress));

  files.set('ifconfig/all', renderIfconfig(world.interfaces));
  files.set('ifconfig/list', `${world.interfaces.map(({ name }) => name).join(' ')}\n`);
  for (const one of world.interfaces) files.set(`ifconfig/of/${one.name}`, renderInterface(one));

  for (const [key, entry] of Object.entries(world.store)) files.set(`scutil/${key}`, renderDictionary(entry));
  files.set(
    'scutil/keys',
    Object.keys(world.store)
      .map((key) => `${key}\n`)
      .join(''),
  );
  files.set('scutil/nc', renderServices([]));
  files.set('scutil/nwi', renderNetworkInformation(carriers(world)));

  files.set('ps/all', [...usualProcesses, ...world.processes].map((name) => `${name}\n`).join(''));
  for (const [port, holder] of world.holders) {
    files.set(`lsof/${port}`, renderHolders([holder], port));
    files.set(`lsof/${port}.fields`, renderHolderFields([holder], port));
    files.set(`ps/${holder.pid}`, `${holder.command}\n`);
  }
  files.set('vboxmanage/version', readVBox(world, ['--version']).stdout);
  for (const what of ['vms', 'runningvms', 'hostonlyifs'])
    files.set(`vboxmanage/list/${what}`, readVBox(world, ['list', what]).stdout);
  for (const name of world.vms.keys())
    files.set(`vboxmanage/vm/${name}`, readVBox(world, ['showvminfo', name, '--machinereadable']).stdout);
  files.set('permission', world.mayChangeRoutes ? 'granted\n' : 'refused\n');
  return files;
}

const usualProcesses = [
  '/sbin/launchd',
  '/usr/libexec/logd',
  '/usr/libexec/configd',
  '/System/Library/CoreServices/Finder.app/Contents/MacOS/Finder',
  '/Applications/VirtualBox.app/Contents/MacOS/VBoxHeadless',
];

/** The answer for one address; an empty text means that no row carries it. */
export function routeGet(world: World, address: number, asked = formatIpv4(address)): string {
  const row = world.rows().find((one) => one.flags.includes('W') && one.destination.address === address);
  const carrier = row ?? world.kernel.lookup(address);
  if (carrier === undefined) return '';
  return renderRouteGet(asked, carrier, world.interface(carrier.interface)?.mtu ?? 1500);
}

function carriers(world: World): { readonly name: string; readonly address: string }[] {
  return world.interfaces.flatMap((one) => {
    const address = addressOf(one);
    return one.name === 'lo0' || one.name.startsWith('vboxnet') || address === undefined
      ? []
      : [{ name: one.name, address }];
  });
}
