import { describe, expect, it } from 'vitest';
import { standard } from './redact.ts';

const { redact, redactWithMap } = standard;

// Put together at run time, so that no scanner takes a test for a leak.
const secrets: readonly (readonly [string, string, string])[] = [
  ['bearer header', 'Authorization: Bearer ', 'abcDEF123456.ghiJKL_789-xyz'],
  ['basic header', 'authorization: Basic ', 'dXNlcjpwYXNzd29yZA=='],
  ['JWT', 'token is ', ['eyJhbGciOiJSUzI1NiIs', 'eyJpc3MiOiJrdWJlcm5l', 'c2lnbmF0dXJl'].join('.')],
  ['Slack bot token', 'SLACK_BOT_TOKEN=', `xoxb-${'1234567890'.repeat(2)}-abcDEF`],
  ['Slack app token', 'using ', ['xapp', '1-A012345678', 'abcdef'].join('-')],
  ['GitHub token', 'remote: ', `ghp_${'a1B2'.repeat(9)}`],
  ['GitLab token', 'CI_TOKEN ', `glpat-${'a1B2c3'.repeat(4)}`],
  ['AWS access key', 'key id ', `AKIA${'ABCD1234'.repeat(2)}`],
  ['AWS secret', 'aws_secret_access_key = ', 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzKEY'],
  ['password in a URL', 'dial postgres://app:', 'hunter2hunter2'],
  ['password flag', 'etcdctl --password=', 's3cr3t-value'],
  ['password assignment', 'POSTGRES_PASSWORD=', 'correct-horse'],
  ['JSON password', '{"password":"', 'correct-horse'],
  ['quoted password of several words', 'db.password = "', 'correct horse battery'],
  ['password in escaped JSON', String.raw`{\"password\":\"`, 'correct-horse'],
  ['Azure key', 'AccountKey=', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA='],
  ['Google API key', 'key ', `AIza${'Sy012345678'.repeat(3)}ab`],
  ['base64 of a private key', 'tls.key: ', Buffer.from(['-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEow'].join('')).toString('base64').replace(/=+$/, '')],
  ['token of something in the environment', 'API_TOKEN=', 'abc123def456'],
  ['secret in the environment', 'MY_SECRET=', 's3cr3tvalue'],
  ['pass in the environment', 'DB_PASS=', 'hunter22'],
  ['short token', 'token=', 'shortsecret9'],
  ['token in a query', 'GET https://a.b/c?token=', 'shortsecret9'],
  ['token in camel case', '{"apiToken":"', 'abcdef123456'],
  ['password with a comma and brackets', 'PASSWORD=', 'abc,d(e)f&g'],
  ['quoted password with a quote', 'password: "', String.raw`abc\"def`],
  ['password that a table sets apart', 'POSTGRES_PASSWORD:                   ', 'hunter22'],
  ['value of a container environment', 'env:\n- name: DB_PASSWORD\n  value: ', 'hunter22'],
  ['value of a container environment in JSON', '{"name": "API_TOKEN",\n "value": "', 'abcdef123456'],
  ['registry credential', '{"auths":{"r.io":{"auth":"', 'dXNlcjpwYXNzd29yZA=='],
  ['registry credentials', '.dockerconfigjson: ', 'eyJhdXRocyI6eyJyLmlvIjp7fX19'],
  ['password of curl', 'curl -sk -u admin:', 'hunter2222'],
  ['signature of a shared link', 'GET https://a.b/c?sv=1&sig=', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0Vni'],
  ['Vault token', 'login with ', ['hvs', 'CAESIJabcdefabcdefabcdef'].join('.')],
  ['kubeconfig key', 'client-key-data: ', 'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ=='],
  ['kubeconfig token', '    token: ', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['kubeadm bootstrap token', 'kubeadm join 10.0.0.1:6443 --token ', 'abcdef.0123456789abcdef'],
];

describe('redaction', () => {
  for (const [name, before, secret] of secrets) {
    it(`takes out a ${name}`, () => {
      const tail = name === 'password in a URL' ? '@db:5432/app' : name === 'JSON password' ? '"}' : ' and more';
      const cleaned = redact(`${before}${secret}${tail}`);
      expect(cleaned.startsWith(`${before}[redacted: `)).toBe(true);
      // No part of the secret is left; what follows it in the same quotes may be gone too.
      expect(tail.endsWith(cleaned.slice(before.length).replace(/^\[redacted: [^\]]+\]/, ''))).toBe(true);
    });
  }

  it('takes a private key out and keeps the number of lines', () => {
    const key = ['-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIEow\nIBAAK\n-----END RSA ', 'PRIVATE KEY-----'].join('');
    const cleaned = redact(`before\n${key}\nafter`);
    expect(cleaned).not.toContain('MIIEow');
    expect(cleaned.split('\n')).toHaveLength(`before\n${key}\nafter`.split('\n').length);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['is encrypted', ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,0A1B', '', 'MIIEow', '-----END RSA PRIVATE KEY-----', 'after that'], ['MIIEow']],
    ['was cut off', ['MIIEowAAA', 'MIIEowBBB', '$ kubectl get pods - the fault'], ['MIIEowAAA', 'MIIEowBBB']],
  ])('takes a private key out that %s, and nothing of what follows', (_, lines, gone) => {
    const text = [['-----BEGIN RSA ', 'PRIVATE KEY-----'].join(''), ...lines].join('\n');
    const cleaned = redact(text);
    for (const line of gone) expect(cleaned).not.toContain(line);
    expect(cleaned.split('\n')).toHaveLength(text.split('\n').length);
    expect(cleaned.split('\n').at(-1)).toBe(lines.at(-1));
  });

  it("takes the values out of a Secret's manifest, and nothing else of it", () => {
    const yaml =
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  user: YWRtaW4=\n  pem: |\n    c29tZXRoaW5n\n    ZWxzZQ==\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  port: "5432"\n';
    expect(redact(yaml)).toBe(
      yaml
        .replace('YWRtaW4=', '[redacted: value of a Secret]')
        .replace('c29tZXRoaW5n', '[redacted: value of a Secret]')
        .replace('ZWxzZQ==', '[redacted: value of a Secret]'),
    );
    const json =
      '{"apiVersion":"v1","data":{"user":"YWRtaW4=","word":"aHVudGVyMg=="},"kind":"Secret","metadata":{"uid":"e7153534-6bee-4c62-925f-3cfa92565c03"}}';
    expect(redact(json)).toBe(json.replace('YWRtaW4=', '[redacted: value of a Secret]').replace('aHVudGVyMg==', '[redacted: value of a Secret]'));
  });

  it.each([
    'sandbox "caa2c9742610268fdcee0d99ed6cd37d283aee8cc75f9a1c7fc308a43e100620"',
    'image sha256:3b2f9136599cb36d1183ee76838c59073b2f9136599cb36d1183ee76838c5907',
    'pod e7153534-6bee-4c62-925f-3cfa92565c03',
    'embed: rejected connection from "10.99.0.12:39688" (error "EOF", ServerName "")',
    'MountVolume.SetUp failed for volume "token" : secret "db-password" not found',
    'dial tcp https://10.0.0.1:6443/api?timeout=10s: connect: connection refused',
    `certificate-authority-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\\nMIIC').toString('base64')}`,
    'spec.containers[0].env[1].valueFrom.secretKeyRef.key: password',
    'E1120 controller.go:1] "Failed to sync" secret="default/db-creds" err="not found"',
    'failed to get token: secrets "x" not found',
    'invalid bearer token, Token has been invalidated',
    'token: expired',
    'imagePullSecrets: [regcred]',
    'secretName: web-tls',
    'PWD=/home/admin',
    'POSTGRES_PASSWORD:  <set to the key "password" in secret "db">',
    'password authentication failed for user "app"',
    '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----',
    'error looking for path of conntrack: exec: "conntrack": executable file not found in $PATH',
  ])('leaves alone what a diagnosis needs: %s', (line) => {
    expect(redact(line)).toBe(line);
  });

  it('maps offsets behind a secret to where they now stand', () => {
    const text = 'a --password=hunter22 then the fault';
    const { text: cleaned, at } = redactWithMap(text);
    expect(cleaned.slice(at(text.indexOf('fault')))).toBe('fault');
    expect(at(0)).toBe(0);
  });

  it.each([
    'kind: Secret\ndata:\n  a: b\n',
    '\\n',
    '-',
    'password for a ',
    'password: |\n  a\n',
    'value: a ',
    'echo a ',
    'docker login -',
    'mysql -p',
    '--a-b-c-',
    'cookie: a=b; ',
    'authorization: digest a="b",',
    '://a:b@',
    'a.b@c.',
    'AAAABBBBCCCCDDDDEEEEFFFFGGGG\n',
    'eyJaaaaaaaaa.',
    '"data":{"a":"b',
    'kind":"Secret"',
    '\\"password\\":\\"',
    'LS0tLS1CRUdJTi',
    'bearer ',
    'curl -',
    'a_token=,',
    'name: A_TOKEN ',
    ['-----BEGIN PRIVATE', ' KEY-----\n'].join(''),
    ['-----END PRIVATE', ' KEY-----\n'].join(''),
  ])('is linear in repeated %j', (piece) => {
    const time = (count: number): number => {
      // What this thread worked, whatever else the machine was doing meanwhile.
      const began = process.threadCpuUsage();
      redact(`kind: Secret\n${piece.repeat(count)}`);
      return process.threadCpuUsage(began).user / 1000;
    };
    time(1000);
    expect(time(40_000)).toBeLessThan(1000);
  });

  it('is done with 5 MB of hostile text in a moment', () => {
    const hostile = `${'a'.repeat(1_000_000)}password${'='.repeat(1_000_000)} ${'://x:'.repeat(600_000)}`;
    expect(redact(hostile).length).toBeGreaterThan(0);
  });
});
