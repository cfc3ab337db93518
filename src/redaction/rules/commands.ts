/** Credentials on command lines. */
import { isPath, isPlainWord, type Rule } from './rule.ts';

const flagged = String.raw`(?:password|passwd|passphrase|pass|pwd|token|secret|secret-id|secret-key|access-key|api-key|apikey|app-key|auth-key|client-secret|certificate-key|private-key|encryption-key|bearer-token|credential)`;
const isValue = (value: string): boolean => !isPlainWord(value) && !isPath(value);
const isNoId = (value: string): boolean => !/^\d{1,10}$/.test(value);

export const commands: readonly Rule[] = [
  {
    what: 'secret',
    hints: ['--', ' -'],
    proves: isValue,
    pattern: new RegExp(
      String.raw`(?:^|[\s"'=\`])--?(?!initial-cluster-token|etcd-initial-cluster)(?:[a-z0-9]{1,20}[-.]){0,4}${flagged}(?:=|[ \t]{1,4}|\\{0,8}["'],\s{0,4}\\{0,8}["'])\\{0,8}(?:"(?!\[redacted)(?<secret>[^"\n]{3,1024})|'(?!\[redacted)(?<secret>[^'\n]{3,1024})|(?!\[redacted)(?<secret>[^\s"'\\-][^\s"'\\]{2,1024}))`,
      'gim',
    ),
  },
  {
    what: 'password',
    hints: ['mysql', 'mariadb', 'xtrabackup', 'mariabackup'],
    pattern:
      /\b(?:mysql[a-z_]{0,16}|mariadb[a-z-]{0,16}|xtrabackup|mariabackup|innobackupex)\b[^\n|]{0,200}?\s-p(?:"(?<secret>[^"\n]{1,256})"|'(?<secret>[^'\n]{1,256})'|(?!\[redacted)(?<secret>[^\s"'][^\s"']{0,256}))/g,
    proves: isValue,
  },
  {
    what: 'password',
    hints: ['login', 'mongo', 'sshpass'],
    pattern:
      /\b(?:(?:docker|podman|nerdctl|helm|oras|crane|skopeo|buildah|az|oc|argocd|vault)\b[^\n|]{0,40}?\blogin\b|mongo(?:sh|dump|restore|export|import)?\b|sshpass\b)[^\n|]{0,100}?\s-p[ =]?["']?(?!\[redacted)(?<secret>[^\s"'-][^\s"']{1,256})/g,
    proves: (value) => isValue(value) && value !== 'assword-stdin',
  },
  {
    what: 'password',
    hints: ['redis-cli', 'valkey-cli'],
    pattern: /\b(?:redis|valkey)-cli\b[^\n|]{0,200}?\s(?:-a|--pass|AUTH)[ =]["']?(?!\[redacted)(?<secret>[^\s"']{2,256})/g,
  },
  { what: 'password', hints: ['ldap'], pattern: /\bldap[a-z]{3,10}\b[^\n|]{0,200}?\s-w ?["']?(?!\[redacted)(?<secret>[^\s"'-][^\s"']{2,256})/g },
  {
    what: 'password',
    hints: ['curl'],
    pattern: /\bcurl\s[^\n]{0,300}?(?:-u|--user|-U|--proxy-user)[\s=]{0,4}["']?[^\s:"'-][^\s:"']{0,128}:(?!\[redacted)(?<secret>[^\s"']{1,256})/g,
  },
  {
    what: 'cookie',
    hints: ['curl'],
    pattern:
      /\bcurl\s[^\n]{0,300}?\s(?:-b|--cookie)[\s=]{1,4}(?:"(?<secret>[^"\n]{1,2048}=[^"\n]{1,2048})"|'(?<secret>[^'\n]{1,2048}=[^'\n]{1,2048})'|(?!\[redacted)(?<secret>[\w.-]{1,128}=[^\s"']{1,2048}))/g,
  },
  { what: 'password', hints: ['--user'], pattern: /(?<=[\s"'])--user(?:name)?[ =]["']?[\w.@-]{1,64}:(?!\[redacted)(?<secret>[^\s"']{2,256})/g, proves: isNoId },
  {
    what: 'password',
    hints: ['smb', 'net'],
    pattern: /\b(?:smbclient|rpcclient|net|mount\.cifs)\s[^\n]{0,200}?-U ?["']?[\w.\\/@-]{1,64}%(?!\[redacted)(?<secret>[^\s"']{1,256})/g,
  },
  {
    what: 'password',
    hints: ['htpasswd'],
    pattern: /\bhtpasswd\s{1,4}-[A-Za-z]{0,6}b[A-Za-z]{0,6}\s{1,4}(?:\S{1,256}\s{1,4}){1,2}?["']?(?!\[redacted)(?<secret>[^\s"']{1,256})["']?\s{0,8}$/gm,
  },
  {
    what: 'password',
    hints: ['rabbitmqctl'],
    pattern: /\brabbitmqctl\s[^\n]{0,100}?(?:add_user|change_password|authenticate_user)\s{1,4}\S{1,128}\s{1,4}["']?(?!\[redacted)(?<secret>[^\s"']{1,256})/g,
  },
  { what: 'password', hints: ['pass:'], pattern: /\s-?-?pass(?:in|out|wd)?[ =]["']?pass:(?!\[redacted)(?<secret>[^\s"']{1,256})/g },
  {
    what: 'password',
    hints: ['stdin'],
    pattern:
      /\becho\s{1,4}(?:-n\s{1,4})?["']?(?!\[redacted)(?<secret>[^\s"'$|][^"'\n|]{1,160}?)["']?\s{0,4}\|[^\n|]{0,200}(?:--password-stdin|--stdin|sudo -S)/g,
  },
  {
    what: 'password',
    hints: ['chpasswd'],
    pattern: /["'\s][\w.-]{1,64}:(?!\[redacted)(?<secret>[^\s"'|]{1,256})["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?chpasswd/g,
  },
  {
    what: 'secret',
    hints: ['--from-literal'],
    pattern: /--from-literal[= ]["']?[\w.-]{1,253}=(?!\[redacted)(?:"(?<secret>[^"\n]{1,1024})"|(?<secret>[^\s"']{1,1024}))/g,
  },
  // Statements of SQL, and what key-value stores are told.
  {
    what: 'password',
    hints: ['identified', 'password'],
    pattern: /\b(?:identified\s{1,4}(?:with\s{1,4}\S{1,64}\s{1,4})?(?:by|as)(?:\s{1,4}password)?|password)\s{1,4}\(?'(?!\[redacted)(?<secret>[^'\n]{1,256})'/gi,
  },
  {
    what: 'password',
    hints: ['requirepass', 'masterauth', 'rootpw', 'sentinel auth-pass'],
    pattern: /\b(?:requirepass|masterauth|rootpw|sentinel auth-pass \S{1,64})\s{1,4}["']?(?!\[redacted)(?<secret>[^\s"']{3,256})/gi,
    proves: isValue,
  },
];
