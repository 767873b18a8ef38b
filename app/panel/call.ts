import { contract, type Client } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import { isPanelMethod, type Answer } from '../../shared/panel.ts';
import { panelFailure } from './failure.ts';

/**
 * One call of the page: only an allow-listed method, its input parsed before anything is asked, its outcome as
 * data. Closing the page does not call a repair off half-way, so no signal goes along.
 */
export async function callForPage(
  daemon: () => Promise<Client>,
  name: string,
  input: unknown,
): Promise<Answer<unknown>> {
  try {
    if (!isPanelMethod(name)) throw new FailureError('forbidden', 'the panel may not ask for this');
    const parsed = contract[name].input.safeParse(input);
    if (!parsed.success)
      throw new FailureError('bad-request', `${name}: ${parsed.error.issues[0]?.message ?? 'wrong input'}`);
    const client = await daemon();
    const call = client[name] as (given: unknown) => Promise<unknown>;
    // As it came: the client writes texts into the address of a query, and the daemon parses them again.
    return { kind: 'ok', value: await call(input) };
  } catch (error) {
    return { kind: 'failed', failure: panelFailure(error) };
  }
}
