import path from 'node:path';
import { userHome } from './user-home.ts';

/** Where everything is kept: `~/.fairlead`, or $FAIRLEAD_HOME. docs/files.md describes each file. */
export interface Home {
  readonly root: string;
  readonly socket: string;
  readonly settings: string;
  /** Every change of a setting: when, from what, to what, by whom. */
  readonly settingsHistory: string;
  readonly journal: string;
  readonly knownHosts: string;
  /** What is remembered of VPNs from earlier days. */
  readonly memory: string;
  readonly logs: string;
  /** The socket that leads to a machine's engine: `machines/<name>/docker.sock`. */
  readonly machineSocket: (machine: string) => string;
}

export function homeAt(root: string, platform: NodeJS.Platform = process.platform): Home {
  const absolute = path.resolve(root);
  const isDefault = absolute === path.join(userHome(), '.fairlead');
  return {
    root: absolute,
    socket: path.join(absolute, 'control.sock'),
    settings: path.join(absolute, 'settings.json'),
    settingsHistory: path.join(absolute, 'settings-history.ndjson'),
    journal: path.join(absolute, 'journal.ndjson'),
    knownHosts: path.join(absolute, 'known_hosts'),
    memory: path.join(absolute, 'memory.json'),
    logs:
      platform === 'darwin' && isDefault
        ? path.join(userHome(), 'Library/Logs/Fairlead')
        : path.join(absolute, 'logs'),
    machineSocket: (machine) => path.join(absolute, 'machines', machine, 'docker.sock'),
  };
}

export function homeFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Home {
  const root = environment['FAIRLEAD_HOME'];
  return homeAt(root === undefined || root === '' ? path.join(userHome(environment), '.fairlead') : root);
}
