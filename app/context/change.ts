import type { Change, DockerContext, DockerContexts, Journal, JournalEntry } from '../ports.ts';
import { isFairleads } from './wanted.ts';

/** A change to Docker's folder, with what was there before. */
export type ContextChange =
  | { readonly verb: 'write'; readonly context: DockerContext; readonly before: DockerContext | undefined }
  | { readonly verb: 'remove'; readonly context: DockerContext }
  /** Undefined stands for Docker's own default context. */
  | { readonly verb: 'select'; readonly name: string | undefined; readonly before: string | undefined };

interface Hands {
  readonly contexts: DockerContexts;
  readonly journal: Journal;
}

/** Writes the change down and makes it. Throws with a sentence when it could not be made. */
export async function changeContexts({ contexts, journal }: Hands, change: ContextChange): Promise<void> {
  const entry = await journal.begin(written(contexts, change));
  try {
    if (change.verb === 'write') await contexts.write(change.context);
    else if (change.verb === 'remove') await contexts.remove(change.context.name);
    else await contexts.select(change.name);
  } catch (error) {
    await entry.end('failed');
    throw error;
  }
  await entry.end('done');
}

function written({ folder }: DockerContexts, change: ContextChange): Change {
  const kind = 'docker-context';
  if (change.verb === 'select')
    return {
      kind,
      description: `select the Docker context ${change.name ?? 'default'} in place of ${change.before ?? 'default'}`,
      undo: { verb: 'select', folder, name: change.name ?? null, before: change.before ?? null },
    };
  const { name, host, description } = change.context;
  const before = change.verb === 'write' ? change.before : change.context;
  return {
    kind,
    description: `${change.verb} the Docker context ${name} -> ${host}`,
    undo: {
      verb: change.verb,
      folder,
      name,
      host: change.verb === 'write' ? host : null,
      hostBefore: before?.host ?? null,
      descriptionBefore: before?.description ?? description,
    },
  };
}

/**
 * Takes a change of the journal back, unless the world has moved on: a context that is no longer as we wrote it, and a
 * selection that somebody changed since, stay. Answers in words.
 */
export async function undoContextChange(contexts: DockerContexts, { undo }: JournalEntry): Promise<string> {
  const { verb, folder, name, host, hostBefore, descriptionBefore, before } = undo;
  if (folder !== contexts.folder) return `Docker's folder was ${String(folder)} then; it is left alone`;
  if (verb === 'select') {
    const now = await contexts.readSelected();
    if (now.kind === 'unreadable') return now.reason;
    if ((now.value ?? null) !== name)
      return `the context ${now.value ?? 'default'} was selected since, and stays`;
    await contexts.select(typeof before === 'string' ? before : undefined);
    return `the Docker context ${typeof before === 'string' ? before : 'default'} is selected again`;
  }
  if (typeof name !== 'string') return 'the journal does not say which context it was';
  const found = await contexts.read(name);
  if (found.kind === 'unreadable') return found.reason;
  const there = found.value;
  if (there !== undefined && (!isFairleads(there) || there.host !== host))
    return `the Docker context ${name} was changed since, and stays`;
  if (typeof hostBefore === 'string') {
    await contexts.write({ name, host: hostBefore, description: String(descriptionBefore) });
    return `the Docker context ${name} points at ${hostBefore} again`;
  }
  if (there === undefined) return `the Docker context ${name} is gone already`;
  const selected = await contexts.readSelected();
  if (selected.kind === 'read' && selected.value === name) await contexts.select(undefined);
  await contexts.remove(name);
  return `removed the Docker context ${name}`;
}
