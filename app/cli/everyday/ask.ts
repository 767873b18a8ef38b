import { addAbortSignal, type Readable } from 'node:stream';
import type { Session } from '../session.ts';

/**
 * docker-machine's question; anything that begins with y is a yes, also from a pipe (`yes | …`). The question goes
 * to stderr, beside the answer of the command. Ctrl-C ends the command: a terminal that is being read would
 * otherwise keep it waiting.
 */
export async function confirms(session: Session, question: string): Promise<boolean> {
  const { stderr, stdin, signal } = session.world;
  stderr.write(`${question} (y/n): `);
  if (isStream(stdin)) addAbortSignal(signal, stdin);
  for await (const chunk of stdin) {
    const text = String(chunk).trimStart();
    if (text !== '') return text.toLowerCase().startsWith('y');
  }
  // Nobody answered: what comes next begins a line of its own.
  stderr.write('\n');
  return false;
}

function isStream(stdin: AsyncIterable<unknown>): stdin is Readable {
  return 'destroy' in stdin;
}
