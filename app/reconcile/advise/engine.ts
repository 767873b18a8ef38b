import { directWorks, forwardWorks } from '../facts.ts';
import type { Assessed, Say } from './finding.ts';

/** Nobody answers, no route went astray, and there is no hypervisor that could be asked. */
function mayBeOff({ machine, vm, route, direct }: Assessed['seen']): boolean {
  if (machine.driver === 'virtualbox' || vm.kind === 'read') return false;
  const isSilent = ['silent', 'unreachable', 'untried', 'refused'].includes(direct.kind);
  return isSilent && (route.kind === 'own' || route.kind === 'unknown');
}

/** VirtualBox takes connections, nothing comes of them, and the engine is well all the same. */
function isStopped({ forward, tunnel }: Assessed['facts']): boolean {
  return forward === 'unwell' && tunnel === 'answers';
}

/** What is wrong with the engine itself, and with the local port that leads to it. */
export function adviseEngine({ seen, facts, decision, memory }: Assessed, say: Say): void {
  const { machine, direct, forward, tunnel } = seen;
  const reachable = directWorks(facts) || forwardWorks(facts);
  const reasons = [
    direct.kind === 'unwell' ? direct.reason : undefined,
    forward?.probe.kind === 'unwell' ? forward.probe.reason : undefined,
  ].filter((reason) => reason !== undefined);
  const rejected = reasons.find((reason) => /client certificate/.test(reason));
  const start = { label: 'Look again', command: `fairlead fix ${machine.name}` };
  if (!reachable && rejected !== undefined) {
    say(
      'engine-rejects-client',
      `The engine of ${machine.name} does not accept the store's client certificate: ${rejected}. Its clock is wrong, or it knows another CA; the doctor looks inside and sets the clock where it is that.`,
      {
        // A new certificate under a wrong clock is refused as well, and costs a restart.
        fix: { label: 'Look at its clock and its CA', command: `fairlead doctor ${machine.name} --fix` },
      },
    );
  } else if (
    !reachable &&
    facts.vm !== 'unknown' &&
    facts.tunnel !== 'answers' &&
    (facts.forward === 'unwell' ||
      facts.direct === 'unwell' ||
      (facts.route === 'own' && direct.kind === 'refused'))
  ) {
    say(
      'engine-down',
      `${machine.name} runs, but no Docker engine answers in it${reasons[0] === undefined ? '' : `: ${reasons[0]}`}.`,
      {
        fix: {
          label: 'Start the engine',
          command: `fairlead ssh ${machine.name} "sudo /etc/init.d/docker start || sudo systemctl start docker"`,
        },
      },
    );
  } else if (!reachable && mayBeOff(seen)) {
    say(
      'machine-silent',
      `${machine.name} does not answer, and whether it runs cannot be known: Fairlead cannot ask the driver ${machine.driver}.`,
      { evidence: [seen.route.reason] },
    );
  } else if (!reachable && decision.outcome.kind === 'rest' && decision.outcome.as === 'stuck') {
    say('unreachable', `Docker in ${machine.name} cannot be reached: ${decision.because}.`, {
      evidence: [...[...memory.failures].map(([step, why]) => `${step}: ${why}`), memory.unrecorded],
      fix: start,
    });
  }
  if (tunnel?.kind === 'unwell' && tunnel.why === 'forwarding-forbidden') {
    say(
      'tunnel-forbidden',
      `The SSH server of ${machine.name} forbids forwarding, so there is no tunnel to its engine: set AllowTcpForwarding yes in its sshd_config and start sshd anew, or do without: fairlead settings set tunnel.enabled false.`,
      {
        evidence: [tunnel.reason],
        fix: {
          label: 'See what its SSH server allows',
          command: `fairlead ssh ${machine.name} sudo grep -rsi forwarding /etc/ssh /usr/local/etc/ssh`,
        },
      },
    );
  }
  if (memory.heldPorts.size > 0 && forward?.probe.kind !== 'answers') {
    const held = [...memory.heldPorts].map(([port, holder]) => `port ${port} is held by ${holder}`);
    say('port-busy', `The local port for ${machine.name} is taken: ${held.join('; ')}.`, {
      evidence: held,
      fix: start,
    });
  } else if (!reachable && (facts.forward === 'broken' || isStopped(facts))) {
    const where = `The forward of ${machine.name} on 127.0.0.1:${forward?.rule.hostPort ?? '?'} does not lead to its engine`;
    const why = isStopped(facts)
      ? ', which answers over SSH: a packet filter or a security program of this computer is in the way'
      : '';
    say('forward-dead', `${where}${why}.`, { evidence: reasons, fix: start });
  }
}
