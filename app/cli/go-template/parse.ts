import { TemplateError } from './template-error.ts';
import { tokens, type Token } from './tokens.ts';

export type Operand =
  /** `.`, `.A.B` and `$`, `$.A`: from where we are, or from the top. */
  | { readonly kind: 'path'; readonly from: 'here' | 'top'; readonly keys: readonly string[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'group'; readonly pipeline: Pipeline }
  | { readonly kind: 'call'; readonly name: string };
/** Commands joined by `|`; each is its first operand with the others as arguments. */
export type Pipeline = readonly (readonly Operand[])[];
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly pipeline: Pipeline;
      readonly then: readonly Node[];
      readonly otherwise: readonly Node[];
    };

/** Nested deeper than anybody writes; a hostile template must not exhaust the stack. */
const deepest = 50;

export function parse(text: string): readonly Node[] {
  const pieces = split(text);
  const reader = { pieces, at: 0 };
  const nodes = block(reader, 0);
  if (reader.at < pieces.length) throw new TemplateError('there is an {{end}} or {{else}} too many');
  return nodes;
}

type Piece = { readonly text: string } | { readonly action: readonly Token[] };

function split(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = text;
  while (rest !== '') {
    const open = rest.indexOf('{{');
    if (open < 0) return [...pieces, { text: rest }];
    const isTrimmedBefore = /^\{\{-\s/.test(rest.slice(open));
    const before = rest.slice(0, open);
    pieces.push({ text: isTrimmedBefore ? before.trimEnd() : before });
    const inside = rest.slice(open + (isTrimmedBefore ? 3 : 2));
    const { read, length } = tokens(inside);
    const isTrimmedAfter = /\s-\}\}$/.test(inside.slice(0, length));
    pieces.push({ action: read });
    rest = inside.slice(length);
    if (isTrimmedAfter) rest = rest.trimStart();
  }
  return pieces;
}

interface Reader {
  readonly pieces: readonly Piece[];
  at: number;
}

/** Up to, and without, the `end` or `else` that closes it. */
function block(reader: Reader, depth: number): readonly Node[] {
  if (depth > deepest) throw new TemplateError('it is nested too deep');
  const nodes: Node[] = [];
  for (;;) {
    const piece = reader.pieces[reader.at];
    if (piece === undefined) return nodes;
    if ('action' in piece && (isWord(piece.action[0], 'end') || isWord(piece.action[0], 'else')))
      return nodes;
    reader.at += 1;
    if ('text' in piece) nodes.push({ kind: 'text', text: piece.text });
    else if (piece.action.length > 0) nodes.push(action(reader, piece.action, depth));
  }
}

function action(reader: Reader, [first, ...rest]: readonly Token[], depth: number): Node {
  for (const kind of ['if', 'range', 'with'] as const)
    if (isWord(first, kind)) return branch(reader, { kind, head: rest, depth });
  for (const word of ['define', 'template', 'block', 'break', 'continue'])
    if (isWord(first, word)) throw new TemplateError(`{{${word}}} is not supported`);
  return { kind: 'print', pipeline: pipelineOf(first === undefined ? [] : [first, ...rest], depth) };
}

interface Branch {
  readonly kind: 'if' | 'range' | 'with';
  readonly head: readonly Token[];
  readonly depth: number;
}

function branch(reader: Reader, { kind, head, depth }: Branch): Node {
  const pipeline = pipelineOf(head, depth);
  const then = block(reader, depth + 1);
  const closing = reader.pieces[reader.at];
  if (closing === undefined || !('action' in closing)) throw new TemplateError(`{{${kind}}} has no {{end}}`);
  reader.at += 1;
  if (isWord(closing.action[0], 'end')) return { kind, pipeline, then, otherwise: [] };
  const [, again, ...rest] = closing.action;
  // `{{else if …}}` shares the one {{end}} of the whole chain.
  if (isWord(again, 'if') || isWord(again, 'with')) {
    const nested = branch(reader, {
      kind: isWord(again, 'if') ? 'if' : 'with',
      head: rest,
      depth: depth + 1,
    });
    return { kind, pipeline, then, otherwise: [nested] };
  }
  const otherwise = block(reader, depth + 1);
  const end = reader.pieces[reader.at];
  if (end === undefined || !('action' in end) || !isWord(end.action[0], 'end'))
    throw new TemplateError(`{{${kind}}} has no {{end}}`);
  reader.at += 1;
  return { kind, pipeline, then, otherwise };
}

function pipelineOf(tokens: readonly Token[], depth: number): Pipeline {
  const reader = { tokens, at: 0 };
  const pipeline = readPipeline(reader, depth);
  if (reader.at < tokens.length) throw new TemplateError('there is a ")" too many');
  return pipeline;
}

function readPipeline(reader: { tokens: readonly Token[]; at: number }, depth: number): Pipeline {
  if (depth > deepest) throw new TemplateError('it is nested too deep');
  const commands: Operand[][] = [[]];
  for (;;) {
    const token = reader.tokens[reader.at];
    if (token === undefined || token.kind === ')') break;
    reader.at += 1;
    if (token.kind === '|') commands.push([]);
    else if (token.kind === '(') {
      const pipeline = readPipeline(reader, depth + 1);
      if (reader.tokens[reader.at]?.kind !== ')') throw new TemplateError('a ")" is missing');
      reader.at += 1;
      commands.at(-1)?.push({ kind: 'group', pipeline });
    } else commands.at(-1)?.push(operandOf(token));
  }
  if (commands.some((command) => command.length === 0))
    throw new TemplateError('a value is missing in {{ }}');
  return commands;
}

function operandOf(token: Exclude<Token, { kind: '(' | ')' | '|' }>): Operand {
  if (token.kind !== 'word') return token;
  const literals = { true: true, false: false, nil: null } as const;
  if (token.word === 'true' || token.word === 'false' || token.word === 'nil')
    return { kind: 'literal', value: literals[token.word] };
  return { kind: 'call', name: token.word };
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && token.word === word;
}
