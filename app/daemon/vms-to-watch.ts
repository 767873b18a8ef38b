import type { WatchedVm } from '../platform/virtualbox/power-watch.ts';
import { valueOf } from '../reading.ts';
import type { Observation } from '../reconcile/observation.ts';

/** VirtualBox's VMs of which it is known where they write their logs. */
export function vmsToWatch(seen: Observation | undefined): readonly WatchedVm[] {
  return (seen?.machines ?? []).flatMap(({ machine, vm }) => {
    const view = valueOf(vm);
    return view?.logFolder === undefined
      ? []
      : [{ machine: machine.name, state: view.state, logFolder: view.logFolder }];
  });
}
