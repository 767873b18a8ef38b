import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { always, type Check, type Found } from './check.ts';
import type { Patient, Scene } from './scene.ts';

const dayMs = 24 * 60 * 60 * 1000;
const warnMs = 30 * dayMs;

/** Files of the docker-machine store. */
export const storeChecks: readonly Check[] = [
  {
    name: 'SSH keys can be read by their owner only',
    applies: always,
    look: async (scene) => {
      const found = await Promise.all(
        scene.patients.map(async ({ machine }): Promise<readonly Found[]> => {
          const mode = await scene.readMode(machine.ssh.keyPath);
          if (mode === undefined || (mode & 0o077) === 0) return [];
          const said = (mode & 0o777).toString(8).padStart(4, '0');
          return [
            {
              id: 'SSH_KEY_OPEN',
              machine: machine.name,
              sentence: `${machine.ssh.keyPath} has the permissions ${said}, and ssh refuses a key others can read.`,
              path: machine.ssh.keyPath,
              mends: 'now',
            },
          ];
        }),
      );
      return found.flat();
    },
  },
  {
    name: 'CA and client certificates are valid',
    applies: always,
    look: async (scene) =>
      (await Promise.all(scene.patients.map((patient) => expiring(patient, scene)))).flat(),
  },
  {
    name: "machines have the store's present certificates",
    applies: always,
    look: async (scene) => (await Promise.all(scene.patients.map((patient) => stale(patient, scene)))).flat(),
  },
  {
    name: 'the paths of sockets are short enough',
    applies: always,
    look: (scene) => {
      const longest = scene.platform === 'macos' ? 103 : 107;
      const sockets = [
        scene.home.socket,
        ...scene.patients.map(({ machine }) =>
          path.join(scene.home.root, 'machines', machine.name, 'docker.sock'),
        ),
      ];
      const long = sockets.filter((socket) => Buffer.byteLength(socket) > longest);
      return Promise.resolve(
        long.map((socket): Found => ({
          id: 'SOCKET_PATH_LONG',
          sentence: `${socket} has ${Buffer.byteLength(socket)} bytes; ${longest} are allowed.`,
          path: socket,
        })),
      );
    },
  },
];

async function expiring({ machine }: Patient, scene: Scene): Promise<readonly Found[]> {
  const files = [
    ['CA', machine.certificates.ca],
    ['client', machine.certificates.clientCert],
  ] as const;
  const found = await Promise.all(
    files.map(async ([what, file]): Promise<readonly Found[]> => {
      const pem = await scene.readFile(file);
      if (pem === undefined) return [];
      const certificate = new X509Certificate(pem);
      const end = Date.parse(certificate.validTo);
      const begin = Date.parse(certificate.validFrom);
      if (begin > scene.now)
        return [
          {
            id: 'CERT_NOT_YET_VALID',
            machine: machine.name,
            severity: 'error',
            sentence: `The ${what} certificate ${file} is valid from ${day(begin)} on only.`,
          },
        ];
      if (end - scene.now > warnMs) return [];
      const words = end < scene.now ? `has expired on ${day(end)}` : `ends on ${day(end)}`;
      return [
        {
          id: 'CERT_EXPIRED',
          machine: machine.name,
          severity: end < scene.now ? 'error' : 'warning',
          sentence: `The ${what} certificate ${file} ${words}.`,
        },
      ];
    }),
  );
  return found.flat();
}

/** A machine's copies are made when it is provisioned; a new CA leaves those of all others behind. */
async function stale({ machine, view }: Patient, scene: Scene): Promise<readonly Found[]> {
  const pairs = [
    ['ca.pem', machine.certificates.ca],
    ['cert.pem', machine.certificates.clientCert],
  ] as const;
  const differing: string[] = [];
  for (const [name, original] of pairs) {
    const copy = path.join(machine.directory, name);
    if (path.resolve(original) === path.resolve(copy)) continue;
    const [ours, theirs] = await Promise.all([scene.readFile(copy), scene.readFile(original)]);
    if (ours !== undefined && theirs !== undefined && ours.trim() !== theirs.trim()) differing.push(copy);
  }
  if (differing.length === 0) return [];
  return [
    {
      id: 'TLS_UNKNOWN_CA',
      machine: machine.name,
      sentence: `${differing.join(' and ')} ${differing.length === 1 ? 'is' : 'are'} not what the store has now: DOCKER_CERT_PATH of ${machine.name} leads to old certificates.`,
      // Fairlead itself goes by the store's: where they lead to the engine, the copies are all that is old.
      mends: view.path === 'none' ? 'no' : 'now',
    },
  ];
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
