/**
 * A line as a record: when it was said, how grave it is, by which component, about which object, and the message itself.
 * The prefixes are those of `prefix.ts`; here are the forms that stand behind them. Read when somebody asks, never for every line.
 */
import { asPasted, clean, unescape } from './normalise.ts';
import { componentNamed, deepest, peel } from './prefix.ts';

export type Severity = 'info' | 'warning' | 'error' | 'fatal';

/** As far as the line tells. */
export type LogRecord = {
  /** As printed; seconds since 1970 are written out in UTC. Of an event, how long ago it was last seen. */
  readonly time?: string | undefined;
  readonly severity?: Severity | undefined;
  /** A program's name or a container's, in lower case. */
  readonly component?: string | undefined;
  /** `pod/web-0`, `node/worker-1`. */
  readonly object?: string | undefined;
  readonly message: string;
  /** How often it happened, where one row stands for several times. */
  readonly count?: number | undefined;
  /** How long ago it was first seen, beside `count`. */
  readonly since?: string | undefined;
};

/** What a form tells; all as written. */
type Said = { readonly [Key in 'time' | 'severity' | 'component' | 'object' | 'message' | 'count' | 'since']?: string | undefined };

/** Reads one line. A line in no known form is its own message. */
export function recordOf(pasted: string): LogRecord {
  let line = clean(asPasted(pasted));
  const layers: Said[] = [];
  let said = formOf(line.text);
  for (let depth = 0; said === undefined && depth < deepest; depth++) {
    const layer = peel(line);
    // The fields of other strings are read by their names.
    if (layer === undefined || (layer.isField && !line.text.startsWith(docker))) break;
    layers.push(layer.said);
    line = layer.isField ? unescape(layer.rest) : layer.rest;
    said = formOf(line.text);
  }
  return assemble(layers, said ?? {}, line.text);
}

/** How often a line says that it happened: once, or as an event's row counts it. Cheap, since every line of a storm is asked. */
export function timesIn(pasted: string): number {
  if (!pasted.includes(' over ')) return 1;
  const counted = /\(x(\d{1,9}) over [\dsmhdy]{2,12}\)/.exec(pasted)?.[1];
  return Math.max(1, Number(counted ?? 1));
}

/** How the lines of docker's own files begin. */
const docker = '{"log":"';

function assemble(layers: readonly Said[], said: Said, text: string): LogRecord {
  const all = [...layers, said];
  const written = all.find(({ component }) => component !== undefined)?.component;
  const graded = all.findLast(({ severity }) => severity !== undefined)?.severity;
  return {
    time: timeAs(all.find(({ time }) => time !== undefined)?.time),
    severity: graded === undefined ? undefined : gradeOf(graded),
    component: written === undefined ? undefined : componentNamed(written.replace(/[, ].*$/, '')),
    object: all.find(({ object }) => object !== undefined)?.object,
    message: said.message ?? text.trim(),
    count: said.count === undefined ? undefined : Number(said.count),
    since: said.since,
  };
}

/** Seconds or milliseconds since 1970 tell nobody the time; what holds other characters is none. */
function timeAs(written: string | undefined): string | undefined {
  if (written === undefined || !/^[\w :.,+/-]{1,40}$/.test(written)) return undefined;
  if (!/^1\d{9}(?:\d{3})?(?:\.\d+)?$/.test(written)) return written;
  const number = Number(written);
  return new Date(number > 1e12 ? number : number * 1000).toISOString();
}

const grades: readonly (readonly [RegExp, Severity])[] = [
  [/^(?:f|c|fatal|panic|dpanic|crit|critical|emerg|alert)$/, 'fatal'],
  [/^(?:e|err|error|severe)$/, 'error'],
  [/^(?:w|warn|warning)$/, 'warning'],
  [/^(?:i|n|d|info|information|notice|normal|debug|trace)$/, 'info'],
];

function gradeOf(written: string): Severity | undefined {
  const word = written.toLowerCase();
  return grades.find(([words]) => words.test(word))?.[1];
}

