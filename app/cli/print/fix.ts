import type { FixResult, Step } from '../../../shared/control/contract.ts';
import { durationWords, printable } from '../../../shared/wording.ts';
import { styled, wrap, type Paper } from './terminal.ts';

/** What was done, or with `isPlan` what would be, step by step; the sentence comes last, where the eye is. */
export function fixText(result: FixResult, paper: Paper, mode: 'done' | 'plan'): string {
  const steps = result.steps.map((step) => stepText(step, paper, mode));
  const style = result.ok ? 'green' : 'red';
  return [...steps, `${styled(paper, style, wrap(printable(result.sentence), paper.width))}\n`].join('');
}

function stepText(step: Step, paper: Paper, mode: 'done' | 'plan'): string {
  const mark = mode === 'plan' ? 'would' : step.ok === undefined ? '-' : step.ok ? 'ok' : 'failed';
  const took = step.ms === undefined ? '' : ` (${durationWords(step.ms)})`;
  const lines = [
    `${mark.padEnd(6)}  ${printable(`${step.machine}: ${step.does}`)}${took}`,
    `        because ${printable(step.because)}`,
    ...(step.detail === undefined ? [] : [`        ${printable(step.detail)}`]),
    // What failed may have stopped nothing; its own words say what happened.
    ...(step.disruptive && (mode === 'plan' || step.ok !== false)
      ? ['        this stops running containers']
      : []),
    ...(mode === 'plan' ? step.commands.map((command) => `        $ ${printable(command)}`) : []),
  ];
  return lines.map((text, index) => `${index === 0 ? text : styled(paper, 'dim', text)}\n`).join('');
}
