import { TemplateError } from './template-error.ts';

export type Token =
  | { readonly kind: 'path'; readonly from: 'here' | 'top'; readonly keys: readonly string[] }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: '(' }
  | { readonly kind: ')' }
  | { readonly kind: '|' };

const forms: readonly (readonly [RegExp, (text: string) => Token | undefined])[] = [
  [/^\s+/, () => undefined],
  [/^\/\*[\s\S]*?\*\//, () => undefined],
  [/^\$?(\.[\p{L}_][\p{L}\p{N}_]*)+/u, path],
  [/^\$(?![\p{L}_])/u, () => ({ kind: 'path', from: 'top', keys: [] })],
  [/^\.(?![\p{L}\p{N}])/u, () => ({ kind: 'path', from: 'here', keys: [] })],
  [/^-?\d+(\.\d+)?(?![\p{L}\p{N}_.])/u, (text) => ({ kind: 'literal', value: Number(text) })],
  [/^"(?:[^"\\\n]|\\.)*"/, (text) => ({ kind: 'literal', value: quoted(text) })],
  [/^`[^`]*`/, (text) => ({ kind: 'literal', value: text.slice(1, -1) })],
  [/^[\p{L}_][\p{L}\p{N}_]*/u, (word) => ({ kind: 'word', word })],
  [/^[()|]/, (text) => ({ kind: text === '(' ? '(' : text === ')' ? ')' : '|' })],
];

/** Reads one action from behind its `{{`; `length` counts up to and with its `}}`. */
export function tokens(text: string): { readonly read: readonly Token[]; readonly length: number } {
  const read: Token[] = [];
  let at = 0;
  for (;;) {
    const rest = text.slice(at);
    const end = /^(\s-)?\}\}/.exec(rest);
    if (end !== null) return { read, length: at + end[0].length };
    const found = forms.map(([form, make]) => ({ match: form.exec(rest)?.[0], make }));
    const { match, make } = found.find(({ match }) => match !== undefined) ?? {};
    if (match === undefined || make === undefined) throw refusal(rest);
    const token = make(match);
    if (token !== undefined) read.push(token);
    at += match.length;
  }
}

function refusal(rest: string): TemplateError {
  if (rest === '') return new TemplateError('{{ is not closed by }}');
  if (rest.startsWith('$') || rest.startsWith(':='))
    return new TemplateError('variables of the template ($name) are not supported');
  return new TemplateError(`${JSON.stringify(rest.slice(0, 12))} cannot be understood in {{ }}`);
}

function path(text: string): Token {
  const keys = text.replace(/^\$/, '').split('.').slice(1);
  return { kind: 'path', from: text.startsWith('$') ? 'top' : 'here', keys };
}

/** A Go string, whose escapes are those of JSON for what people write in a template. */
function quoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new TemplateError(`${text.slice(0, 40)} is no string that can be understood`);
  }
}
