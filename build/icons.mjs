// Draws the icons of the menubar app as SVG and has Chromium paint them: `node build/icons.mjs`, whenever a shape
// changes. The pictures are committed, so nobody else needs a browser for them.
// A fairlead is the ring that leads a rope round an obstacle: the rope tells the state, by its shape alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';

const assets = path.join(import.meta.dirname, '..', 'assets');
const ring = '<circle cx="8" cy="8" r="4.6" fill="none" stroke="#000" stroke-width="1.6"/>';
const line = (d, more = '') =>
  `<path d="${d}" fill="none" stroke="#000" stroke-width="1.8" stroke-linecap="round" ${more}/>`;
const dot = (x, y = 8) => `<circle cx="${x}" cy="${y}" r="1.15"/>`;

/** On a square of 16 points, black on nothing: macOS colours a template image itself. */
const shapes = {
  // The rope goes straight through.
  ok: ring + line('M1 8H15'),
  // It is being pulled in.
  working: ring + dot(1.6) + dot(8) + dot(14.4) + dot(4.9) + dot(11.1),
  // It goes round, outside the ring.
  degraded: ring + line('M1 8V12.2Q1 15 4 15H12Q15 15 15 12.2V8'),
  // It is cut, and the ring crossed.
  broken:
    '<circle cx="8" cy="8" r="6.6" fill="none" stroke="#000" stroke-width="1.6"/>' +
    line('M5.4 5.4L10.6 10.6M10.6 5.4L5.4 10.6'),
  // No rope, and hardly a ring.
  off: '<circle cx="8" cy="8" r="5.4" fill="none" stroke="#000" stroke-width="1.5" stroke-dasharray="2.2 2.04"/>',
};

/** Something waits for a person: a dot, with some air around it so that it stands apart from any shape. */
const withDot = (shape) => `
  <mask id="m"><rect width="16" height="16" fill="#fff"/><circle cx="13" cy="3" r="4" fill="#000"/></mask>
  <g mask="url(#m)">${shape}</g><circle cx="13" cy="3" r="2.7"/>`;

/** The app's own icon: the same ring and rope, on the rounded square of macOS with its margin. */
const appIcon = `
  <defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#2f6f9f"/><stop offset="1" stop-color="#173a5e"/></linearGradient></defs>
  <rect x="1.56" y="1.56" width="12.88" height="12.88" rx="2.9" fill="url(#g)"/>
  <circle cx="8" cy="8" r="3.3" fill="none" stroke="#f4efe6" stroke-width="1.15"/>
  <path d="M1.56 8H5.4M5.4 8H14.44" fill="none" stroke="#e8a33d" stroke-width="1.1"/>
  <path d="M8 4.7A3.3 3.3 0 0 1 8 11.3" fill="none" stroke="#f4efe6" stroke-width="1.15"/>`;

const pictures = [
  ...Object.entries(shapes).flatMap(([name, shape]) =>
    [
      [`${name}Template`, shape],
      [`${name}AttentionTemplate`, withDot(shape)],
    ].flatMap(([file, drawing]) => [
      { file: `tray/${file}.png`, drawing, pixels: 16 },
      { file: `tray/${file}@2x.png`, drawing, pixels: 32 },
    ]),
  ),
  { file: 'icon.png', drawing: appIcon, pixels: 1024 },
];

mkdirSync(path.join(assets, 'tray'), { recursive: true });
const executablePath =
  process.env.CHROMIUM ?? (process.platform === 'linux' ? '/usr/bin/chromium' : undefined);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run'] });
try {
  const page = await browser.newPage();
  for (const { file, drawing, pixels } of pictures) {
    await page.setViewportSize({ width: pixels, height: pixels });
    await page.setContent(
      `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" style="display:block" viewBox="0 0 16 16" width="${pixels}" height="${pixels}">${drawing}</svg>`,
    );
    writeFileSync(path.join(assets, file), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
console.log(`${pictures.length} pictures in assets/`);
