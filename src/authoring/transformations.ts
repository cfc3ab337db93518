/** What shippers, chats, terminals and other machines do to a message without changing what it means. */

/** The same text after one of them. */
export type Transformation = (text: string) => string;

const eachLine =
  (change: (line: string) => string): Transformation =>
  (text) =>
    text
      .split('\n')
      .map((line) => (line === '' ? line : change(line)))
      .join('\n');

const before = (prefix: string): Transformation => eachLine((line) => prefix + line);
const quoted = (text: string): string => JSON.stringify(text);
const escaped = (text: string): string => quoted(text).slice(1, -1);

/** What log shippers and loggers put around each line. */
const prefixes: Readonly<Record<string, Transformation>> = {
  journald: before('Nov 21 10:22:01 node-7 containerd-shim[4242]: '),
  'syslog-rfc5424': before('<11>1 2026-11-21T10:22:01.551Z node-7 systemd 4242 - - '),
  'docker-json': eachLine((line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-21T10:22:01.551234567Z' })),
  'docker-compose': before('web-1  | '),
  cri: before('2026-11-21T10:22:01.551234567Z stderr F '),
  'kubectl-prefix': before('[pod/web-0/web] '),
  stern: before('web-0 web '),
  'loki-logcli': before('2026-11-21T10:22:01Z {namespace="shop", pod="web-0", stream="stderr"} '),
  'loki-json': eachLine((line) => JSON.stringify({ labels: { namespace: 'shop', pod: 'web-0' }, line, timestamp: '2026-11-21T10:22:01.551Z' })),
  'fluent-bit-json': eachLine((line) =>
    JSON.stringify({ '@timestamp': '2026-11-21T10:22:01.551Z', log: `${line}\n`, stream: 'stderr', kubernetes: { pod_name: 'web-0', host: 'node-7' } }),
  ),
  'fluent-bit-stdout': eachLine((line) => `[0] kube.var.log.web-0: [[1795256521.551234567, {}], {"log"=>${quoted(line)}, "stream"=>"stderr"}]`),
  klog: before('E1121 10:22:01.551234       1 main.go:42] '),
  'klog-structured': eachLine((line) => `E1121 10:22:01.551234       1 controller.go:114] "Unhandled Error" err=${quoted(line)} logger="UnhandledError"`),
  logrus: eachLine((line) => `time="2026-11-21T10:22:01+08:00" level=error msg=${quoted(line)} component=web`),
  'zap-console': before('2026-11-21T10:22:01.551+0800\tERROR\tcontroller\tshop/main.go:42\t'),
  'zap-json': eachLine((line) => JSON.stringify({ level: 'error', ts: 1795256521.551, caller: 'shop/main.go:42', msg: line })),
  'time-and-level': before('2026-11-21 10:22:01,551 ERROR '),
};

const isLetter = /[\p{L}\p{N}]/u;

/** Breaks a line where a window ends. */
const wrapped = (width: number): Transformation => eachLine((line) => line.replaceAll(new RegExp(`(.{${width}})(?=.)`, 'gu'), '$1\n'));

/** Breaks a line at the last space before a width. */
const wrappedBetweenWords = (width: number): Transformation =>
  eachLine((line) => {
    const lines: string[] = [];
    let rest = line;
    while (rest.length > width) {
      const at = rest.lastIndexOf(' ', width);
      if (at < width / 2) break;
      lines.push(rest.slice(0, at));
      rest = rest.slice(at + 1);
    }
    return [...lines, rest].join('\n');
  });

/** What chats, editors and terminals do. */
const carriers: Readonly<Record<string, Transformation>> = {
  'wrapped-80': wrapped(80),
  'wrapped-120': wrapped(120),
  'wrapped-80-between-words': wrappedBetweenWords(80),
  'slack-escapes': (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'slack-links': (text) => text.replaceAll(/\bhttps?:\/\/[^\s"'\\<>|]+/g, (url) => `<${url}|${url}>`),
  'smart-quotes': (text) => text.replaceAll(/"([^"\n]*)"/g, '“$1”').replaceAll("'", '’'),
  dashes: (text) => text.replaceAll('--', '—').replaceAll(' - ', ' – ').replaceAll('...', '…'),
  quotation: before('> '),
  'code-fence': (text) => `\`\`\`\n${text.trimEnd()}\n\`\`\``,
  'code-fence-inline': (text) => `\`\`\`${text.trimEnd()}\`\`\``,
  indentation: before('    '),
  colours: eachLine((line) => `\u001B[31m${line}\u001B[0m`),
  'coloured-words': eachLine((line) => line.replaceAll(/\b(error|failed|warning|fatal|panic)\b/gi, '\u001B[1;31m$1\u001B[0m')),
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  'hard-spaces': (text) => text.replaceAll(' ', '\u00A0'),
  'zero-width': (text) => `\uFEFF${text.replaceAll(/[/:.=]/g, (mark, at: number) => (isLetter.test(text.charAt(at + 1)) ? `${mark}\u200B` : mark))}`,
  'json-once': (text) => `{"level":"error","message":"${escaped(text.trimEnd())}"}`,
  'json-twice': (text) => `{"level":"error","message":"${escaped(`request failed: {"error":"${escaped(text.trimEnd())}"}`)}"}`,
  'json-in-one-line': (text) => JSON.stringify({ level: 'error', msg: text.replaceAll('\n', ' ') }),
  talk: (text) => `hey, does anybody know what this is?\n${text}\nthanks!`,
  'other-lines-around': (text) => `${usual}\n${text.trimEnd()}\n${usual}\n`,
};

/** What goes on around a fault. */
const usual = [
  'I1121 10:21:58.120034    1180 kubelet.go:2250] "SyncLoop ADD" source="api" pods=["shop/web-0"]',
  '10.0.0.5 - - [21/Nov/2026:10:21:59 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "kube-probe/1.29"',
  'time="2026-11-21T10:22:00Z" level=info msg="starting containers" component=web',
].join('\n');

const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?= )/;
const syslog = /^[A-Z][a-z]{2} [ \d]\d (\d\d:\d\d:\d\d)(?= )/;

/** A line's own time, where it begins with one, in another form. */
const timed = (put: (time: string) => string): Transformation =>
  eachLine((line) => line.replace(iso, (_all, _year, _month, _day, time: string) => put(time)).replace(syslog, (_all, time: string) => put(time)));

/** Another value of the same form for each that a pattern finds, the same one wherever it stands. */
const others =
  (pattern: RegExp, other: (value: string) => string): Transformation =>
  (text) =>
    text.replaceAll(pattern, other);

const ipv4 = /(?<![\w.:-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-]*\w)/g;
/** Addresses that mean something: this host, any, the link, multicast, Docker's own bridge. */
const telling = /^(?:0|127|169|22\d|255|172\.17)\./;

const ipv4WithPort = /(?<![\w.:-])((?:\d{1,3}\.){3}\d{1,3})(:\d{1,5})?(?![\w.-]*\w)/g;

const asIpv6: Transformation = (text) =>
  text
    .replaceAll(ipv4WithPort, (found: string, address: string, port: string | undefined) => {
      if (telling.test(address)) return found;
      const wide = `fd00:10:244::${address
        .split('.')
        .map((part) => Number(part).toString(16))
        .join(':')}`;
      return port === undefined ? wide : `[${wide}]${port}`;
    })
    .replaceAll(/\binet (?=fd00)/g, 'inet6 ');

/** Hexadecimal digits moved on by three. */
const otherDigits = (digits: string): string => digits.replaceAll(/[\da-f]/g, (digit) => ((Number.parseInt(digit, 16) + 3) % 16).toString(16));

/** Other machines, and other days. */
const surroundings: Readonly<Record<string, Transformation>> = {
  'no-time': timed(() => ''),
  'time-iso': timed((time) => `2027-01-02T${time}.123456+08:00`),
  'time-lower-case': timed((time) => `2027-01-02t${time}z`),
  'time-syslog': timed((time) => `Jan  2 ${time}`),
  'time-slashes': timed((time) => `2027/01/02 ${time}`),
  'time-full': timed((time) => `Sat 2027-01-02 ${time} UTC`),
  'other-host': eachLine((line) =>
    line.replace(/^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\S+) [\w.-]+ (?=[\w@./-]+(?:\[\d+\])?: )/, '$1 ip-10-9-8-7.eu-central-1.compute.internal '),
  ),
  'other-ipv4': others(ipv4, (address) => (telling.test(address) ? address : address.replace(/\d+$/, (last) => String((Number(last) % 250) + 3)))),
  ipv6: asIpv6,
  'other-pod-names': others(/(?<=[a-z0-9]-)[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, (suffix) => (/\d/.test(suffix) ? '6f5b7d9c8-q7w2z' : suffix)),
  'other-uids': others(/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{12,64}\b/g, otherDigits),
};

/** All of them, by name. */
export const transformations: Readonly<Record<string, Transformation>> = { ...prefixes, ...carriers, ...surroundings };
