import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Environment } from '../../shared/control/contract.ts';
import type { Answer, Bridge } from '../../shared/panel.ts';
import type { MachineView } from '../../shared/snapshot.ts';
import { isShell, shells, usualShell, type ShellName } from '../model/shells.ts';
import { Card } from './card.tsx';
import { Copy } from './copy.tsx';
import { recall, remember } from './memory.ts';

interface EnvironmentProps {
  readonly bridge: Bridge;
  readonly machine: MachineView;
  readonly platform: string;
}

/** What points a shell at the machine, for copying. The daemon renders it, as it does for `fairlead env`. */
export function EnvironmentCard({ bridge, machine, platform }: EnvironmentProps): JSX.Element {
  const kept = recall('shell');
  const [shell, setShell] = useState<ShellName>(isShell(kept) ? kept : usualShell(platform));
  const [answer, setAnswer] = useState<Answer<Environment>>();
  const { name, dockerHost, steadyHost, endpoint } = machine;
  // Asked again when what it would answer may have changed.
  const asked = [name, dockerHost, steadyHost, endpoint?.socket].join(' ');
  useEffect(() => {
    let isNewest = true;
    void bridge.environment({ machine: name, shell }).then((given) => {
      if (isNewest) setAnswer(given);
    });
    return () => {
      isNewest = false;
    };
  }, [bridge, asked, shell]);
  const choose = (value: string): void => {
    if (!isShell(value)) return;
    remember('shell', value);
    setShell(value);
  };
  const text = answer?.kind === 'ok' ? answer.value.text.trim() : '';
  return (
    <Card
      title="Environment"
      id="environment"
      side={
        <select aria-label="Shell" value={shell} onChange={(event) => choose(event.currentTarget.value)}>
          {shells.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      }
    >
      {answer?.kind === 'failed' ? (
        <p class="dim">{answer.failure.message}</p>
      ) : (
        <div class="command tall">
          <pre tabIndex={0} aria-label={`Environment for ${name} in ${shell}`}>
            {text}
          </pre>
          <Copy text={`${text}\n`} label={`Copy the environment for ${name} in ${shell}`} />
        </div>
      )}
    </Card>
  );
}
