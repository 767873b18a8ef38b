/**
 * Takes PEM bodies out of a text, whole or cut off at either end, so that neither a key nor a certificate
 * can reach a log by way of somebody's error message.
 */
export function redact(text: string): string {
  return text
    .replace(/-----BEGIN ([A-Z0-9 ]{1,40})-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g, '[$1 left out]')
    .replace(/(?<![A-Za-z0-9+/=\\\s])[A-Za-z0-9+/=\\\s]*-----END ([A-Z0-9 ]{1,40})-----/g, '[$1 left out]');
}

/** One line of at most `limit` characters, free of control characters: a log line cannot pose as two. */
export function oneLine(text: string, limit = 4000): string {
  const line = text
    .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ⏎ ')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
