import * as z from 'zod';
import { care } from './care.ts';
import { everyday } from './everyday.ts';
import { health } from './health.ts';
import { command, feed, query, type Method } from './method.ts';
import { ContextView, Happening, MachineView, PublishedPort, Snapshot } from '../snapshot.ts';

/**
 * THE table of control methods. Daemon, CLI, panel, test fakes and the OpenAPI document all come from it.
 *
 *   query    safe to retry, changes nothing          GET  /v1/<path>?…
 *   command  changes something                       POST /v1/<path> with a JSON body
 *   feed     a stream of JSON lines until closed     GET  /v1/<path>?…
 *
 * Raise `protocol` (wire.ts) when contract.schema.json changes: a test compares the two.
 */
export type { Method } from './method.ts';
export { protocol } from './wire.ts';

const nothing = z.strictObject({});
const machine = z
  .string()
  .max(200)
  .describe('Name of the machine; left out means all machines, or the only one.');
const someMachine = z.strictObject({ machine: machine.optional() });

/** One step that was or would be taken, in words. */
export const Step = z.strictObject({
  machine: z.string(),
  does: z.string(),
  because: z.string(),
  /** The commands that do it, as one would type them. */
  commands: z.array(z.string()),
  /** Whether it may stop containers. */
  disruptive: z.boolean(),
  ok: z.boolean().optional(),
  ms: z.number().optional(),
  detail: z.string().optional(),
});
export type Step = z.output<typeof Step>;

export const FixResult = z.strictObject({
  ok: z.boolean(),
  sentence: z.string(),
  steps: z.array(Step),
  snapshot: Snapshot,
});
export type FixResult = z.output<typeof FixResult>;

export const Forward = z.strictObject({
  machine: z.string(),
  address: z.string(),
  rule: z.string(),
  ours: z.boolean(),
  answers: z.boolean(),
});

export const Environment = z.strictObject({
  machine: z.string(),
  shell: z.string(),
  /** What to evaluate in that shell. */
  text: z.string(),
  variables: z.record(z.string(), z.string()),
  /** Variables to take away, because they would mislead Docker's clients. */
  unset: z.array(z.string()),
  /** endpoint: the socket that stays whatever the path; tcp: an address and the certificates. */
  form: z.enum(['endpoint', 'tcp']),
  remark: z.string().optional(),
});
export type Environment = z.output<typeof Environment>;

export const Contexts = z.strictObject({
  /** What was done, in one sentence. */
  sentence: z.string(),
  /** The context that new shells use; "default" is Docker's own. */
  selected: z.string(),
  contexts: z.array(ContextView.extend({ machine: z.string() })),
});
export type Contexts = z.output<typeof Contexts>;

export const PublishedPorts = z.strictObject({
  /** The setting ports.publish. */
  publish: z.enum(['on', 'off']),
  ports: z.array(PublishedPort.extend({ machine: z.string() })),
});
export type PublishedPorts = z.output<typeof PublishedPorts>;

