import type { JSX } from 'preact';
import type { Finding, Remedy } from '../../shared/control/doctor.ts';
import { remedyMarks } from '../model/doctor.ts';
import { capital } from '../model/words.ts';
import { Command } from './copy.tsx';

const severityWords = { error: 'Error', warning: 'Warning', info: 'Note' } as const;

/** Something that is wrong, with what is known about it and what mends it. */
export function FindingItem({ finding }: { readonly finding: Finding }): JSX.Element {
  const { severity, title, machine, sentence, evidence, remedies, links } = finding;
  return (
    <li class={`advisory ${severity}`}>
      <p class="advisory-title">
        <span class="badge">{severityWords[severity]}</span>
        <strong>{title}</strong>
        {machine !== undefined && <span class="dim cut">{machine}</span>}
      </p>
      <p>{sentence}</p>
      <Evidence of={title} lines={evidence} />
      <Remedies remedies={remedies} />
      <Links links={links} />
    </li>
  );
}

export function Evidence({
  of,
  lines,
}: {
  readonly of: string;
  readonly lines: readonly string[];
}): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary>Evidence</summary>
      <pre tabIndex={0} aria-label={`Evidence: ${of}`}>
        {lines.join('\n')}
      </pre>
    </details>
  );
}

export function Remedies({ remedies }: { readonly remedies: readonly Remedy[] }): JSX.Element {
  return (
    <>
      {remedies.map((remedy) => (
        <div class="advisory-fix" key={`${remedy.does} ${remedy.command ?? ''}`}>
          <span class="dim">
            {[capital(remedy.does), ...remedyMarks(remedy)].join(' · ')}
            {remedy.command === undefined ? '' : ':'}
          </span>
          {remedy.command !== undefined && <Command text={remedy.command} />}
        </div>
      ))}
    </>
  );
}

/** Addresses as text: the page of the app opens nothing, and one that can be copied is enough. */
export function Links({ links }: { readonly links: readonly string[] }): JSX.Element | null {
  if (links.length === 0) return null;
  return (
    <details>
      <summary>More about it</summary>
      <ul class="links">
        {links.map((link) => (
          <li key={link}>
            <Command text={link} />
          </li>
        ))}
      </ul>
    </details>
  );
}
