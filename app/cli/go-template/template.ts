import { evaluate, type Data } from './evaluate.ts';
import { parse } from './parse.ts';

/**
 * The part of Go's text/template that people put behind docker-machine's --format: fields, pipelines, `if`,
 * `range`, `with`, and the functions of functions.ts. What is outside it is refused by name, never ignored.
 */
export type Template = (data: Data) => string;

/** Throws TemplateError for a text that is no template of this kind. */
export function compile(text: string): Template {
  const nodes = parse(text);
  return (data) => evaluate(nodes, data);
}

/** In a shell's single quotes people write `\t` as two characters; docker-machine's ls takes them for one. */
export function unescaped(text: string): string {
  return text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
}