export const LogLine = z.strictObject({
  at: z.iso.datetime(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
});
export type LogLine = z.output<typeof LogLine>;

export const contract = {
  status: query({ path: 'status', summary: 'The newest snapshot.', input: nothing, output: Snapshot }),
  watch: feed({
    path: 'watch',
    summary: 'Every new snapshot, the present one first; a slow reader gets the newest only.',
    input: nothing,
    output: Snapshot,
  }),
  timeline: feed({
    path: 'timeline',
    summary: 'What happens, line by line, beginning with what the daemon still remembers.',
    input: nothing,
    output: Happening,
  }),
  machines: query({
    path: 'machines',
    summary: 'All machines.',
    input: nothing,
    output: z.array(MachineView),
  }),
  look: command({
    path: 'look',
    summary: 'Look at the world now, and answer with what is there.',
    input: nothing,
    output: Snapshot,
  }),
  fix: command({
    path: 'fix',
    summary: 'Bring Docker back now, trying again what had been given up.',
    input: z.strictObject({
      machine: machine.optional(),
      dryRun: z.boolean().default(false).describe('Only say what would be done.'),
      restartEngine: z
        .boolean()
        .default(false)
        .describe('Consent to a restart of the engine, which stops containers.'),
    }),
    output: FixResult,
  }),
  renewCertificate: command({
    path: 'certificates/renew',
    summary: 'Issue and deliver a new certificate for the engine, and restart it.',
    input: z.strictObject({
      machine: machine.optional(),
      restartEngine: z.boolean().default(false),
      dryRun: z.boolean().default(false),
    }),
    output: FixResult,
  }),
  forwards: query({
    path: 'forwards',
    summary: 'Localhost forwards to engines.',
    input: nothing,
    output: z.array(Forward),
  }),
  addForward: command({
    path: 'forwards/add',
    summary: 'Add the localhost forward of a machine.',
    input: someMachine,
    output: FixResult,
  }),
  removeForward: command({
    path: 'forwards/remove',
    summary: 'Remove the forward that Fairlead added, and leave it away.',
    input: someMachine,
    output: FixResult,
  }),
  environment: query({
    path: 'environment',
    summary: 'What points a shell at a machine.',
    input: z.strictObject({
      machine: machine.optional(),
      shell: z.string().max(50).optional().describe('bash, zsh, fish, tcsh, powershell, …; default: sh.'),
      tcp: z.stringbool().default(false).describe('The address and certificates instead of the endpoint.'),
    }),
    output: Environment,
  }),
  contexts: query({
    path: 'contexts',
    summary: 'Docker contexts of the machines, and which one is selected.',
    input: nothing,
    output: Contexts,
  }),
  useContext: command({
    path: 'contexts/use',
    summary: 'Make the context of a machine the one that new shells use.',
    input: someMachine,
    output: Contexts,
  }),
  removeContext: command({
    path: 'contexts/remove',
    summary: 'Remove the contexts of a machine, and leave them away.',
    input: someMachine,
    output: Contexts,
  }),
  ports: query({
    path: 'ports',
    summary: 'Ports that containers publish, and whether they are open on this computer.',
    input: someMachine,
    output: PublishedPorts,
  }),
  repairRoute: command({
    path: 'routes/repair',
    summary: 'Put the route back now.',
    input: z.strictObject({ machine: machine.optional(), dryRun: z.boolean().default(false) }),
    output: FixResult,
  }),
  ...care,
  ...health,
  ...everyday,
  logs: feed({
    path: 'logs',
    summary: 'Log lines, oldest first, then new ones.',
    input: z.strictObject({
      lines: z.coerce.number().int().min(0).max(5000).default(200),
      follow: z.stringbool().default(true),
    }),
    output: LogLine,
  }),
  stop: command({
    path: 'stop',
    summary: 'Stop the daemon.',
    input: nothing,
    output: z.strictObject({
      stopping: z.literal(true),
      /** What the settings quit.* had put back, in words. */
      putBack: z.array(z.string()).optional(),
    }),
  }),
} as const satisfies Record<string, Method>;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
export type In<M extends MethodName> = z.input<Contract[M]['input']>;
export type Parsed<M extends MethodName> = z.output<Contract[M]['input']>;
export type Out<M extends MethodName> = z.output<Contract[M]['output']>;

/** What a caller holds: one function per method. */
export type Client = {
  readonly [M in MethodName]: Contract[M]['kind'] extends 'feed'
    ? (input: In<M>, signal?: AbortSignal) => AsyncIterable<Out<M>>
    : (input: In<M>, signal?: AbortSignal) => Promise<Out<M>>;
};

/** What the daemon provides: the same, with the input parsed. */
export type Handlers = {
  readonly [M in MethodName]: Contract[M]['kind'] extends 'feed'
    ? (input: Parsed<M>, signal: AbortSignal) => AsyncIterable<Out<M>>
    : (input: Parsed<M>, signal: AbortSignal) => Promise<Out<M>>;
};
