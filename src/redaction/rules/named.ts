/** Values whose name says that they are secret: assignments, JSON and YAML, the environment of a container, sentences. */
import { isOpaque, isPath, isPlainWord, notYet, type Rule } from './rule.ts';

/** Between a name and its value: the name's closing quote, the sign, room. */
const sign = String.raw`\\{0,8}["']?[ \t]{0,4}(?:[:=]|=>)(?:[ \t]{0,64}|\s{0,64}(?=\\{0,8}["']))`;
const password = String.raw`(?:password|passwd|passphrase|passcode|pass_?word|(?<=[_.-])(?:pass|pwd|psw)|secret[_-]?key|client[_-]?secret|(?<=_)(?:secret|credential|credentials|cookie)|secret(?:id|string)|(?:api|app|application|access|auth|private|signing|encryption|master|license|account|storage|session|preshared|shared|webhook)[_-]?(?:key|secret)|access[_-]?key[_-]?secret|preshared|(?<=[_-])psk)`;
/** A name that says that its value is a secret, up to the value. */
const secretName = `${password}${sign}`;
/** A token of something: a word alone before a colon may well begin a sentence. A cluster's token only tells clusters apart. */
const tokenName = String.raw`(?<=[a-z0-9_.-])(?<!(?:cluster|page|next|continue|resume|sync|cancellation|invalid|bearer|unexpected|illegal|bad|ignore)[_-]?)token${sign}`;
/** A value without quotes: a comma, an ampersand or a bracket is a part of it unless something else begins or ends there. */
const bare = (shortest: number): string =>
  String.raw`${notYet}(?<secret>[^\s"'\\,;&<>(){}[\]](?:[^\s"'\\,;&)}\]>]|[,;&)}\]>](?=[^\s"'\\,;&)}\]>])(?![\w.-]{1,40}[=:])){${shortest - 1},4096})`;

const isValue = (found: string): boolean => !isPlainWord(found) && !isPath(found);
const hints = ['pass', 'pwd', 'psw', 'secret', 'key', 'credential', 'cookie', 'psk', 'preshared'];

function quoted(name: string, words: readonly string[]): readonly Rule[] {
  return [
    // In quotes of its own, where a backslash quotes a quote; in quotes that are quoted themselves, where it ends the value.
    { what: 'secret', hints: words, proves: isValue, pattern: new RegExp(String.raw`${name}"${notYet}(?<secret>(?:[^"\\\n]|\\.){3,4096})`, 'gi') },
    { what: 'secret', hints: words, proves: isValue, pattern: new RegExp(String.raw`${name}\\{1,8}"${notYet}(?<secret>[^"\\\n]{3,4096})`, 'gi') },
    { what: 'secret', hints: words, proves: isValue, pattern: new RegExp(String.raw`${name}\\{0,8}'${notYet}(?<secret>[^'\\\n]{3,4096})`, 'gi') },
    { what: 'secret', hints: words, proves: isValue, pattern: new RegExp(`${name}\`${notYet}(?<secret>[^\`\\n]{3,4096})`, 'gi') },
  ];
}

/** A value below its name, in YAML's block form: every line that stands further in than the name. */
const block = (name: string): RegExp =>
  new RegExp(
    String.raw`^(?<indent>[ \t]{0,64})(?:- )?["']?(?:${name})["']?:[ \t]{0,4}[|>][-+\d]{0,2}[ \t]{0,8}\r?\n(?<secret>(?:\k<indent>[ \t]{1,64}[^\n]{1,4096}(?:\n|$)|[ \t]{0,64}\n){1,256})`,
    'gim',
  );

const environmentName = String.raw`[A-Za-z0-9_.-]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|TOKEN|SECRET|CREDENTIALS?|COOKIE|PSK|(?:API|APP|ACCESS|SECRET|PRIVATE|ENCRYPTION|SIGNING|MASTER|AUTH|ACCOUNT|LICENSE)_?KEY)(?:_?ID|_\d)?`;

const subject = String.raw`(?:(?:api|access|secret|private|license|encryption|signing|unseal|recovery|master) ?keys?(?: ?\d{1,2})?|password|passwd|passphrase|passcode|pass ?phrase|secret|credentials?|token|pin)`;
const about = String.raw`(?: (?:for|of|to|on) ["'\w.@/-]{1,60}(?: [a-z]{1,20})?)?`;
const verb = String.raw`(?:(?: (?:is|was|are|will be|set to|changed to|reset to|now))|(?: (?:is|was|has been) (?:now|still|set to|changed to|reset to)))`;

/** In a sentence: what looks like no word of a language. */
const looksSecret = (found: string): boolean => {
  const word = found.replace(/[.,;:!?)]+$/, '');
  if (isPlainWord(word) || isPath(word) || word.length < 4) return false;
  return isOpaque(word) || /[^\w.,;:!?'")-]/.test(word) || /[a-z][A-Z]/.test(word);
};

