/**
 * Lines that name a message without being it: source code, its comments, titles of changes, queries of logs. What matches in them is
 * worth an answer to who asks, and no reason to interrupt.
 */

const quoting: readonly RegExp[] = [
  // the title of a change, as in Conventional Commits
  /^[\s>*•-]{0,8}(?:feat|fix|chore|docs|test|refactor|perf|build|ci|revert)(?:\([^()\n]{1,40}\))?!?: /,
  // a comment
  /^\s{0,80}(?:\/\/|# ?["“])/,
  // a statement
  /^\s{0,80}(?:const|var|let|case|return|def|func|expect|assert|t\.Run|if \(|if errors)\b/,
  /^\s{0,80}[A-Za-z_]\w{0,60} (?::=|=) /,
  // LogQL
  /\|[=~] ?["`]/,
];

/** Whether a line only speaks of the message that is found in it. */
export function isQuoted(line: string): boolean {
  return quoting.some((pattern) => pattern.test(line));
}
