import path from 'node:path';
import * as z from 'zod';
import { readConfigText, type Patience } from './config-file.ts';

/** Every store of minikube has this name, wherever it stands. */
const folderName = '.minikube';

const Profile = z.looseObject({
  KubernetesConfig: z.looseObject({ ContainerRuntime: z.string().nullish() }).nullish(),
});

/** $MINIKUBE_HOME with or without `.minikube` at its end, else ~/.minikube. */
export function minikubeStore(
  environment: Readonly<Record<string, string | undefined>>,
  homedir: string,
): string {
  const moved = environment['MINIKUBE_HOME'];
  const root = moved === undefined || moved === '' ? homedir : moved;
  return path.basename(root) === folderName ? root : path.join(root, folderName);
}

/**
 * Whether a machine of a store runs Docker at all: the cluster's profile may say containerd or CRI-O, and then no
 * engine will ever answer there. A profile that is not there or cannot be read says nothing against it.
 */
export async function mayRunDocker(
  { store, name }: { readonly store: string; readonly name: string },
  patience: Patience,
): Promise<boolean> {
  if (path.basename(store) !== folderName) return true;
  // The further nodes of a cluster are machines of their own: minikube-m02.
  const cluster = name.replace(/-m\d\d+$/, '');
  const text = await readConfigText(path.join(store, 'profiles', cluster), patience);
  if (text.kind === 'bad') return true;
  const profile = Profile.safeParse(text.value);
  const runtime = profile.success ? profile.data.KubernetesConfig?.ContainerRuntime : undefined;
  return runtime === undefined || runtime === null || runtime === '' || runtime === 'docker';
}
