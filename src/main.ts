/** The process: reads the words it was started with, and runs as bot, as worker, or as a command in a terminal. */
import { isProblem } from '#language/problem.ts';
import { languageOf, say } from '#language/text.ts';

const words = process.argv.slice(2);

async function main(): Promise<number> {
  const [verb] = words;
  if (verb === 'serve' || verb === 'worker') return serve(verb === 'serve');
  const { terminalDesk } = await import('./terminal-desk.ts');
  if (verb === 'diagnose') {
    const { runDiagnose } = await import('#faces/terminal/diagnose.ts');
    return runDiagnose(words.slice(1), terminalDesk);
  }
  const { runTerminal } = await import('#faces/terminal/terminal.ts');
  return runTerminal(words, terminalDesk);
}

async function serve(faces: boolean): Promise<number> {
  const { readConfig } = await import('#config/config.ts');
  const config = await readConfig();
  const { startApp } = await import('./app.ts');
  const app = await startApp(config, { faces, workers: true });
  const ended = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.resolve());
  process.on('unhandledRejection', (reason) => app.log.error({ err: reason }, 'a promise was rejected and nobody listened'));
  for (const url of app.urls) process.stdout.write(`k8sdoc is ready: ${url}\n`);
  if (app.urls.length === 0) process.stdout.write('k8sdoc is ready\n');
  await ended.promise;
  await app.close();
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isProblem(error)) throw error;
  const { readConfig } = await import('#config/config.ts');
  const { locale } = await readConfig({ ...process.env, K8SDOC_CONFIG: undefined }).catch(() => ({ locale: undefined }));
  process.stderr.write(`${say(error.text, languageOf(locale))}\n`);
  process.exitCode = 2;
}
