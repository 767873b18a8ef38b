import type { Parameters } from '../../../shared/control/doctor.ts';
import { machineName } from '../../machine/machine.ts';
import type { Endpoint } from './endpoint.ts';
import type { Mismatch } from './certificate-names.ts';
import type { Text } from './text.ts';

const machinePatterns: readonly RegExp[] = [
  /(?:machine|host|vm|VM) (?:named |with name )?["']([\w.-]{1,80})["']/,
  /["']([\w.-]{1,80})["'] (?:host )?is (?:not running|already locked|not currently running)/,
  /docker-machine (?:env|start|stop|ssh|ip|ls|status|restart|url|config|regenerate-certs|kill|rm|scp|upgrade)(?: -[\w-]+)* ([a-zA-Z0-9][\w.-]{0,80})/,
  // docker-machine's prefix of a line; a Python environment stands like that in front of a prompt.
  /^\(([a-zA-Z0-9][\w.-]{0,80})\) (?!\S+@\S+|[➜❯»~/]|.{0,60}[$%#➜❯»](?: |$))/m,
  /machines\/([a-zA-Z0-9][\w.-]{0,80})\//,
];
const pathPatterns: readonly RegExp[] = [
  /permissions (?:\d{3,4} )?for ["']?(.{1,300}?)["']? are too open/i,
  /Load key ["'](.{1,300}?)["']: bad permissions/i,
  /unix:\/\/([^\s"';,]+?)(?=[.,:;]?(?:\s|$))/i,
  /(?:dial|listen) unix ([^:\s]+)/i,
  /((?:\/[\w .@~%+-]+)+\.sock)\b/,
];

/** What a text names: whom it dialled, which machine, which file, which names of a certificate. */
export function readParameters(
  text: Text,
  { endpoints, mismatch }: { endpoints: readonly Endpoint[]; mismatch: Mismatch | undefined },
): Parameters {
  const all = text.lines.join('\n');
  // The names of a certificate stand in the text as well, but it is the other one that was dialled.
  const named = (host: string): boolean => mismatch?.names.includes(host) ?? false;
  const dialled =
    endpoints.find(({ kind, host }) => kind === 'guest' && !named(host)) ??
    endpoints.find(({ kind }) => kind === 'guest') ??
    endpoints.find(({ kind }) => kind === 'loopback' || kind === 'loopback-ssh');
  const address =
    (dialled === undefined || isMasked.test(dialled.host) ? undefined : dialled.host) ??
    (/^[\d.]+$/.test(mismatch?.wanted ?? '') ? mismatch?.wanted : undefined) ??
    firstAddress(text.spaced);
  const machine = machinePatterns
    .map((pattern) => pattern.exec(all)?.[1])
    .find(
      (name) =>
        name !== undefined && machineName.test(name) && !/^\d+(\.\d+)+$/.test(name) && name !== 'localhost',
    );
  const path = pathPatterns
    .map((pattern) => pattern.exec(text.joined)?.[1] ?? pattern.exec(text.spaced)?.[1])
    .find((one) => one !== undefined);
  const device = /\b(vboxnet\d{1,3}|utun\d{1,3}|ppp\d{1,3}|bridge\d{1,3})\b/.exec(text.spaced)?.[1];
  const network = /\b(\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})\b/.exec(text.spaced)?.[1];
  const port = dialled?.port ?? portAlone(text.spaced);
  return {
    ...(address === undefined ? {} : { address }),
    ...(port === undefined || port > 65_535 ? {} : { port }),
    ...(machine === undefined ? {} : { machine }),
    ...(path === undefined ? {} : { path }),
    ...(device === undefined ? {} : { interface: device }),
    ...(network === undefined ? {} : { network }),
    ...(mismatch === undefined ? {} : { names: [...mismatch.names], wanted: mismatch.wanted }),
  };
}

/** Not the address itself, but what was put in its place. */
const isMasked = /[*#<[]|^[\dxyn.]*[xyn]\.?[\dxyn.]*$/i;

function firstAddress(text: string): string | undefined {
  return /(?<![\d.])(192\.168\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1];
}

function portAlone(text: string): number | undefined {
  const found = /(?:\bport |:)(\d{4,5})\b/i.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}
