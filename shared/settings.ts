import * as z from 'zod';
import { notificationLevels } from './notify.ts';

/**
 * Every setting: its type, default and meaning, declared once. `~/.fairlead/settings.json` holds only what
 * differs from the default, as one flat object: { "route.repair": "off" }.
 */
const path = z.string().min(1);
const milliseconds = z.int().min(0).max(3_600_000);

export const settingsShape = {
  platform: z
    .enum(['auto', 'macos', 'linux'])
    .default('auto')
    .describe('Which commands read this computer; auto goes by the operating system.'),
  autoRepair: z
    .boolean()
    .default(true)
    .describe('Repair by itself when a VPN takes a route. Off: only on "fix".'),
  stores: z
    .array(path)
    .default([])
    .describe(
      'Base directories of docker-machine stores; empty means $MACHINE_STORAGE_PATH or ~/.docker/machine.',
    ),
  'route.repair': z.enum(['auto', 'off']).default('auto').describe('Whether routes may be put back at all.'),
  'route.sudo': z
    .enum(['auto', 'always'])
    .default('auto')
    .describe(
      'Whether route changes go through sudo -n: auto leaves it out when Fairlead itself runs as root.',
    ),
  'route.quietMs': milliseconds
    .default(1000)
    .describe('Quiet time after the last route change before a route is touched while a VPN is up.'),
  'route.quietMaxMs': milliseconds.default(5000).describe('Longest wait for that quiet.'),
  'route.fightLimit': z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('Repairs undone within the window before Fairlead stops repairing until this VPN is gone.'),
  'route.fightWindowMs': milliseconds.default(30_000).describe('The window for that count.'),
  'route.offerSudoers': z
    .boolean()
    .default(true)
    .describe('Whether the panel still offers to install the permission for routes; off after a no.'),
  'forward.arm': z
    .boolean()
    .default(true)
    .describe('Add the localhost forward beforehand, so that a switch costs nothing.'),
  'forward.firstPort': z
    .int()
    .min(1024)
    .max(65_000)
    .default(2376)
    .describe('First local port tried for a forward.'),
  'endpoint.enabled': z
    .boolean()
    .default(true)
    .describe('Keep one local socket for each machine that leads to its engine whatever the path.'),
  'endpoint.prefer': z
    .enum(['steady', 'fast'])
    .default('steady')
    .describe(
      'What carries the socket: steady takes a forward or tunnel that a VPN cannot touch when there is one; fast takes the direct path first.',
    ),
  'tunnel.enabled': z
    .boolean()
    .default(true)
    .describe('Keep an SSH connection to a machine that no forward leads to, and carry the socket over it.'),
  'certificate.renewDaysBefore': z
    .int()
    .min(0)
    .max(365)
    .default(30)
    .describe("Renew the engine's certificate this many days before it ends."),
  'certificate.restart': z
    .enum(['when-idle', 'ask', 'always'])
    .default('when-idle')
    .describe(
      'When the engine may be restarted for a new certificate: when-idle restarts only an engine without running containers or with live-restore, and asks otherwise.',
    ),
  'direct.holdMs': milliseconds
    .default(300)
    .describe('How long the direct path must hold before it is preferred again.'),
  'probe.timeoutMs': z
    .int()
    .min(50)
    .max(10_000)
    .default(900)
    .describe('Time limit of one look at an engine.'),
  'tick.ms': z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(60_000)
    .describe('Slow tick: a look at the world although nothing reported a change.'),
  'context.write': z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Keep a Docker context fairlead-<machine> for every machine with an endpoint; none is ever selected unasked.',
    ),
  'ports.publish': z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      'Open 127.0.0.1:<port> for every TCP port that a container publishes. Off by default: a port that was free on this computer would be taken.',
    ),
  'quit.routes': z
    .enum(['keep', 'restore'])
    .default('keep')
    .describe(
      'What becomes of repaired routes when the daemon ends: keep leaves the machine reachable, restore gives the rows of a VPN that is still up back to it.',
    ),
  'quit.forwards': z
    .enum(['keep', 'remove'])
    .default('keep')
    .describe(
      'What becomes of forwards when the daemon ends: keep leaves them to shells that use them, remove takes those away that Fairlead added.',
    ),
  'quit.contexts': z
    .enum(['keep', 'remove'])
    .default('keep')
    .describe(
      'What becomes of Docker contexts when the daemon ends: keep leaves them, although nothing answers behind them, remove takes them away until it starts again.',
    ),
  'network.guestProxy': z
    .string()
    .regex(
      /^(socks5:\/\/127\.0\.0\.1:(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?$/,
      'must be empty or socks5://127.0.0.1:<port>',
    )
    .default('')
    .describe(
      'SOCKS5 proxy on this computer through which guest addresses are dialled; empty dials them directly.',
    ),
  notifications: z
    .enum(notificationLevels)
    .default('important')
    .describe('Which notifications the app shows: off, important (warnings and errors) or all.'),
  'app.loginItem': z.boolean().default(false).describe('Open the menubar app at login (macOS).'),
  'tools.netstat': path.default('/usr/sbin/netstat').describe('Path of netstat.'),
  'tools.route': path.default('/sbin/route').describe('Path of route.'),
  'tools.ifconfig': path.default('/sbin/ifconfig').describe('Path of ifconfig.'),
  'tools.scutil': path.default('/usr/sbin/scutil').describe('Path of scutil.'),
  'tools.sudo': path.default('/usr/bin/sudo').describe('Path of sudo.'),
  'tools.lsof': path.default('/usr/sbin/lsof').describe('Path of lsof.'),
  'tools.ps': path.default('/bin/ps').describe('Path of ps.'),
  'tools.ip': path.default('/sbin/ip').describe('Path of ip (Linux).'),
  'tools.vboxmanage': z
    .string()
    .default('')
    .describe('Path of VBoxManage; empty looks in /usr/local/bin, /Applications/VirtualBox.app and $PATH.'),
} as const;

export const Settings = z.strictObject(settingsShape);
export type Settings = z.output<typeof Settings>;
export type SettingKey = keyof Settings;

export const defaultSettings: Settings = Settings.parse({});
