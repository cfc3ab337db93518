/** What is said and done while the queues' server is away. */
import { Problem } from '#language/problem.ts';

/** The queue does not answer. */
export class QueueGone extends Problem {
  constructor(cause: unknown) {
    super(
      {
        en: 'The job queue does not answer. What was ordered is recorded and starts by itself when the queue is back.',
        zh: '任务队列没有响应。已下达的操作已记录，队列恢复后会自动开始。',
      },
      { cause },
    );
    this.name = 'QueueGone';
  }
}

/** The server that cannot be reached at the start. */
export function unreachable(backend: { readonly on: 'postgresql' | 'redis'; readonly at: string }, cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause);
  const [name, variable] = backend.on === 'redis' ? (['Redis', 'REDIS_URL'] as const) : (['PostgreSQL', 'DATABASE_URL'] as const);
  return new Problem(
    {
      en: `The job queue on ${name} at ${backend.at} cannot be used: ${why}. Check ${variable} and that the server runs.`,
      zh: `无法使用 ${backend.at} 上的 ${name} 任务队列：${why}。请检查 ${variable} 以及服务器是否在运行。`,
    },
    { cause },
  );
}

const limit = 5000;

/** The same, but no longer than so many milliseconds. */
export async function inTime<T>(work: Promise<T>, milliseconds = limit): Promise<T> {
  const late = Promise.withResolvers<never>();
  const alarm = setTimeout(() => late.reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(alarm);
  }
}

/** How long one message is not said again (milliseconds). */
const silence = 30_000;

/** A log that says the same thing once in a while only: eight connections that try again every second would say nothing else. */
export function rarely(log: (problem: unknown) => void): (problem: unknown) => void {
  const said = new Map<string, number>();
  return (problem) => {
    const words = problem instanceof Error ? `${problem.name} ${problem.message}` : String(problem);
    const now = Date.now();
    for (const [other, at] of said) if (now - at > silence) said.delete(other);
    if (said.has(words)) return;
    said.set(words, now);
    log(problem);
  };
}
