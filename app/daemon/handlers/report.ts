import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import path from 'node:path';
import { userHome, userName } from '../../home/user-home.ts';
import type { Parsed } from '../../../shared/control/contract.ts';
import type { ReportResult } from '../../../shared/control/doctor.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { defaultSettings, type SettingKey } from '../../../shared/settings.ts';
import { writeArchive } from '../../doctor/report/archive.ts';
import { collect, redactorFor, type Part } from '../../doctor/report/collect.ts';
import type { Reading } from '../../reading.ts';
import { formatCidr, formatIpv4 } from '../../route/cidr.ts';
import type { RouteTable } from '../../route/table.ts';
import { version } from '../../version.ts';
import { doctor } from './doctor.ts';
import type { Parts } from './parts.ts';

/** Packs everything a bug report needs into one archive without secrets. */
export async function report(parts: Parts, { file }: Parsed<'report'>): Promise<ReportResult> {
  const snapshot = await parts.keeper.look();
  const stamp = new Date(parts.hands.clock.now()).toISOString();
  const folder = `fairlead-report-${stamp.replace(/[-:]|\.\d+/g, '')}`;
  const target = file === undefined ? ownPlace(parts, folder) : path.resolve(file);
  const redactor = redactorFor(snapshot, { user: userName(), host: hostname(), home: userHome() });
  const { files, missing } = await collect(partsOf(parts), redactor, stamp);
  try {
    const bytes = await writeArchive(target, folder, files);
    return { file: target, bytes, parts: [...files.keys()], missing: [...missing] };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = reasons[code] ?? (error as Error).message;
    throw new FailureError('not-possible', `the report could not be written to ${target}: ${reason}`, {
      hint: 'fairlead report --output <another file>',
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'there is such a file already',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'you may not write there',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
};

function ownPlace({ home }: Parts, folder: string): string {
  const reports = path.join(home.root, 'reports');
  mkdirSync(reports, { recursive: true, mode: 0o700 });
  return path.join(reports, `${folder}.tar.gz`);
}

function partsOf(parts: Parts): readonly Part[] {
  const { keeper, hands, home, settings, history } = parts;
  const snapshot = () => keeper.snapshot ?? keeper.look();
  return [
    { name: 'snapshot.json', about: 'what Fairlead sees now', collect: async () => snapshot() },
    {
      name: 'history.json',
      about: 'the snapshots before, in short',
      collect: () => Promise.resolve(history.moments),
    },
    {
      name: 'decisions.json',
      about: 'what was decided about each machine, and why',
      collect: async () => {
        const { machines, timeline } = await snapshot();
        return {
          now: machines.map(({ name, decision }) => ({ name, ...decision })),
          before: timeline.filter(({ kind }) => kind !== 'noticed'),
        };
      },
    },
    { name: 'journal.json', about: 'every change that was made', collect: () => hands.journal.entries() },
    { name: 'doctor.json', about: "the doctor's findings", collect: () => doctor(parts, {}) },
    {
      name: 'routes.txt',
      about: 'the routing table',
      collect: async () => routesText(needed(await hands.routing.readTable())),
    },
    {
      name: 'interfaces.json',
      about: 'interfaces with their addresses',
      collect: async () =>
        needed(await hands.routing.readInterfaces()).map(({ addresses, ...rest }) => ({
          ...rest,
          addresses: addresses.map(
            ({ address, network }) => `${formatIpv4(address)} in ${formatCidr(network)}`,
          ),
        })),
    },
    {
      name: 'versions.json',
      about: 'of what runs here',
      collect: async () => ({
        fairlead: version,
        node: process.versions.node,
        system: `${process.platform} ${release()} ${process.arch}`,
        virtualBox: valueOrReason(await hands.hypervisor.readVersion()),
        engines: (await snapshot()).machines.map(({ name, driver, engine }) => ({
          name,
          driver,
          engine: engine?.version ?? 'not asked',
        })),
      }),
    },
    {
      name: 'settings.json',
      about: 'what differs from the defaults',
      collect: () =>
        Promise.resolve(
          Object.fromEntries(
            Object.entries(settings).filter(
              ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaultSettings[key as SettingKey]),
            ),
          ),
        ),
    },
    { name: 'fairlead.log', about: 'the log', collect: () => readLog(home.logs, 'fairlead.log') },
    { name: 'fairlead.log.1', about: 'the log before', collect: () => readLog(home.logs, 'fairlead.log.1') },
  ];
}

const logBytes = 2_000_000;

async function readLog(folder: string, name: string): Promise<string> {
  try {
    return (await readFile(path.join(folder, name), 'utf8')).slice(-logBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('there is none yet', { cause: error });
    throw error;
  }
}

function needed<T>(reading: Reading<T>): T {
  if (reading.kind === 'unreadable') throw new Error(reading.reason);
  return reading.value;
}

function valueOrReason(reading: Reading<string>): string {
  return reading.kind === 'read' ? reading.value : reading.reason;
}

function routesText({ rows, skipped }: RouteTable): string {
  const lines = rows.map(({ destination, gateway, interface: device, flags }) => {
    const via =
      gateway.kind === 'address'
        ? formatIpv4(gateway.address)
        : gateway.kind === 'link'
          ? `link#${gateway.index}`
          : gateway.kind === 'interface'
            ? gateway.name
            : gateway.text;
    return [formatCidr(destination).padEnd(20), via.padEnd(20), flags.padEnd(10), device].join(' ').trimEnd();
  });
  return [...lines, ...skipped.map((line) => `not read: ${line}`), ''].join('\n');
}
