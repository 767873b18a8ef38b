/**
 * The few pages that are not the panel: plain HTML without script or style, because they are shown before
 * anybody has been let in. Nothing of a request is quoted in them.
 */
export function refusalPage(reason: string): string {
  return page(
    'Fairlead: not here',
    `<h1>This link does not open the panel</h1>
<p>${reason}</p>
<p>Links to the panel work once. Type this in a terminal for a new one:</p>
<pre>fairlead panel</pre>`,
  );
}

/**
 * Sends the browser on to the panel. A redirect would carry the mark of whoever opened the link (a web mailer,
 * a terminal in a browser), and the cookie is not sent then; a page of our own starts afresh.
 */
export function arrivalPage(): string {
  return page(
    'Fairlead',
    '<p><a href="/">Open the panel</a></p>',
    '<meta http-equiv="refresh" content="0;url=/">',
  );
}

/** A file on this computer that leads to the link: see hand-over.ts. */
export function handOverPage(link: string): string {
  return page(
    'Fairlead',
    `<p><a href="${link}">Open the panel</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${link}">`,
  );
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">${head}<title>${title}</title></head>
<body>${body}</body></html>
`;
}
