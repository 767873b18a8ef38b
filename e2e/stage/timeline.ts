/** The demo's timeline for people: one line per event, and at the end how long each step took. */
import type { StageEvent, StoryResult } from './event.ts';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Paint = (style: keyof typeof codes, text: string) => string;

export function painter(colours: boolean): Paint {
  return (style, text) => (colours ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** One event as a line, without its line end. */
export function renderEvent(event: StageEvent, paint: Paint): string {
  const time = paint('dim', `${(event.at / 1000).toFixed(2).padStart(7)} s`);
  switch (event.actor) {
    case 'world':
      return `${time}  ${paint('yellow', 'the Mac'.padEnd(8))}  ${event.text}`;
    case 'fairlead':
      return `${time}  ${paint('cyan', 'Fairlead')}  ${spoken(event, paint)}`;
    case 'docker':
      return `${time}  ${paint(event.ok ? 'green' : 'red', 'docker'.padEnd(8))}  ${event.text}`;
    case 'step': {
      const mark = event.ok ? paint('green', 'ok') : paint('red', 'FAILED');
      const why = event.why === undefined ? '' : ` (${event.why})`;
      return `${time}  ${paint('bold', `= ${event.name}`)}: ${mark} after ${event.ms} ms${why}`;
    }
  }
}

function spoken(event: Extract<StageEvent, { actor: 'fairlead' }>, paint: Paint): string {
  const took = event.ms === undefined ? '' : paint('dim', ` (${Math.round(event.ms)} ms)`);
  const failed = event.ok === false ? paint('red', ' failed') : '';
  const who = event.machine === undefined || event.machine === 'default' ? '' : `${event.machine}: `;
  return `${event.kind.padEnd(7)}  ${who}${event.text}${failed}${took}`;
}

export function renderResult(result: StoryResult, paint: Paint): string {
  const width = Math.max(...result.steps.map(({ name }) => name.length), 4);
  const rows = result.steps.map(({ name, ms, ok }) => {
    const mark = ok ? '' : paint('red', '  failed');
    return `  ${name.padEnd(width)}  ${String(ms).padStart(6)} ms${mark}`;
  });
  const verdict = result.ok
    ? paint('green', 'Every step came true.')
    : paint('red', 'A step did not come true.');
  return ['', ...rows, '', verdict, ''].join('\n');
}
