import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Drawing } from '../model/drawing.ts';
import { cut, placed, type Geometry, type PlacedLane } from '../model/geometry.ts';

/** Mac → path → machine → engine. Drawn for the width there is; read out as a sentence for each path. */
export function PathDrawing({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const measure = (): void => setWidth(Math.floor(element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div class="drawing" ref={place}>
      {width > 0 && <Picture drawing={drawing} at={placed(drawing, width)} />}
    </div>
  );
}

function Picture({ drawing, at }: { readonly drawing: Drawing; readonly at: Geometry }): JSX.Element {
  const { mac, machine, engine } = at;
  const isUp = drawing.machineState === 'running' || drawing.machineState === 'changing';
  return (
    <svg width={at.width} height={at.height} role="img" aria-label={drawing.text}>
      <rect class="node" {...mac} rx="10" />
      <MacIcon x={mac.x + mac.width / 2} y={at.height / 2 - 8} />
      <text class="node-name" x={mac.x + mac.width / 2} y={at.height / 2 + 26} text-anchor="middle">
        {mac.width > 60 ? 'This Mac' : 'Mac'}
      </text>
      {at.lanes.map((lane) => (
        <LanePicture key={lane.lane.kind} placed={lane} />
      ))}
      <rect class={isUp ? 'node' : 'node asleep'} {...machine} rx="10" />
      <text class="node-name" x={machine.x + machine.width / 2} y={24} text-anchor="middle">
        {cut(drawing.machine, machine.width / 7.4)}
      </text>
      <text class="node-text" x={machine.x + machine.width / 2} y={41} text-anchor="middle">
        {isUp ? cut(drawing.guestIp, machine.width / 6) : drawing.machineState}
      </text>
      <rect class={`engine ${drawing.engine.state}`} {...engine} rx="7" />
      <EngineMark state={drawing.engine.state} x={engine.x + 14} y={engine.y + 15} />
      <text class="node-text" x={engine.x + 26} y={engine.y + 19}>
        {drawing.engine.label.length * 6.2 > engine.width - 28 ? 'Docker' : drawing.engine.label}
      </text>
    </svg>
  );
}

function LanePicture({
  placed: { lane, from, to, y, mark, label },
}: {
  readonly placed: PlacedLane;
}): JSX.Element {
  return (
    <g class={`lane ${lane.state}`}>
      <text class="lane-name" x={from + 8} y={y - 23}>
        {lane.name}
      </text>
      <text class="latency" x={to - 8} y={y - 23} text-anchor="end">
        {lane.latency ?? ''}
      </text>
      <path class="way" d={`M${from} ${y}H${to - (lane.state === 'carries' ? 6 : 0)}`} />
      {lane.state === 'carries' && (
        <>
          <path class="flow" d={`M${from} ${y}H${to - 8}`} />
          <path class="head" d={`M${to - 9} ${y - 5}l8 5-8 5z`} />
        </>
      )}
      {lane.state === 'broken' && (
        <g class="mark">
          <circle cx={mark} cy={y} r="7.5" />
          <path d={`M${mark - 3.2} ${y - 3.2}l6.4 6.4m0-6.4l-6.4 6.4`} />
        </g>
      )}
      <text class="through" x={from + 8} y={y - 9.5}>
        {label}
      </text>
    </g>
  );
}

function MacIcon({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return (
    <g class="icon" transform={`translate(${x - 14} ${y - 12})`}>
      <rect x="4" y="1" width="20" height="14" rx="2" />
      <path d="M1 19h26" />
    </g>
  );
}

function EngineMark(props: {
  readonly state: Drawing['engine']['state'];
  readonly x: number;
  readonly y: number;
}): JSX.Element {
  const { state, x, y } = props;
  const shape = {
    answers: <path class="tick" d={`M${x - 4} ${y}l3 3 5-6`} />,
    broken: <path class="cross" d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`} />,
    unknown: <circle class="dot" cx={x} cy={y} r="3" />,
  };
  return shape[state];
}
