/**
 * A simulated machine: a worker whose bridge has a wrong address, with no conntrack and with NOTRACK rules in the raw table. It understands
 * the commands that the knowledge uses, changes state as they run, and prints what the real tools print.
 */

import { randomUUID } from 'node:crypto';

export type Output = { readonly exit: number; readonly stdout: string; readonly stderr: string };

export type Machine = { run(argv: readonly string[]): Output; reset(): void };

type State = { bootId: string; bridge: { address: string; prefix: number } | undefined; conntrack: boolean; rawRules: string[] };

const begin = (): State => ({
  bootId: randomUUID(),
  bridge: { address: '10.244.9.1', prefix: 24 },
  conntrack: false,
  rawRules: ['-A PREROUTING -p tcp -m multiport --dports 80,443 -j NOTRACK', '-A OUTPUT -p tcp -m multiport --dports 80,443 -j NOTRACK'],
});

const done = (stdout = ''): Output => ({ exit: 0, stdout, stderr: '' });
const failed = (exit: number, stderr: string): Output => ({ exit, stdout: '', stderr: `${stderr}\n` });

export function createMachine(): Machine {
  let state = begin();

  const ip = (words: readonly string[]): Output => {
    const line = words.filter((word) => word !== '-json').join(' ');
    const device = words.at(-1) ?? '';
    const missing = device !== 'cni0' || state.bridge === undefined;
    if (/^addr(ess)? show dev \S+$/.test(line)) {
      if (missing || state.bridge === undefined) return failed(1, `Device "${device}" does not exist.`);
      const { address, prefix } = state.bridge;
      const addresses = [
        { family: 'inet', local: address, prefixlen: prefix, scope: 'global', label: 'cni0' },
        { family: 'inet6', local: 'fe80::7c14:43ff:fed8:6aa0', prefixlen: 64, scope: 'link' },
      ];
      return done(
        `${JSON.stringify([{ ifindex: 4, ifname: 'cni0', flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'], mtu: 1500, operstate: 'DOWN', addr_info: addresses }])}\n`,
      );
    }
    if (/^link show master \S+$/.test(line)) return missing ? failed(1, `Device "${device}" does not exist.`) : done('[]\n');
    if (/^link delete \S+$/.test(line)) {
      if (missing) return failed(1, `Cannot find device "${device}"`);
      state.bridge = undefined;
      return done();
    }
    return unknown(['ip', ...words]);
  };

  const iptables = (words: readonly string[]): Output => {
    if (words.join(' ') === '-t raw -S') return done(`${['-P PREROUTING ACCEPT', '-P OUTPUT ACCEPT', ...state.rawRules].join('\n')}\n`);
    const [table, raw, verb, chain, ...rule] = words;
    if (table !== '-t' || raw !== 'raw' || chain === undefined) return unknown(['iptables', ...words]);
    const line = `-A ${chain} ${rule.join(' ')}`;
    if (verb === '-D') {
      if (!state.rawRules.includes(line)) return failed(1, 'iptables: Bad rule (does a matching rule exist in that chain?).');
      state.rawRules = state.rawRules.filter((one) => one !== line);
      return done();
    }
    if (verb === '-A') {
      state.rawRules.push(line);
      return done();
    }
    return unknown(['iptables', ...words]);
  };

  const find = (words: readonly string[]): Output => {
    const name = words[words.indexOf('-name') + 1];
    if (words[0] === '/etc/kubernetes/manifests') return failed(1, 'find: ‘/etc/kubernetes/manifests’: No such file or directory');
    return done(name === 'conntrack' && state.conntrack ? '/usr/sbin/conntrack\n' : '');
  };

  const run = (argv: readonly string[]): Output => {
    const [program, ...words] = argv[0] === 'sudo' && argv[1] === '-n' && argv[2] === '--' ? argv.slice(3) : argv;
    switch (program) {
      case 'true':
        return done();
      case 'hostname':
        return done('demo-node\n');
      case 'cat':
        return words.join(' ') === '/proc/sys/kernel/random/boot_id'
          ? done(`${state.bootId}\n`)
          : failed(1, `cat: ${words.join(' ')}: No such file or directory`);
      case 'ip':
        return ip(words);
      case 'iptables':
        return iptables(words);
      case 'find':
        return find(words);
      case 'ss':
        return done('ESTAB 0 0 10.0.0.11:2379 10.0.0.12:39688\n');
      case 'apt-get':
        if (words.join(' ') !== 'install -y conntrack') return unknown(argv);
        state.conntrack = true;
        return done('Setting up conntrack (1:1.4.7-1+b2) ...\n');
      case 'systemctl':
        return words[0] === 'restart' ? done() : unknown(argv);
      case undefined:
      default:
        return unknown(argv);
    }
  };

  return {
    run,
    reset: () => {
      state = begin();
    },
  };
}

function unknown(argv: readonly string[]): Output {
  return failed(127, `${argv.join(' ').slice(0, 200)}: not known to this simulated node`);
}

/** Splits a line as a POSIX shell would, for words that are plain, quoted or escaped; nothing is expanded. Undefined where a shell would do more than start one program. */
export function shellWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    if (letter === "'" || letter === '"') {
      const end = line.indexOf(letter, at + 1);
      if (end < 0) return undefined;
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (letter === '\\') {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else if (letter === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[;&|<>()$`\n*?[#~!{}]/.test(letter)) {
      return undefined;
    } else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return words;
}
