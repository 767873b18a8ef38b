import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabNames } from './names.ts';
import { readVmdk } from './vmdk.ts';

/** What provisioning left on the disk of a VM: the engine's certificates and options. */
export interface Provisioned {
  readonly caPem: string;
  readonly serverPem: string;
  readonly serverKeyPem: string;
  /** Added to the engine's command line, as docker-machine's profile has them. */
  readonly engineArguments?: string;
}

const please = 'boot2docker, please format-me';

/**
 * What docker-machine pipes into `VBoxManage convertfromraw`: a tar whose first name asks boot2docker to make
 * a file system of the disk, and which brings the key that may log in.
 */
export function diskHead(authorizedKey: string): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'fairlead-lab-disk-'));
  try {
    mkdirSync(path.join(folder, '.ssh'), { mode: 0o700 });
    writeFileSync(path.join(folder, please), please);
    for (const name of ['authorized_keys', 'authorized_keys2'])
      writeFileSync(path.join(folder, '.ssh', name), `${authorizedKey}\n`);
    return execFileSync('tar', ['-cf', '-', '--format=ustar', '-C', folder, please, '.ssh']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What boot2docker does when it starts: makes a file system of a disk that asks for it, once, and keeps the tar
 * beside it as `userdata.tar`, from which each start fills the user's home.
 */
export function formatDisk(names: LabNames, name: string, image: string | undefined): void {
  const folder = path.join(names.vms, name, 'boot2docker');
  if (existsSync(folder)) return;
  for (const sub of ['boot2docker', 'docker', 'overlay'])
    mkdirSync(path.join(names.vms, name, sub), { recursive: true });
  if (image === undefined) return;
  const head = readVmdk(image, 1 << 20);
  // A tar's first field is the name of its first file.
  if (head.toString('latin1', 0, please.length) === please)
    writeFileSync(path.join(folder, 'userdata.tar'), head);
}

/** Puts on the disk what docker-machine's provisioning leaves there. */
export function provisionDisk(names: LabNames, name: string, found: Provisioned): void {
  const folder = path.join(names.vms, name, 'boot2docker');
  const files: Readonly<Record<string, string>> = {
    'ca.pem': found.caPem,
    'server.pem': found.serverPem,
    'server-key.pem': found.serverKeyPem,
    profile: profile(found.engineArguments ?? ''),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  chmodSync(path.join(folder, 'server-key.pem'), 0o600);
}

/** As docker-machine's boot2docker provisioner writes it. */
function profile(engineArguments: string): string {
  const folder = '/var/lib/boot2docker';
  return `
EXTRA_ARGS='
--label provider=virtualbox
${engineArguments}
'
CACERT=${folder}/ca.pem
DOCKER_HOST='-H tcp://0.0.0.0:2376'
DOCKER_STORAGE=overlay2
DOCKER_TLS=auto
SERVERKEY=${folder}/server-key.pem
SERVERCERT=${folder}/server.pem

`;
}

/** A file that docker-machine takes for boot2docker's image: it reads the volume's name and nothing else. */
export function bootImage(version: string): Buffer {
  const image = Buffer.alloc(18 * 2048);
  const volume = 16 * 2048;
  image.write('\x01CD001\x01', volume, 'latin1');
  image.write(`Boot2Docker-v${version}`.padEnd(32), volume + 40, 'latin1');
  image.write('\xffCD001\x01', volume + 2048, 'latin1');
  return image;
}