const age = String.raw`(?:(?:\d{1,5}[smhdy]){1,3}|<unknown>|<invalid>)`;
const level = '(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|SEVERE|PANIC)';

/** Etcd's packages, which sign its lines in its name. */
const etcdPackages = 'auth|embed|etcdmain|etcdserver|lease|mvcc|pkg|raft|rafthttp|snap|store|wal';

const forms: readonly RegExp[] = [
  // etcd before 3.5: 2020-11-20 10:22:01.123456 W | etcdserver: …
  new RegExp(String.raw`^(?<severity>[CEWNID]) \| (?<etcd>${etcdPackages})(?:/\w+)?: (?<message>.*)`),
  // the kernel: [12345.678901] …, and as dmesg -T writes it
  /^\[ {0,8}(?<time>\d{1,10}\.\d{6})\] (?<kernel>)(?<message>.*)/,
  /^\[(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\] (?<kernel>)(?<message>.*)/,
  // nginx: 2026/11/20 10:22:01 [error] 31#31: *1 …
  /^(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(?<severity>[a-z]{3,7})\] \d{1,10}#\d{1,10}: (?<nginx>)(?:\*\d{1,12} )?(?<message>.*)/,
  // Go's own log: 2026/11/20 10:22:01 …
  /^(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) (?<message>.*)/,
  // calico: [ERROR][57] felix/route_table.go 1072: …
  new RegExp(String.raw`^\[(?<severity>${level})\]\[\d{1,8}\] (?<calico>(?:felix|confd|startup|status|tunnel-ip-allocator)/)?(?<message>.*)`),
  // coredns: [ERROR] plugin/errors: …
  new RegExp(String.raw`^\[(?<severity>${level})\] (?<message>.*)`),
  // Java, Python: ERROR [main] …, ERROR 1 --- [main] c.e.App : …, - root - ERROR - …, ERROR:root:…
  new RegExp(String.raw`^\s{0,4}(?<severity>${level})\s{1,4}(?:\d{1,8} )?(?:--- )?\[[^\]]{0,120}\]\s{0,4}(?<message>.*)`),
  new RegExp(String.raw`^- [\w.]{1,120} - (?<severity>${level}) - (?<message>.*)`),
  new RegExp(String.raw`^(?<severity>${level})(?::[\w.]{1,120}:|:? )\s{0,4}(?<message>.*)`),
  // kubectl describe: Warning  FailedMount  3m (x12 over 20m)  kubelet  …
  new RegExp(
    String.raw`^\s{0,8}(?<severity>Normal|Warning)\s{1,16}[A-Z]\w{2,60}\s{1,40}(?<time>${age})(?:\s{1,8}\(x(?<count>\d{1,9}) over (?<since>${age})\))?\s{1,24}(?<component>[a-z][\w./-]{1,63}(?:, [\w.-]{1,253})?)\s{1,40}(?<message>.*)`,
  ),
  // kubectl get events, kubectl events: [namespace] 3m (x12 over 20m)  Warning  BackOff  pod/web-0  …
  new RegExp(
    String.raw`^\s{0,8}(?:[a-z0-9-]{1,63}\s{1,40})?(?<time>${age})(?:\s{1,8}\(x(?<count>\d{1,9}) over (?<since>${age})\))?\s{1,24}(?<severity>Normal|Warning)\s{1,16}[A-Z]\w{2,60}\s{1,40}(?<object>[a-z]{2,63}/[\w.-]{1,253})\s{1,253}(?<message>.*)`,
  ),
  // kubectl describe before 1.8: 20m  3m  12  kubelet, worker-1  Warning  FailedMount  …
  new RegExp(
    String.raw`^\s{0,8}(?<since>${age})\s{1,24}(?<time>${age})\s{1,24}(?<count>\d{1,9})\s{1,24}\{?(?<component>[a-z][\w./-]{1,63}(?:,? [\w.-]{1,253})?)\}?\s{1,80}(?:\S{1,253}\s{1,80})?(?<severity>Normal|Warning)\s{1,16}[A-Z]\w{2,60}\s{1,40}(?<message>.*)`,
  ),
  // rows of kubectl get pods and kubectl get nodes
  new RegExp(
    String.raw`^\s{0,8}(?:[a-z0-9-]{1,63}\s{1,80})?(?<pod>[a-z0-9][a-z0-9.-]{0,252})\s{1,253}\d{1,4}/\d{1,4}\s{1,24}[A-Z][\w:-]{2,60}\s{1,40}\d{1,9}[ (]`,
  ),
  /^\s{0,8}(?<node>[a-z0-9][a-z0-9.-]{0,252})\s{1,253}(?:Not)?Ready(?:,SchedulingDisabled)?\s{1,24}\S{1,200}\s{1,24}\d\S{0,12}\s{1,24}v\d/,
];

function formOf(text: string): Said | undefined {
  if (text.startsWith('{')) return text.startsWith(docker) ? undefined : fieldsOf(text, jsonFields);
  for (const form of forms) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return named(groups);
  }
  return /^\s?[\w.@-]{1,40}=/.test(text) ? fieldsOf(text, logfmtFields) : undefined;
}

