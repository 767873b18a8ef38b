/**
 * Takes out what a terminal, a web page or a mail program has put into a text on its way here: colours and
 * titles, links, tags and entities, emphasis, foreign line ends. What is left has the lines and the words
 * that were on the screen.
 */
export function withoutMarks(text: string): string {
  const seen = text.replace(invisible, '').replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');
  const addresses = withoutDefusing(withoutQuotedPrintable(seen));
  const lines = withoutEscapes(addresses.replace(/[\u2502\u2503\u2551]/g, '|'));
  const screen = /[\u001b\u009b\b]|\[\d*(;\d+)*[mK]/.test(lines) ? withoutTerminal(lines) : lines;
  const page = /[<&]/.test(screen) ? withoutTags(screen) : screen;
  return /[*`]/.test(page) ? withoutEmphasis(page) : page;
}

/** Characters without a shape, inside words too, and what is left of UTF-16 read as bytes. */
const invisible = /[\u0000\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** The encoding of mails as they are sent: `=20` for a blank at the end, `=` before a line end that is none. */
function withoutQuotedPrintable(text: string): string {
  if (!/=(20)?\n|=C2=A0/.test(text)) return text;
  const joined = text.replace(/=\n/g, '');
  return joined.replace(/(=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
  );
}

/** `192[.]168[.]99`, as people write addresses that nobody is to click on, and `link\\#7` of Markdown and TeX. */
function withoutDefusing(text: string): string {
  return text.replace(/(?<=\d)(\[\.\]|\(\.\)|\[dot\]|\(dot\))(?=\d)/gi, '.').replace(/\\(?=[#_*.!&])/g, '');
}

/** A table in a string of JSON or in a log, where `\\n` stands for the end of a line. */
function withoutEscapes(text: string): string {
  if (!/\\n.*\\n/.test(text)) return text;
  return text.replace(/(\\r)?\\n/g, '\n').replaceAll('\\t', ' ');
}

/** ECMA-48 control sequences, OSC strings (titles, links) and colours whose ESC was lost in copying. */
function withoutTerminal(text: string): string {
  return text
    .replace(/\u001b\][^\u0007\u001b\n]*(\u0007|\u001b\\)/g, '')
    .replace(/(\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/g, '')
    .replace(/\u001b[ -/]*[0-~]/g, '')
    .replace(/\[\d*(;\d+)*[mK]/g, '')
    .replace(/[^\n]\u0008/g, '');
}

const entities: Readonly<Record<string, string>> = { nbsp: ' ', gt: '>', lt: '<', amp: '&', '#160': ' ' };

/** Only tags of text and tables: `<redacted>` in the place of an address is a word. */
function withoutTags(text: string): string {
  return text
    .replace(/(<\/t[dh]>|<tr(?:\s[^<>\n]*)?>)\s*\n\s*(?=<\/?t[dhr]\b)/gi, '$1')
    .replace(/<br\s*\/?>\n?|<\/(tr|p|div|li)>\n?/gi, '\n')
    .replace(
      /<\/?(pre|code|p|div|span|a|b|i|em|strong|table|tbody|thead|tr|td|th|ul|li)(\s[^<>\n]*)?>/gi,
      ' ',
    )
    .replace(/&(nbsp|gt|lt|amp|#160);/gi, (_, name: string) => entities[name.toLowerCase()] ?? ' ');
}

/** `**192.168.99**` and `` `192.168.99` ``, but not the `***` of somebody who hides an address. */
function withoutEmphasis(text: string): string {
  return text.replace(/`/g, ' ').replace(/(^|\s)\*\*([^\s*][^*\n]*)\*\*(?=\s|$)/gm, '$1$2');
}
