import type { Session } from '../session.ts';

/**
 * docker-machine's question; anything that begins with y is a yes, also from a pipe (`yes | …`). The question goes
 * to stderr, beside the answer of the command.
 */
export async function confirms(session: Session, question: string): Promise<boolean> {
  session.world.stderr.write(`${question} (y/n): `);
  for await (const chunk of session.world.stdin) {
    const text = String(chunk).trimStart();
    if (text !== '') return text.toLowerCase().startsWith('y');
  }
  return false;
}
