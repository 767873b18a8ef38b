import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { writeAtomic } from '../../home/atomic.ts';
import { userHome } from '../../home/user-home.ts';
import type { DockerContext, DockerContexts } from '../../ports.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { editText } from './edit-config.ts';

const maxBytes = 1024 * 1024;

/** `contexts/meta/<sha256 of the name>/meta.json`, as the docker command writes it; it keeps what it does not know. */
const Meta = z.looseObject({
  Metadata: z.looseObject({ Description: z.string().optional() }).nullish(),
  Endpoints: z.looseObject({ docker: z.looseObject({ Host: z.string().optional() }).optional() }).nullish(),
});
const Config = z.looseObject({ currentContext: z.string().optional() });

export function dockerFolder(environment: NodeJS.ProcessEnv): string {
  const moved = environment['DOCKER_CONFIG'];
  if (moved !== undefined && moved !== '') return moved;
  return path.join(userHome(environment), '.docker');
}

/** Docker contexts, read and written in the files and the form of the docker command. */
export class ContextFiles implements DockerContexts {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = path.resolve(folder);
  }

  async read(name: string): Promise<Reading<DockerContext | undefined>> {
    const file = this.#metaFile(name);
    const found = await readJson(file);
    if (found.kind === 'unreadable') return found;
    if (found.value === undefined) return read(undefined);
    const meta = Meta.safeParse(found.value);
    if (!meta.success) return unreadable(`${file} is not a context as the docker command writes it`);
    const { Metadata: metadata, Endpoints: endpoints } = meta.data;
    return read({
      name,
      host: endpoints?.docker?.Host ?? '',
      description: metadata?.Description ?? '',
    });
  }

  async write({ name, host, description }: DockerContext): Promise<void> {
    const file = this.#metaFile(name);
    await makeFolder(this.folder, 0o700);
    await makeFolder(path.dirname(file), 0o755);
    const meta = {
      Name: name,
      Metadata: { Description: description },
      Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
    };
    await writeAtomic(file, JSON.stringify(meta), { mode: 0o644 });
  }

  async obstacle(name: string): Promise<string | undefined> {
    for (let folder = path.dirname(this.#metaFile(name)); ; folder = path.dirname(folder)) {
      const found = await stat(folder).catch(() => undefined);
      // The next one up is where this one would be made.
      if (found === undefined && folder !== path.dirname(folder)) continue;
      if (found?.isDirectory() !== true) return `${folder} is not a folder; look with: ls -ld ${folder}`;
      return access(folder, constants.W_OK | constants.X_OK).then(
        () => undefined,
        () => `this user may not write into ${folder}; look with: ls -ld ${folder}`,
      );
    }
  }

  async remove(name: string): Promise<void> {
    // The same two folders that `docker context rm` removes; an endpoint on a socket has no files of TLS.
    for (const kind of ['meta', 'tls'])
      await rm(path.join(this.folder, 'contexts', kind, idOf(name)), { recursive: true, force: true });
  }

  async readSelected(): Promise<Reading<string | undefined>> {
    const found = await this.#config();
    if (found.kind === 'unreadable') return found;
    const { currentContext: name } = found.value;
    return read(name === undefined || name === '' || name === 'default' ? undefined : name);
  }

  /** Changes one key of config.json, which may hold credentials: every other byte stays as it is. */
  async select(name: string | undefined): Promise<void> {
    const found = await this.#config();
    if (found.kind === 'unreadable') throw new Error(found.reason);
    await makeFolder(this.folder, 0o700);
    // People keep this file elsewhere and link to it; the docker command writes through the link as well.
    const link = path.join(this.folder, 'config.json');
    const file = await realpath(link).catch(() => link);
    const mode = await stat(file).then(
      (stats) => stats.mode & 0o777,
      () => 0o600,
    );
    const text = await readFile(file, 'utf8').catch(() => '');
    const config = editText(text.trim() === '' ? '{}' : text, 'currentContext', name);
    if (config !== text) await writeAtomic(file, config, { mode });
  }

  async #config(): Promise<Reading<z.output<typeof Config>>> {
    const file = path.join(this.folder, 'config.json');
    const found = await readJson(file);
    if (found.kind === 'unreadable') return found;
    const config = Config.safeParse(found.value ?? {});
    return config.success ? read(config.data) : unreadable(`${file} is not a configuration of Docker`);
  }

  #metaFile(name: string): string {
    return path.join(this.folder, 'contexts', 'meta', idOf(name), 'meta.json');
  }
}

function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
}

/** Undefined when the file is not there. */
async function readJson(file: string): Promise<Reading<unknown>> {
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > maxBytes) return unreadable(`${file} is larger than any of Docker's`);
    return read(text.trim() === '' ? undefined : (JSON.parse(text) as unknown));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return read(undefined);
    return unreadable(`${file} cannot be read: ${code ?? 'it is not JSON'}`);
  }
}
