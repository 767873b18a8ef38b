import { contract, type Client } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import { isPanelMethod, panelSettings, type Answer, type PanelMethod } from '../../shared/panel.ts';
import { answerOf } from './failure.ts';
import { Prompts } from './prompts.ts';

/** Of this process, which serves one panel: neither a new page nor a new session starts counting again. */
const ownPrompts = new Prompts();

/**
 * One call of the page: only an allow-listed method, its input parsed before anything is asked, its outcome as
 * data. Closing the page does not call a repair off half-way, so no signal goes along.
 */
export async function callForPage(
  daemon: () => Promise<Client>,
  { name, input }: { readonly name: string; readonly input: unknown },
  prompts: Prompts = ownPrompts,
): Promise<Answer<unknown>> {
  return answerOf(async () => {
    if (!isPanelMethod(name)) throw new FailureError('forbidden', 'the panel may not ask for this');
    const parsed = contract[name].input.safeParse(input);
    if (!parsed.success)
      throw new FailureError('bad-request', `${name}: ${parsed.error.issues[0]?.message ?? 'wrong input'}`);
    const objection = objectionTo(name, parsed.data);
    if (objection !== undefined) throw new FailureError('forbidden', objection);
    const client = await daemon();
    const call = client[name] as (given: unknown) => Promise<unknown>;
    // As it came: the client writes texts into the address of a query, and the daemon parses them again.
    return name === 'changePermission' ? prompts.during(() => call(input)) : call(input);
  });
}

/** What the contract allows and a page is not given: a page that was taken over must not get further than the panel. */
function objectionTo(name: PanelMethod, input: unknown): string | undefined {
  const { file, key, by, verb } = input as Readonly<
    Record<'file' | 'key' | 'by' | 'verb', string | undefined>
  >;
  if (name === 'report' && file !== undefined) return 'the panel may not choose where a report is written';
  if (name === 'changePermission' && (verb !== 'install' || by !== 'daemon'))
    return 'the panel may only have the permission installed, by the password box of the system';
  if (name !== 'changeSetting') return undefined;
  if (by !== 'panel') return 'the panel changes settings under its own name only';
  return (panelSettings as readonly string[]).includes(key ?? '')
    ? undefined
    : `the panel may not change ${key ?? 'this'}; in a terminal: fairlead settings set ${key ?? ''}`;
}
