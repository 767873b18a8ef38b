/**
 * Changes one text at the top of a JSON object and leaves every other byte as its owner wrote it: order, indentation,
 * escapes. `undefined` takes the key away; taking away what was put in gives the same text as before. The text must
 * be a JSON object; throws SyntaxError otherwise, also when the key stands there twice.
 */
export function editText(json: string, key: string, value: string | undefined): string {
  const members = membersOf(json);
  const found = members.filter(({ name }) => name === key);
  const [member] = found;
  if (found.length > 1) throw new SyntaxError(`${key} stands there twice`);
  if (member !== undefined && value !== undefined)
    return json.slice(0, member.valueAt) + JSON.stringify(value) + json.slice(member.end);
  if (member !== undefined) return without(json, members, members.indexOf(member));
  if (value === undefined) return json;
  const [first] = members;
  const open = json.indexOf('{') + 1;
  const pair = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  if (first === undefined) return `${json.slice(0, open)}${pair}${json.slice(open)}`;
  const blank = json.slice(open, first.at);
  return `${json.slice(0, open)}${blank}${pair},${blank === '' ? ' ' : blank}${json.slice(first.at)}`;
}

interface Member {
  readonly name: string;
  /** Offsets of the name, of the value, and behind the value. */
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
}

function without(json: string, members: readonly Member[], index: number): string {
  const [before, member, next] = [members[index - 1], members[index], members[index + 1]];
  if (member === undefined) return json;
  if (next !== undefined) return json.slice(0, member.at) + json.slice(next.at);
  const from = before?.end ?? member.at;
  return json.slice(0, from) + json.slice(member.end);
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gy;

function membersOf(json: string): readonly Member[] {
  const whole: unknown = JSON.parse(json);
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole))
    throw new SyntaxError('it is not an object');
  const members: Member[] = [];
  let depth = 0;
  let name: { readonly text: string; readonly at: number } | undefined;
  let valueAt: number | undefined;
  let end = 0;
  const close = (): void => {
    if (name !== undefined && valueAt !== undefined)
      members.push({ name: JSON.parse(name.text) as string, at: name.at, valueAt, end });
    name = valueAt = undefined;
  };
  for (let at = 0; at < json.length;) {
    token.lastIndex = at;
    const [text] = token.exec(json) ?? [];
    if (text === undefined) {
      at += 1;
      continue;
    }
    if (text === '}' || text === ']') depth -= 1;
    if ((depth === 1 && text === ',') || depth === 0) close();
    else if (depth >= 1 && text !== ':') {
      if (name === undefined) name = { text, at };
      else valueAt ??= at;
      end = at + text.length;
    }
    if (text === '{' || text === '[') depth += 1;
    at += text.length;
  }
  return members;
}
