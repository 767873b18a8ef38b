import type { JSX } from 'preact';
import type { MachineView } from '../../shared/snapshot.ts';
import { pathWords } from '../../shared/wording.ts';
import { machineMark } from '../model/scene.ts';
import { Card } from './card.tsx';
import { Glyph } from './glyph.tsx';

interface MachinesProps {
  readonly machines: readonly MachineView[];
  readonly shown: string;
  readonly choose: (name: string) => void;
}

/** All machines; the chosen one is drawn, and its certificate and environment are shown. */
export function Machines({ machines, shown, choose }: MachinesProps): JSX.Element {
  return (
    <Card title={machines.length === 1 ? 'Machine' : 'Machines'} id="machines">
      <ul class="machines">
        {machines.map((machine) => (
          <li key={machine.name}>
            <button
              type="button"
              class="machine"
              aria-pressed={machine.name === shown}
              onClick={() => choose(machine.name)}
            >
              <Glyph mark={machineMark(machine)} size={18} />
              <span class="machine-words">
                <span class="machine-name cut" title={machine.name}>
                  {machine.name}
                </span>{' '}
                <span class="dim cut" title={describe(machine)}>
                  {describe(machine)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function describe(machine: MachineView): string {
  if (machine.state !== 'running') return machine.state;
  const containers = machine.engine?.containers.length;
  const running =
    containers === undefined ? [] : [containers === 1 ? '1 container' : `${containers} containers`];
  // Where there is no room, the end is cut off: better the address, which stands in the drawing, than the number.
  return (machine.path === 'none' ? ['not reachable', ...running] : [...running, pathWords(machine)]).join(
    ' · ',
  );
}
