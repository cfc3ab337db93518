/** How one kind of secret is told: a pattern, the words without which it cannot be there, and a last look at what was found. */
export type Rule = {
  /** What is said in the secret's place. */
  readonly what: string;
  /** The named group `secret` is replaced; the rest of the match stays. No rule can backtrack without bound. */
  readonly pattern: RegExp;
  /** Whether what was found is one, where the pattern alone cannot tell. */
  readonly proves?: (secret: string) => boolean;
  /** A text without any of these words has no such secret. Lower case where the pattern folds case. */
  readonly hints: readonly string[];
};

/** Not what an earlier look put there. */
export const notYet = String.raw`(?!\[redacted)`;

/** Letters and digits mixed, as no word of a language has them. */
export function isOpaque(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

const plainWords = new Set(
  (
    'true false null nil none undefined empty unset missing invalid expired required optional enabled disabled wrong incorrect correct set given unknown ' +
    'denied rejected refused revoked malformed changed reset stored rotated mounted projected provided specified configured hidden protected encrypted ' +
    'authentication verification validation mismatch failed failure error not found and the for from with too same also being now never needed ' +
    'string password passwd token secret username user yes no on off redacted unauthorized forbidden'
  ).split(' '),
);

/** A word of a message, or what stands where a value is left out. */
export function isPlainWord(text: string): boolean {
  return plainWords.has(text.toLowerCase().replace(/[.:!?]+$/, '')) || /^[*x.•]{3,}$/i.test(text) || /^\$[({]?\w+[)}]?$/.test(text);
}

/** Where keys and certificates lie: a path, not a key. */
export function isPath(text: string): boolean {
  return (
    /^(?:~|\.{1,2}|\/(?:etc|var|root|home|run|opt|usr|tmp|mnt|srv|secrets?|data|app|config|certs?|keys|pki))\/[\w./@-]*$/.test(text) || text.startsWith('file:')
  );
}
