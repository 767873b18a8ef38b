/**
 * own: the network's own interface carries the address · taken: a row as long as the network or longer sends
 * it elsewhere · lost: the network has no row, a shorter one carries the address · tunnel-own: the network
 * is the tunnel's own, or a tunnel made for Docker · elsewhere: an ordinary network, nothing to do with a
 * VM · no-route: no row carries it.
 */
export type Verdict = 'own' | 'taken' | 'lost' | 'tunnel-own' | 'elsewhere' | 'no-route';

export interface TableVerdict {
  readonly verdict: Verdict;
  readonly hijacked: boolean;
  /** False when the table alone cannot settle it; the sentence then says what is missing. */
  readonly certain: boolean;
  readonly sentence: string;
}

export function harmless(verdict: Verdict, sentence: string): TableVerdict {
  return { verdict, hijacked: false, certain: true, sentence };
}

export function taken(sentence: string): TableVerdict {
  return { verdict: 'taken', hijacked: true, certain: true, sentence };
}

export function lost(sentence: string): TableVerdict {
  return { verdict: 'lost', hijacked: false, certain: true, sentence };
}
