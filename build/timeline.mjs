// Draws a run of the demo as a picture, light and dark:
//   node dist/stage/demo.js --json | node build/timeline.mjs > assets/timeline.svg
// Two bars (the VPN, and the address Fairlead names for Docker), and what was said, line by line.
import { readFileSync } from 'node:fs';

const events = readFileSync(0, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('{"at"'))
  .map((line) => JSON.parse(line))
  .sort((a, b) => a.at - b.at);
if (events.length === 0) {
  console.error('no events: node dist/stage/demo.js --json | node build/timeline.mjs > assets/timeline.svg');
  process.exit(2);
}

const width = 940;
const margin = 20;
const textAt = 176;
const lineHeight = 18;
const longestLine = 104;
const first = events[0].at;
const span = events.at(-1).at - first;
const barAt = (at) => textAt + ((at - first) / span) * (width - margin - textAt);

/** From each marked event to the next one: [from, to, class, label]. */
function segments(marks) {
  return marks.map(({ at, style, label }, index) => [at, marks[index + 1]?.at ?? first + span, style, label]);
}

const vpn = segments(
  events
    .filter(({ actor, text = '' }) => actor === 'world' && /^\S.* (connects|disconnects)\b/.test(text))
    .map(({ at, text }) =>
      text.includes(' disconnects')
        ? { at, style: 'none', label: '' }
        : { at, style: 'vpn', label: 'connected' },
    ),
);
/** From a change of the VPN until Fairlead names a path, Docker may be out of reach. */
const paths = {
  direct: { style: 'direct', label: '192.168.99.100' },
  forward: { style: 'forward', label: 'localhost' },
  unknown: { style: 'gap', label: '' },
};
const reached = events.flatMap(({ actor, text = '', at }) => {
  if (vpn.some(([from]) => from === at) && actor === 'world') return [{ at, ...paths.unknown }];
  if (text.endsWith('→ use the direct path')) return [{ at, ...paths.direct }];
  return text.endsWith('→ use the forward') ? [{ at, ...paths.forward }] : [];
});
/** One mark for each change of path. */
const changes = reached.filter((mark, index) => mark.style !== reached[index - 1]?.style);

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const parts = [];
function bar(y, name, pieces) {
  parts.push(`<text class="name" x="${margin}" y="${y + 13}">${name}</text>`);
  for (const [from, to, style, label] of pieces) {
    const x = barAt(from);
    const length = Math.max(2, barAt(to) - x);
    if (style !== 'none')
      parts.push(
        `<rect class="${style}" x="${x.toFixed(1)}" y="${y}" width="${length.toFixed(1)}" height="18" rx="3"/>`,
      );
    if (length > 7.2 * label.length)
      parts.push(`<text class="label" x="${(x + 6).toFixed(1)}" y="${y + 13}">${label}</text>`);
  }
}
bar(22, 'VPN', vpn);
bar(48, 'Docker is at', segments(changes));
for (let second = Math.ceil(first / 1000); second * 1000 <= first + span; second += 1) {
  const x = barAt(second * 1000).toFixed(1);
  parts.push(
    `<path class="tick" d="M${x} 70v5"/><text class="time" x="${x}" y="88" text-anchor="middle">${second} s</text>`,
  );
}

const who = { world: 'the Mac', fairlead: 'Fairlead', docker: 'docker' };
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== '' && last.length + word.length >= longestLine) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
let y = 122;
for (const { at, actor, kind, text, ms } of events) {
  if (who[actor] === undefined) continue;
  const took = ms === undefined ? '' : ` (${Math.round(ms)} ms)`;
  const spoken = `${kind === undefined ? '' : `${kind}: `}${text}${took}`;
  parts.push(
    `<text class="time" x="${margin + 42}" y="${y}" text-anchor="end">${(at / 1000).toFixed(2)} s</text>`,
  );
  parts.push(`<text class="${actor}" x="${margin + 60}" y="${y}">${who[actor]}</text>`);
  for (const line of wrapped(spoken)) {
    parts.push(`<text class="said" x="${textAt - 20}" y="${y}">${escape(line)}</text>`);
    y += lineHeight;
  }
}

const height = y + 4;
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A run of the demo: a VPN takes Docker's route, the forward carries Docker, the route is put back">
<style>
  text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; }
  .page { fill: #ffffff; stroke: #d0d7de; }
  .time { fill: #59636e; } .tick { stroke: #59636e; }
  .world { fill: #7d4e00; } .fairlead { fill: #0550ae; } .docker { fill: #116329; }
  .name { fill: #59636e; } .label { fill: #1f2328; }
  .vpn { fill: #f5c36b; } .direct { fill: #8fd6a0; } .forward { fill: #9ec8ff; } .gap { fill: #ff9a94; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .page { fill: #0d1117; stroke: #3d444d; }
    .time { fill: #9198a1; } .tick { stroke: #9198a1; } .name { fill: #9198a1; }
    .world { fill: #e3b341; } .fairlead { fill: #79c0ff; } .docker { fill: #7ee787; }
    .label { fill: #0d1117; }
    .vpn { fill: #d29922; } .direct { fill: #3fb950; } .forward { fill: #58a6ff; } .gap { fill: #f85149; }
  }
</style>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${parts.join('\n')}
</svg>
`);
