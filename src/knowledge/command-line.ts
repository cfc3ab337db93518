/** The one place where an argv becomes a line for a POSIX shell: what is run on a node and what people are shown are the same bytes. */

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One argument as one shell word: plain words as they are, all others in single quotes. @throws on a NUL byte, which no argument can carry. */
export function quoteWord(argument: string): string {
  if (argument.includes('\0')) throw new Error('an argument must not contain a NUL byte');
  return plain.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The line that runs exactly this argv. With `sudo`, `sudo -n --` stands before it: never a password prompt, and nothing of the
 * argv is read as an option of sudo.
 */
export function commandLine(command: { readonly argv: readonly string[]; readonly sudo: boolean }): string {
  return fullArgv(command)
    .map((argument) => quoteWord(argument))
    .join(' ');
}

/** The argv with `sudo -n --` in front where it runs so. */
export function fullArgv(command: { readonly argv: readonly string[]; readonly sudo: boolean }): readonly string[] {
  return command.sudo ? ['sudo', '-n', '--', ...command.argv] : command.argv;
}
