import type { JSX } from 'preact';
import type { Bridge } from '../../shared/panel.ts';
import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { Advisories } from './advisories.tsx';
import { Certificate } from './certificate.tsx';
import { EnvironmentCard } from './environment.tsx';
import { Machines } from './machines.tsx';
import { PermissionOffer, type PermissionInUse } from './permission.tsx';
import { Ports } from './ports.tsx';
import { Timeline } from './timeline.tsx';
import { Vpns } from './vpns.tsx';

interface OverviewProps {
  readonly bridge: Bridge;
  readonly snapshot: Snapshot;
  readonly advisories: Snapshot['advisories'];
  /** The one that is drawn; undefined when there is none at all. */
  readonly machine: MachineView | undefined;
  readonly choose: (machine: string) => void;
  readonly permission: PermissionInUse;
  readonly now: number;
}

/** What is the case now, and how it came to be. */
export function Overview(props: OverviewProps): JSX.Element {
  const { bridge, snapshot, advisories, machine, choose, permission, now } = props;
  const isNamed = snapshot.machines.length > 1;
  return (
    <>
      <div class="main-column first">
        <Advisories advisories={advisories} isNamed={isNamed} />
        <PermissionOffer permission={permission} />
      </div>
      <div class="side-column first">
        {machine !== undefined && (
          <Machines machines={snapshot.machines} shown={machine.name} choose={choose} />
        )}
        <Vpns vpns={snapshot.vpns} />
        {machine?.state === 'running' && (
          <>
            <Certificate certificate={machine.certificate} now={now} />
            <EnvironmentCard bridge={bridge} machine={machine} platform={snapshot.daemon.platform} />
          </>
        )}
        {machine?.publishedPorts !== undefined && <Ports ports={machine.publishedPorts} />}
      </div>
      <div class="main-column">
        <Timeline timeline={snapshot.timeline} now={now} isNamed={isNamed} />
      </div>
    </>
  );
}
