/** `lsof -nP -iTCP:<port> -sTCP:LISTEN`, as a table and in the field form of `-F`. */
export interface Holder {
  /** As ps shows it; lsof cuts it to nine characters. */
  readonly command: string;
  /** Beyond what Linux gives out, so that /proc never shows a real process in its place. */
  readonly pid: number;
  readonly user: string;
  readonly address: string;
}

export function renderHolders(holders: readonly Holder[], port: number): string {
  const rows = holders.map(({ command, pid, user, address }) =>
    [
      command.slice(0, 9).padEnd(9),
      String(pid).padStart(5),
      user.padStart(8),
      '  21u  IPv4 0x3ac1f2b7d9e40c11      0t0  TCP',
      `${address}:${port} (LISTEN)`,
    ].join(' '),
  );
  return `${['COMMAND     PID     USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME', ...rows].join('\n')}\n`;
}

export function renderHolderFields(holders: readonly Holder[], port: number): string {
  return holders
    .map(({ command, pid, address }) => `p${pid}\nc${command.slice(0, 9)}\nf21\nn${address}:${port}\n`)
    .join('');
}
