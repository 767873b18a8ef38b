import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { dockerFolder } from './context-files.ts';

/** The Docker context that new shells use, and where it points. */
export interface SelectedContext {
  readonly name: string;
  readonly host: string;
}

const Config = z.object({ currentContext: z.string().optional() });
/** `contexts/meta/<sha256 of the name>/meta.json`, as the docker CLI writes it. */
const Meta = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) });

/**
 * The context selected in `~/.docker/config.json` (or $DOCKER_CONFIG); undefined for the default one and for
 * anything that cannot be read. DOCKER_HOST and DOCKER_CONTEXT of a user's shells go before it and are not
 * visible from here.
 */
export async function readSelectedContext(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SelectedContext | undefined> {
  const folder = dockerFolder(environment);
  try {
    const { currentContext: name } = Config.parse(await readJson(path.join(folder, 'config.json')));
    if (name === undefined || name === '' || name === 'default') return undefined;
    const id = createHash('sha256').update(name).digest('hex');
    const meta = Meta.parse(await readJson(path.join(folder, 'contexts', 'meta', id, 'meta.json')));
    return { name, host: meta.Endpoints.docker.Host };
  } catch {
    return undefined;
  }
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
