import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parserNamed, parsers } from './index.ts';

const read = (name: string, stdout: string, exit = 0, stderr = '') => parserNamed(name)({ stdout, stderr, exit });

describe('the parsers', () => {
  it('are exactly the files of the folder', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !['index.ts', 'parser.ts'].includes(file) && !file.endsWith('.test.ts'));
    expect(files.map((file) => file.replace('.ts', '')).toSorted()).toEqual(Object.keys(parsers).toSorted());
  });

  it('read addresses as iproute2 6.1 prints them, and a missing device as an answer', () => {
    const json =
      '[{"ifindex":4,"ifname":"cni0","flags":["NO-CARRIER","BROADCAST","MULTICAST","UP"],"mtu":1500,"addr_info":[{"family":"inet","local":"10.244.9.1","prefixlen":24,"scope":"global","label":"cni0","valid_life_time":4294967295},{"family":"inet6","local":"fe80::7c14:43ff:fed8:6aa0","prefixlen":64,"scope":"link"}]}]';
    expect(read('ip-address', json)).toEqual({
      ok: true,
      result: {
        exists: true,
        addresses: [
          { family: 'inet', cidr: '10.244.9.1/24', scope: 'global' },
          { family: 'inet6', cidr: 'fe80::7c14:43ff:fed8:6aa0/64', scope: 'link' },
        ],
      },
    });
    expect(read('ip-address', '', 1, 'Device "cni0" does not exist.\n')).toEqual({ ok: true, result: { exists: false, addresses: [] } });
    expect(read('ip-address', 'not json')).toMatchObject({ ok: false });
  });

  it('leave out the empty objects that ip prints for what a filter leaves out', () => {
    expect(read('ip-link', '[{},{"ifname":"veth1","flags":["UP"],"master":"cni0"}]')).toEqual({
      ok: true,
      result: { exists: true, links: [{ name: 'veth1', up: true, master: 'cni0' }] },
    });
  });

  it('know a NOTRACK rule in both spellings', () => {
    const rules =
      '-P PREROUTING ACCEPT\n-A PREROUTING -p tcp -m multiport --dports 80,443 -j NOTRACK\n-A OUTPUT -p tcp -m tcp --dport 443 -j CT --notrack\n-A OUTPUT -j CT --zone 3\n';
    const parsed = read('iptables-rules', rules);
    expect(parsed).toMatchObject({
      ok: true,
      result: { rules: [{ chain: 'PREROUTING', ports: '80,443', notrack: true }, { notrack: true, ports: '443' }, { notrack: false }] },
    });
    expect(read('iptables-rules', '', 4, 'Permission denied (you must be root)')).toMatchObject({ ok: false });
  });

  it('take a folder that is not there for one that holds nothing, and any other complaint for a problem', () => {
    expect(read('paths', '', 1, 'find: ‘/etc/kubernetes/manifests’: No such file or directory\n')).toEqual({ ok: true, result: { paths: [] } });
    expect(read('paths', '', 1, 'find: ‘/etc/kubernetes’: Permission denied\n')).toMatchObject({ ok: false });
  });

  it('read sockets as ss prints them', () => {
    expect(read('sockets', 'ESTAB 0      0      10.0.0.11:2379   10.0.0.12:39688 users:(("etcd",pid=7,fd=9))\n')).toEqual({
      ok: true,
      result: { sockets: [{ state: 'ESTAB', local: '10.0.0.11:2379', peer: '10.0.0.12:39688', process: 'etcd' }] },
    });
  });
});

describe('the parsers of plain output', () => {
  it('read names and values as systemctl, sysctl and /proc/meminfo print them', () => {
    expect(read('key-values', 'ActiveState=active\nNRestarts=3\nExecMainStatus=0\n')).toMatchObject({
      result: { values: { ActiveState: 'active', NRestarts: 3 } },
    });
    expect(read('key-values', 'net.netfilter.nf_conntrack_max = 262144\n')).toMatchObject({
      result: { values: { 'net.netfilter.nf_conntrack_max': 262_144 } },
    });
    expect(read('key-values', 'MemAvailable:   16301234 kB\n')).toMatchObject({ result: { values: { MemAvailable: 16_301_234 } } });
    expect(read('key-values', '', 255, 'sysctl: cannot stat')).toEqual({ ok: true, result: { values: {} } });
  });

  it('read file systems as df -P prints them, and leave out those that count nothing', () => {
    const df =
      'Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/sda1        103081248 99000000   4081248      97% /\ntmpfs - - - - /run\n';
    expect(read('file-systems', df)).toEqual({
      ok: true,
      result: { fileSystems: [{ source: '/dev/sda1', size: 103_081_248, used: 99_000_000, available: 4_081_248, usedPercent: 97, mount: '/' }] },
    });
  });

  it('read JSON, and what was said where none was printed', () => {
    expect(read('json', '[{"dst":"default"}]')).toEqual({ ok: true, result: { found: true, json: [{ dst: 'default' }], said: '' } });
    expect(read('json', '', 1, 'Device "flannel.1" does not exist.')).toEqual({
      ok: true,
      result: { found: false, json: null, said: 'Device "flannel.1" does not exist.' },
    });
    expect(read('json', 'not json')).toMatchObject({ ok: false });
  });

  it('read lines and outcomes', () => {
    expect(read('lines', 'a  \n\nb\n')).toEqual({ ok: true, result: { lines: ['a', 'b'] } });
    expect(read('outcome', '200\n', 7)).toEqual({ ok: true, result: { code: 7, output: '200' } });
  });
});
