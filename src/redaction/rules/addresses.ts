/** Credentials inside of addresses and connection strings; addresses of people. */
import { isOpaque, type Rule } from './rule.ts';

const databases = String.raw`(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|valkey|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|nats|ldaps?|smtps?|kafka|cassandra|neo4j|bolt)(?:\+[a-z0-9]{1,20})?`;

export const addresses: readonly Rule[] = [
  // A password may hold an unquoted @; what follows the last one is the host.
  { what: 'password', hints: ['://'], pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"'<>]{0,256}:(?!\[redacted)(?<secret>[^\s/"'<>]{1,256})@(?=[\w.[-])/gi },
  {
    what: 'password',
    hints: ['://'],
    pattern: new RegExp(String.raw`\b${databases}:\/\/[^\s/:@"'<>]{0,256}:(?!\[redacted)(?<secret>[^\s"'<>@]{1,256})@(?=[\w.[-])`, 'gi'),
  },
  // A user without a password may be a token.
  {
    what: 'token',
    hints: ['://'],
    pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/(?!\[redacted)(?<secret>[\w.~%+-]{16,512})@(?=[\w.[-])/gi,
    proves: (user) => isOpaque(user) && !user.includes('.'),
  },
  { what: 'password', hints: ['(', '@'], pattern: /(?<![\w/.:-])[\w.-]{1,64}:(?!\[redacted)(?<secret>[^\s"'/]{1,256})@(?:tcp|tcp4|tcp6|unix|udp)\(/g },
  { what: 'password', hints: ['jdbc:oracle'], pattern: /jdbc:oracle:[a-z]{2,8}:[\w.$#-]{1,64}\/(?!\[redacted)(?<secret>[^\s@"']{1,256})@/gi },
];

/** Names after the last dot that units of systemd and services of a cluster end in. */
const noDomain =
  /\.(?:service|socket|timer|mount|automount|slice|target|scope|device|path|swap|local|internal|svc|cluster|localdomain|yaml|json|log|conf|sh|go|git|tar|gz)$/i;
/** Names of algorithms, of accounts that take code, of examples that mean nobody. */
const nobody = /^git@|@(?:openssh\.com|libssh\.org|ssh\.com|putty\.projects\.tartarus\.org|lysator\.liu\.se|sha256)$/i;

/** Mail addresses, where the organisation does not want them kept. */
export const emails: readonly Rule[] = [
  {
    what: 'e-mail address',
    hints: ['@'],
    pattern: /(?<![\w.%+/@\\-])(?<secret>[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![\w@-])/g,
    proves: (address) => !noDomain.test(address) && !nobody.test(address),
  },
];
