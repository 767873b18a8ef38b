/**
 * Milliseconds by which a machine's clock may differ from this computer's before it is said. More than the five
 * minutes by which docker-machine backdates its certificates is trouble; one minute is a sign.
 */
export const mostSkewMs = 60_000;
