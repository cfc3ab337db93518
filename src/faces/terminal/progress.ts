/** How far a long reading has come, on a screen only. */
import { isScreen } from './output.ts';

/** Milliseconds: what is done sooner needs no progress, and nobody reads faster. */
const interval = 250;
const mebi = 1024 * 1024;

/** @param size Of all there is to read, in bytes, where it is known. */
export function showProgress(size: number | undefined): { readonly tell: (bytes: number) => void; readonly end: () => void } {
  const began = Date.now();
  let last = began;
  let screen: boolean | undefined;
  let shown = false;
  return {
    tell: (bytes) => {
      const now = Date.now();
      if (now - last < interval) return;
      last = now;
      if (!(screen ??= isScreen(2))) return;
      const share = size === undefined || size === 0 ? '' : ` ${Math.min(100, Math.round((bytes / size) * 100))}%`;
      process.stderr.write(`\r\u001B[K${Math.round(bytes / mebi)} MiB${share} ${Math.round(bytes / mebi / ((now - began) / 1000))} MiB/s`);
      shown = true;
    },
    end: () => {
      if (shown) process.stderr.write('\r\u001B[K');
    },
  };
}
