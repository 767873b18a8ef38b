/** How the messages of these tools end: a paste that stops in the middle of one of them can only mean it. */
const ends = [
  'i/o timeout',
  'operation timed out',
  'connection timed out',
  'timed out. (connect timeout=60)',
  'connection refused',
  'no route to host',
  'network is unreachable',
  'no such file or directory',
  'no such host',
  'name or service not known',
  'nodename nor servname provided, or not known',
  'TLS handshake timeout',
  'context deadline exceeded',
  'DialWithDialer timed out',
  'tls: bad certificate',
  'tls: unknown certificate authority',
  'certificate required',
  'certificate signed by unknown authority',
  'certificate has expired or is not yet valid',
  'self-signed certificate in certificate chain',
  'unable to get local issuer certificate',
  'look like a TLS handshake',
  'HTTP response to HTTPS client',
  'request to an HTTPS server',
  'is the docker daemon running?',
  'host is not running',
  'file exists',
  'not in table',
  'address already in use',
  'exit status 255',
  'number of retries (60) exceeded',
  'number of retries (10) exceeded',
  'the network address of a host interface',
  'is already locked for a session',
  'rule of this name already exists',
  'this host IP already exists',
  'object is not ready',
  'IP address is not set',
  'DHCP server already exists',
  'too long for unix domain socket',
  'kernel driver not installed',
  ', not localhost',
  'host name localhost',
] as const;
const least = 6;

/** A whole word may be the end of something else. */
const isInsideWord = (text: string, at: number): boolean => /^[a-z]{2}$/i.test(text.slice(at - 1, at + 1));

/** What windows, tables and web forms put in the place of what they cut off. */
const cutMark = /(?:\s?\.{2,}|\s?[[(](?:more|truncated|cut)[\])])["'\])}]*\s*$/i;

/** The text with the end it was cut off before, when there is but one way it can go on. */
export function completed(whole: string): string {
  const text = whole.replace(cutMark, '');
  const tail = text.trimEnd().slice(-60).toLowerCase();
  for (const end of ends)
    for (let length = end.length - 1; length >= least; length -= 1)
      if (isInsideWord(end, length) && tail.endsWith(end.slice(0, length).toLowerCase()))
        return text.trimEnd() + end.slice(length);
  return whole;
}
