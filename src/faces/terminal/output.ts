/** What a command prints. Where it can be written at once it is, without the streams of the process, which take a while to load. */
// Not by an import, which would evaluate all that the module has, streams and promises too.
const { fstatSync, writeSync } = process.getBuiltinModule('node:fs');

/** Writes to the standard output, or ends the process where nobody reads any more: that is no error of ours. */
export function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.byteLength) written += writeSync(1, bytes, written);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EPIPE') process.exit(0);
    // Its reader is slow, and whoever opened it does not want us to wait: the stream does.
    if (code !== 'EAGAIN') throw error;
    process.stdout.on('error', (broken: NodeJS.ErrnoException) => process.exit(broken.code === 'EPIPE' ? 0 : 2));
    process.stdout.write(bytes.subarray(written));
  }
}

/** Whether somebody looks at it on a screen. */
export function isScreen(descriptor: 1 | 2): boolean {
  // Only what is a device may be a screen; the stream, which knows, is loaded for such alone.
  return fstatSync(descriptor).isCharacterDevice() && (descriptor === 1 ? process.stdout : process.stderr).isTTY;
}
