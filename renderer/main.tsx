import { render } from 'preact';
import type { Bridge } from '../shared/panel.ts';
import { httpBridge } from './http-bridge.ts';
import { Panel } from './view/panel.tsx';

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a browser. */
    readonly fairlead?: Bridge;
  }
}

const place = document.getElementById('panel');
if (place !== null) render(<Panel bridge={window.fairlead ?? httpBridge()} />, place);