export const named: readonly Rule[] = [
  ...quoted(secretName, hints),
  ...quoted(tokenName, ['token']),
  { what: 'secret', hints, proves: isValue, pattern: new RegExp(secretName + bare(3), 'gi') },
  { what: 'secret', hints: ['token'], proves: isValue, pattern: new RegExp(tokenName + bare(6), 'gi') },
  {
    what: 'secret',
    hints: ['|', '>'],
    pattern: block(String.raw`[\w.-]{0,40}(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|credentials?)`),
  },
  // The environment of a container, in YAML and in JSON, the value behind the name or before it.
  {
    what: 'secret',
    hints: ['name'],
    proves: isValue,
    pattern: new RegExp(
      String.raw`\bname\\{0,8}["']?:\s{0,4}\\{0,8}["']?${environmentName}\\{0,8}["']?,?\s{0,64}\\{0,8}["']?value\\{0,8}["']?:\s{0,4}\\{0,8}["']?${notYet}(?<secret>[^\s"'\\][^\n"'\\]{2,4096})`,
      'gi',
    ),
  },
  {
    what: 'secret',
    hints: ['value'],
    proves: isValue,
    pattern: new RegExp(
      String.raw`\bvalue\\{0,8}["']?:\s{0,4}\\{0,8}["']?${notYet}(?<secret>[^\s"'\\,][^\n"'\\]{2,200})\\{0,8}["']?,?\s{1,64}\\{0,8}["']?name\\{0,8}["']?:\s{0,4}\\{0,8}["']?${environmentName}(?![A-Za-z0-9_.-])`,
      'gi',
    ),
  },
  {
    what: 'key data',
    hints: ['client-key-data', 'client-certificate-data', 'id-token', 'refresh-token', 'id_token', 'refresh_token'],
    pattern:
      /\b(?:client-key-data|client-certificate-data|id[_-]token|refresh[_-]token)\\{0,8}["']?\s{0,4}[:=]\s{0,16}\\{0,8}["']?(?<secret>[\w.~+/=-]{8,65536})/gi,
  },
  {
    what: 'cloud key',
    hints: ['aws', 'account', 'shared'],
    pattern:
      /\b(?:aws_?secret_?access_?key|aws_?session_?token|account_?key|shared_?access_?(?:key|signature))["']?\s{0,4}[:=]\s{0,4}["']?(?<secret>[\w/+=%&-]{16,2048})/gi,
  },
  {
    what: 'token',
    hints: ['token', 'secret'],
    proves: (found) => !isPath(found) && (/\d/.test(found) || (/[a-z]/.test(found) && /[A-Z]/.test(found))),
    pattern: /(?:^|[\s"'{,?&])(?:token|secret)\\?["']?\s{0,2}[:=]\s{0,4}\\?["']?(?!\[redacted)(?<secret>[\w.~+/-]{20,8192}={0,2})(?=$|[\s"',}\\])/gim,
  },
  {
    what: 'token',
    hints: ['token'],
    proves: isValue,
    pattern: /(?:^|[\s"'{,?&\\])token(?:=\\{0,8}["']?|\\{0,8}":\s{0,4}\\{0,8}")(?!\[redacted)(?<secret>[\w.~+/-]{6,8192}={0,2})/gim,
  },
  { what: 'secret', hints: ['pwd'], pattern: /;\s?pwd\s?=\s?(?!\[redacted)(?<secret>[^;\s"']{3,256})/gi },
  { what: 'secret', hints: ['certificate key', 'Certificate Key'], pattern: /certificate key:\s{1,16}(?<secret>[0-9a-f]{64})(?!\w)/gi },
  // Sentences, English and Chinese.
  {
    what: 'secret',
    hints: ['pass', 'secret', 'credential', 'token', 'key', 'pin'],
    proves: looksSecret,
    pattern: new RegExp(String.raw`(?<![\w.-])${subject}${about}(?:${verb}|:| =)[ \t]{1,4}["'“‘]?${notYet}(?<secret>[^\s"'“”‘’<>[\]\\]{4,256})`, 'gi'),
  },
  {
    what: 'secret',
    hints: ['pass', 'secret', 'credential', 'token', 'key', 'pin'],
    proves: (found) => !isPlainWord(found),
    pattern: new RegExp(
      String.raw`(?<![\w.-])${subject}${about}(?:${verb}|:) {1,4}(?:\\{0,8}"(?!\[redacted)(?<secret>[^"\s\\]{4,256})\\{0,8}"|\`(?!\[redacted)(?<secret>[^\`\s]{4,256})\`)`,
      'gi',
    ),
  },
  {
    what: 'secret',
    hints: ['密码', '口令', '密钥', '令牌'],
    pattern: /(?:密码|口令|密钥|令牌)\s{0,2}(?:是|为|[:：=])\s{0,2}["'“‘`]?(?!\[redacted)(?<secret>[!-~]{4,256})/g,
  },
];
