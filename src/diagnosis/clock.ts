/** Milliseconds since some moment, never going back. `performance.now()` would load ten of Node's modules for it. */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
