import { parseWholeNetstat } from '../../../app/platform/macos/netstat.ts';
import { cidr, maskOf } from '../../../app/route/cidr.ts';
import { lookUp } from '../../../app/route/lookup.ts';
import type { KernelRow } from '../../stage/kernel.ts';
import { renderNetstat } from '../../stage/render/netstat.ts';
import type { Measure } from '../measure.ts';

const rowCount = 10_000;
/** Enough for a median, and short beside everything else. */
const parsesPerRound = 5;
const lookUps = 200;

/** Reading a large table, and looking one address up in it. */
export const tables: Measure = {
  yields: ['parse-10000-rows', 'look-up'],
  run({ rounds, say }) {
    say(`a routing table of ${rowCount} rows`);
    const text = renderNetstat(makeRows(), { version: '14', withInet6: false });
    const parsing: number[] = [];
    const looking: number[] = [];
    for (let round = 0; round < rounds * parsesPerRound; round += 1) {
      const start = performance.now();
      const reading = parseWholeNetstat(text);
      parsing.push(performance.now() - start);
      if (reading.kind === 'unreadable' || reading.value.rows.length !== rowCount)
        throw new Error('the table was not read whole');
      const begin = performance.now();
      for (let each = 0; each < lookUps; each += 1) lookUp(reading.value, address(each * 7919));
      looking.push((performance.now() - begin) / lookUps);
    }
    return Promise.resolve({ 'parse-10000-rows': parsing, 'look-up': looking });
  },
};

/** All lengths from 9 to 32, as a VPN with many split routes pushes them; the same in every run. */
function makeRows(): readonly KernelRow[] {
  return Array.from({ length: rowCount }, (_, index) => {
    const length = 9 + (index % 24);
    return {
      destination: cidr((address(index) & maskOf(length)) >>> 0, length),
      gateway: index % 3 === 0 ? 'link#17' : `10.20.${index % 200}.1`,
      flags: length === 32 ? 'UGHS' : 'UGSc',
      interface: `utun${index % 4}`,
    };
  });
}

/** A fixed walk through all addresses. */
function address(index: number): number {
  return Math.imul(index + 1, 2_654_435_761) >>> 0;
}
