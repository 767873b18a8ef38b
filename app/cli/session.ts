import type { Client } from '../../shared/control/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import { connect } from '../control/client.ts';
import { printableLines } from '../../shared/wording.ts';
import { clientOf } from '../control/in-process.ts';
import { homeAt, homeFromEnvironment, type Home } from '../home/home.ts';
import { FileLog } from '../home/log.ts';
import { prepareHome } from '../home/prepare.ts';
import { readSettingsAtStart } from '../home/settings-store.ts';
import { CommandError } from './exit-codes.ts';
import { paperOf, type Paper } from './print/terminal.ts';
import type { World } from './world.ts';

/** Options every command takes. */
export interface GlobalOptions {
  readonly json?: true;
  readonly home?: string;
}

/** One run of one command: where it works and how it answers. */
export class Session {
  readonly world: World;
  readonly json: boolean;
  readonly home: Home;

  constructor(world: World, options: GlobalOptions) {
    this.world = world;
    this.json = options.json === true;
    this.home = options.home === undefined ? homeFromEnvironment(world.environment) : homeAt(options.home);
  }

  get paper(): Paper {
    return paperOf(this.world.stdout, this.world.environment);
  }

  /** The answer: `value` for --json, `text` for people. */
  print(value: unknown, text: () => string): void {
    this.world.stdout.write(this.json ? `${JSON.stringify(value)}\n` : text());
  }

  /** A remark beside the answer; never mixed into it. It may quote a file, so nothing of it steers the terminal. */
  remark(text: string): void {
    this.world.stderr.write(`${printableLines(text)}\n`);
  }

  /** The settings in use; what is wrong with the file is remarked. */
  async readSettings(): Promise<Settings> {
    const reading = await readSettingsAtStart(this.home);
    if (reading.kind === 'mistaken') this.remark(`warning: ${reading.reason}`);
    return reading.settings;
  }

  /** The daemon's client, or the error that says how to start one. */
  async daemon(): Promise<Client> {
    const connection = await connect(this.home);
    if (connection.kind !== 'connected') throw connection.error;
    return connection.client;
  }

  /** The daemon's client, or undefined when none runs. Throws when its socket is unusable. */
  async daemonIfThere(): Promise<Client | undefined> {
    const connection = await connect(this.home);
    if (connection.kind === 'unusable') throw connection.error;
    return connection.kind === 'connected' ? connection.client : undefined;
  }

  /**
   * Acts through the daemon, or, when none runs, through a core opened in this process for as long as that
   * takes. Its first look at the world is made before `act` begins.
   */
  async reach<T>(act: (client: Client, via: 'daemon' | 'this process') => Promise<T>): Promise<T> {
    const client = await this.daemonIfThere();
    if (client !== undefined) return act(client, 'daemon');
    const prepared = prepareHome(this.home);
    if (prepared.kind === 'refused')
      throw new CommandError('home-refused', prepared.reason, { hint: prepared.next });
    const log = new FileLog({ folder: this.home.logs });
    const core = await this.world.openCore({ settings: await this.readSettings(), home: this.home, log });
    try {
      const here = clientOf(core.handlers);
      await here.look({}, this.world.signal);
      return await act(here, 'this process');
    } finally {
      await core.stop();
      log.close();
    }
  }
}
