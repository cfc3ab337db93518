/** Telling a server that is away from a statement that was wrong. */

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Whether an error means that the server is away (network errors, SQLSTATE class 08, 57P01 to 57P03, 53300), not that the statement was wrong. */
export function isGone(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every((one) => isGone(one));
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    networkCodes.has(code) ||
    /^(08...|57P0[123]|53300)$/.test(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Connection ended|Query read timeout|not queryable/i.test(
      error.message,
    )
  );
}
