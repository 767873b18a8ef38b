import type { Handlers } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { contexts, removeContexts, useContext } from './contexts.ts';
import { explainMessage } from '../../doctor/explain/explain.ts';
import { doctor, mend } from './doctor.ts';
import { environment } from './environment.ts';
import { timeline, watch } from './feeds.ts';
import { fix } from './fix.ts';
import { listJournal } from './journal.ts';
import { changePermission, concludePermission } from '../sudoers/change.ts';
import { sudoers } from '../sudoers/view.ts';
import { undo } from '../undo/undo.ts';
import type { Parts } from './parts.ts';
import { renewAuthority } from './authority.ts';
import { renewClientCertificate } from './client-certificate.ts';
import { registries, trust, untrust } from './registries.ts';
import { report } from './report.ts';
import { changeSetting, listSettings } from './settings.ts';
import { addForwards, removeForwards, renew, repair } from './single-steps.ts';
import { vpn } from './vpn.ts';

/** The contract's methods over the keeper. `logs` and `stop` belong to whoever serves them. */
export function handlersOf(parts: Parts): Handlers {
  const { keeper } = parts;
  const newest = async () => keeper.snapshot ?? (await keeper.look());
  return {
    status: newest,
    look: () => keeper.look(),
    watch: (_input, signal) => watch(keeper, signal),
    timeline: (_input, signal) => timeline(keeper, signal),
    machines: async () => (await newest()).machines,
    fix: (input) => fix(parts, input),
    renewCertificate: (input) => renew(parts, input),
    repairRoute: (input) => repair(parts, input),
    forwards: async () =>
      (await newest()).machines.flatMap(({ name, forward: { address, rule, ours, kind } }) =>
        address === undefined || rule === undefined
          ? []
          : [{ machine: name, address, rule, ours: ours ?? false, answers: kind === 'answers' }],
      ),
    contexts: () => contexts(parts),
    useContext: (input) => useContext(parts, input),
    removeContext: (input) => removeContexts(parts, input),
    environment: async (input) => environment(await newest(), input),
    ports: async ({ machine }) => ({
      publish: parts.settings['ports.publish'],
      ports: (await newest()).machines
        .filter(({ name }) => machine === undefined || name === machine)
        .flatMap(({ name, publishedPorts = [] }) =>
          publishedPorts.map((port) => ({ machine: name, ...port })),
        ),
    }),
    addForward: (input) => addForwards(parts, input),
    removeForward: (input) => removeForwards(parts, input),
    settings: () => Promise.resolve(listSettings(parts)),
    changeSetting: (input) => changeSetting(parts, input),
    settingsHistory: async () => [...(await parts.live.history())],
    journal: () => listJournal(parts),
    undo: (input) => undo(parts, input),
    sudoers: () => sudoers(parts),
    changePermission: (input) => changePermission(parts, input),
    concludePermission: (input) => concludePermission(parts, input),
    doctor: (input) => doctor(parts, input),
    mend: (input) => mend(parts, input),
    report: (input) => report(parts, input),
    explain: async ({ text }) => explainMessage(text, await newest()),
    vpn: () => vpn(parts),
    registries: ({ machine }) => registries(parts, machine),
    trustRegistry: (input) => trust(parts, input),
    untrustRegistry: (input) => untrust(parts, input),
    renewAuthority: (input) => renewAuthority(parts, input),
    renewClientCertificate: ({ machine }) => renewClientCertificate(parts, machine),
    logs: () => none(),
    stop: () =>
      Promise.reject(
        new FailureError('not-possible', 'there is no daemon to stop', { hint: 'fairlead status' }),
      ),
  };
}

async function* none(): AsyncGenerator<never, void, undefined> {
  // A core without a daemon keeps no lines.
}