/** Forms that only one component writes, and rows of one kind of object, say so by a group of that name. */
function named({ etcd, calico, kernel, nginx, pod, node, ...said }: Readonly<Record<string, string | undefined>>): Said {
  const [writer] = Object.entries({ etcd, 'calico-node': calico, kernel, nginx }).find(([, found]) => found !== undefined) ?? [said['component']];
  const object = pod !== undefined ? `pod/${pod}` : node !== undefined ? `node/${node}` : said['object'];
  const time = said['time']?.startsWith('<') === true ? undefined : said['time'];
  return { ...said, component: writer, object, time };
}

/** Fields by their usual names, in zap's, zerolog's and logrus's JSON and in logfmt. */
const fields = {
  time: 'ts|time|timestamp|@timestamp|t',
  severity: 'level|lvl|severity|log\\.level',
  message: 'msg|message|M',
  error: 'error|err',
  component: 'logger|component',
  caller: 'caller',
} as const;

const longestValue = 4000;
const patternsOf = (pattern: (names: string) => string): Readonly<Record<keyof typeof fields, RegExp>> => ({
  time: new RegExp(pattern(fields.time)),
  severity: new RegExp(pattern(fields.severity)),
  message: new RegExp(pattern(fields.message)),
  error: new RegExp(pattern(fields.error)),
  component: new RegExp(pattern(fields.component)),
  caller: new RegExp(pattern(fields.caller)),
});
const jsonFields = patternsOf(
  (names) => String.raw`[{,]\s{0,4}"(?:${names})"\s{0,4}:\s{0,4}(?:"(?<quoted>(?:[^"\\]|\\.){0,${longestValue}})"|(?<bare>-?[\d.]{1,32}))`,
);
const logfmtFields = patternsOf(
  (names) => String.raw`(?:^|\s)(?:${names})=(?:"(?<quoted>(?:[^"\\]|\\.){0,${longestValue}})"|(?<bare>[^\s"]{1,${longestValue}}))`,
);

function fieldsOf(text: string, patterns: typeof jsonFields): Said {
  const valueOf = (name: keyof typeof fields): string | undefined => {
    const groups = patterns[name].exec(text)?.groups;
    const value = groups?.['quoted'] ?? groups?.['bare'];
    return value === undefined ? undefined : unescape(asPasted(value)).text;
  };
  const [message, error, caller] = [valueOf('message'), valueOf('error'), valueOf('caller')];
  const isEtcd = caller !== undefined && new RegExp(`^(?:${etcdPackages})/`).test(caller);
  return {
    time: valueOf('time'),
    severity: valueOf('severity'),
    component: isEtcd ? 'etcd' : valueOf('component'),
    message: message === undefined || error === undefined ? (message ?? error) : `${message}: ${error}`,
  };
}
