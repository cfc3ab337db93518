/**
 * Secrets in the forms in which they really occur, with contents made at random. A row is written with its secret between « and », and with
 * placeholders such as `{hex:32}`: so no row is a secret itself, and no scanner takes this file for a leak.
 */
import { randomInt } from 'node:crypto';

/** A whole number from 0 up to, not including, the limit. */
export type Random = (limit: number) => number;

export const anyhow: Random = (limit) => (limit < 1 ? 0 : randomInt(limit));

/** The same numbers again for the same seed. */
export function repeatable(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

export type Planted = { readonly text: string; readonly secrets: readonly string[] };
export type Format = { readonly name: string; readonly make: (random: Random) => Planted };

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const alphabets: Readonly<Record<string, readonly string[]>> = {
  hex: [digits, 'abcdef'],
  HEX: [digits, 'ABCDEF'],
  digit: [digits],
  lower: [lower],
  lownum: [lower, digits],
  UPNUM: [upper, digits],
  alnum: [lower, upper, digits],
  b64: [lower, upper, digits, '+/'],
  b64u: [lower, upper, digits, '_-'],
};

/** Characters of every set of the alphabet, however few; letters at both ends of a long one, where a word may end. */
function some(alphabet: string, length: number, random: Random): string {
  const sets = alphabets[alphabet];
  if (sets === undefined) throw new Error(`there is no alphabet ${alphabet}`);
  const all = sets.join('');
  const pick = (set: string): string => set.charAt(random(set.length));
  const letters = Array.from({ length }, () => pick(all));
  const places = Array.from({ length: Math.max(0, length - 2) }, (_, place) => place + 1);
  for (const set of sets) {
    const [place] = places.splice(random(places.length), 1);
    if (place !== undefined) letters[place] = pick(set);
  }
  const firm = sets.filter((set) => /^[A-Za-z0-9]+$/.test(set)).join('');
  for (const end of [0, length - 1]) if (!firm.includes(letters[end] ?? '')) letters[end] = pick(firm);
  return letters.join('');
}

function fill(template: string, random: Random): string {
  return template
    .replaceAll(/\{word\}/g, () => `${some('lower', 5, random)}-${some('alnum', 9, random)}`)
    .replaceAll(/\{uuid\}/g, () => [8, 4, 4, 4, 12].map((length) => some('hex', length, random)).join('-'))
    .replaceAll(/\{pem:(\d+)\}/g, (_, lines: string) => Array.from({ length: Number(lines) }, () => some('b64', 64, random)).join('\n'))
    .replaceAll(/\{(\w+):(\d+)\}/g, (_, alphabet: string, length: string) => some(alphabet, Number(length), random))
    .replaceAll(/\{base64\(([^()]*)\)\}/g, (_, plain: string) => Buffer.from(plain.replaceAll('¶', '\n')).toString('base64'));
}

function planted(marked: string): Planted {
  return { text: marked.replaceAll(/[«»]/g, ''), secrets: Array.from(marked.matchAll(/«([^»]*)»/g), (found) => found[1] ?? '') };
}

/** The parts of a secret that would help whoever reads them: its lines, and both ends of the long ones. */
export function pieces(secret: string): readonly string[] {
  const lines = secret.split(/\n|\\n|[,;]\s|"/).filter((line) => line.length >= 4 && !line.includes('PRIVATE KEY') && !/^[a-z]+=$/.test(line));
  return lines.flatMap((line) => [line, ...(line.length >= 16 ? [line.slice(0, 12), line.slice(-12)] : [])]);
}

const bare: Readonly<Record<string, string>> = {
  'AWS access key id': 'aws_access_key_id = «AKIA{UPNUM:16}»',
  'AWS temporary access key id': 'key ASIA… «ASIA{UPNUM:16}» used',
  'AWS secret access key': 'aws_secret_access_key = «{b64:40}»',
  'AWS secret in the environment': 'export AWS_SECRET_ACCESS_KEY=«{b64:40}»',
  'AWS key pair on one line': 'using «AKIA{UPNUM:16}» / «{alnum:40}» for s3',
  'AWS session token': 'AWS_SESSION_TOKEN=«{b64:120}»',
  'AWS signature in a query': 'GET https://b.s3.amazonaws.com/k?X-Amz-Date=1&X-Amz-Signature=«{hex:64}»',
  'AWS signature in a header':
    'Authorization: AWS4-HMAC-SHA256 «Credential=AKIA{UPNUM:16}/20261120/eu/s3/aws4_request, SignedHeaders=host, Signature={hex:64}»',
  'GCP API key': 'key=«AIza{b64u:35}»',
  'GCP OAuth token': 'access «ya29.{b64u:60}» expired',
  'GCP client secret': 'client «GOCSPX-{b64u:28}»',
  'GCP refresh token': 'refresh «1//0{b64u:40}»',
  'GCP service account': String.raw`{"type":"service_account","private_key_id":"{hex:40}","private_key":"«-----BEGIN {PRIVATE} KEY-----\n{b64:64}\n{b64:64}\n-----END {PRIVATE} KEY-----\n»","client_email":"x"}`,
  'Azure storage connection string': 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=«{b64:86}==»;EndpointSuffix=core.windows.net',
  'Azure shared access key': 'Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«{b64:43}=»',
  'Azure SAS in an address': 'https://a.blob.core.windows.net/c?sv=2022-11-02&sr=c&sig=«{alnum:43}%3D»',
  'Azure client secret': 'AADSTS7000215 with «{alnum:3}8Q~{alnum:34}» given',
  'Azure storage key by its mark': 'key «{b64:76}+ASt{alnum:5}==»',
  'Azure registry key by its mark': 'acr «{alnum:42}+ACR{alnum:6}»',
  'Alibaba access key': 'AccessKeyId «LTAI{alnum:20}»',
  'Alibaba access key secret': 'accessKeySecret: «{alnum:30}»',
  'Tencent secret id': 'SecretId «AKID{alnum:32}»',
  'DigitalOcean token': 'doctl «dop_v1_{hex:64}»',
  'GitHub personal token': 'remote: «ghp_{alnum:36}»',
  'GitHub fine-grained token': 'login «github_pat_{alnum:22}_{alnum:59}»',
  'GitHub app token': 'x-access-token:«ghs_{alnum:36}»',
  'GitLab personal token': 'CI uses «glpat-{b64u:20}»',
  'GitLab deploy token': 'pull with «gldt-{b64u:20}»',
  'GitLab runner token': 'register «glrt-{b64u:20}»',
  'GitLab agent token': 'agent «glagent-{b64u:50}»',
  'npm token': 'found «npm_{alnum:36}» there',
  npmrc: '//npm.example.com/:_authToken=«{uuid}»',
  'npmrc basic': '_auth=«{base64(ci:)}{b64:20}»',
  'PyPI token': 'twine «pypi-AgEIcHlwaS5vcmc{b64u:70}»',
  'Docker Hub token': 'login «dckr_pat_{b64u:27}»',
  'Hugging Face token': 'hub «hf_{alnum:34}»',
  'OpenAI key': 'key «sk-{alnum:20}T3BlbkFJ{alnum:20}»',
  'OpenAI project key': 'key «sk-proj-{b64u:120}»',
  'Anthropic key': 'key «sk-ant-api03-{b64u:93}AA»',
  'Slack bot token': 'SLACK_BOT_TOKEN=«xoxb-{digit:12}-{digit:12}-{alnum:24}»',
  'Slack app token': 'using «xapp-1-A{UPNUM:10}-{digit:13}-{hex:64}»',
  'Slack user token': 'using «xoxp-{digit:12}-{digit:12}-{hex:32}»',
  'Slack webhook': 'POST https://hooks.slack.com/services/«T{UPNUM:8}/B{UPNUM:8}/{alnum:24}» 404',
  'Slack workflow webhook': 'https://hooks.slack.com/triggers/«T{UPNUM:8}/{digit:13}/{hex:32}»',
  'Discord webhook': 'https://discord.com/api/webhooks/«{digit:18}/{b64u:68}»',
  'Feishu webhook': 'https://open.feishu.cn/open-apis/bot/v2/hook/«{uuid}»',
  'Telegram bot token': 'https://api.telegram.org/bot«{digit:9}:AA{b64u:33}»/sendMessage',
  'Stripe key': 'charge «sk_live_{alnum:24}»',
  'Stripe webhook secret': 'verify «whsec_{alnum:32}»',
  'Twilio key': 'twilio «SK{hex:32}»',
  'SendGrid key': 'mail «SG.{b64u:22}.{b64u:43}»',
  'Mailchimp key': 'list «{hex:32}-us12»',
  'Mailgun key': 'mail «key-{hex:32}»',
  'Datadog key': 'DD_API_KEY=«{hex:32}»',
  'Datadog application key': 'DD_APP_KEY: «{hex:40}»',
  'New Relic key': 'agent «NRAK-{UPNUM:27}»',
  'New Relic licence': 'NEW_RELIC_LICENSE_KEY=«{hex:36}NRAL»',
  'Grafana service account': 'grafana «glsa_{alnum:32}_{hex:8}»',
  'Grafana cloud token': 'loki «glc_{b64:60}»',
  'Vault token': 'vault «hvs.{b64u:90}»',
  'Vault batch token': 'vault «hvb.{b64u:100}»',
  'old Vault token': 'vault login «s.{alnum:24}»',
  'Vault unseal key': 'Unseal Key 1: «{b64:43}=»',
  'Vault secret id': 'secret_id «{uuid}»',
  'Terraform Cloud token': 'tfc «{alnum:14}.atlasv1.{alnum:67}»',
  'Consul token': 'CONSUL_HTTP_TOKEN=«{uuid}»',
  'Atlassian token': 'jira «ATATT3{alnum:180}»',
  'Databricks token': 'dbx «dapi{hex:32}»',
  'Doppler token': 'doppler «dp.pt.{alnum:43}»',
  'Pulumi token': 'pulumi «pul-{hex:40}»',
  'Tailscale key': 'up «tskey-auth-{alnum:12}-{alnum:20}»',
  'Sonar token': 'scan «sqp_{hex:40}»',
  'Shopify token': 'shop «shpat_{hex:32}»',
  'Rancher token': 'rancher «token-{lownum:5}:{lownum:54}»',
  'k3s node token': 'K3S_TOKEN «K10{hex:64}::server:{hex:32}»',
  'Swarm join token': 'docker swarm join --token «SWMTKN-1-{lownum:50}-{lownum:25}» 10.0.0.1:2377',
  'microk8s join': 'microk8s join 10.0.0.1:25000/«{hex:32}/{hex:12}»',
  'Ceph key': '[client.admin]\n\tkey = «AQ{alnum:36}==»',
  'age key': 'age «AGE-SECRET-KEY-1{UPNUM:58}»',
  JWT: 'token is «eyJ{b64u:30}.eyJ{b64u:80}.{b64u:60}»',
  'service account token': '{"kind":"TokenRequest","status":{"token":"«eyJ{b64u:40}.eyJ{b64u:300}.{b64u:342}»"}}',
  'bootstrap token': 'I1120 token.go:80] could not use «{lownum:6}.{lownum:16}» any more',
  'kubeadm join': 'kubeadm join 10.0.0.1:6443 --token «{lownum:6}.{lownum:16}» --discovery-token-ca-cert-hash sha256:1',
  'kubeadm certificate key': 'kubeadm join x --control-plane --certificate-key «{hex:64}»',
  'kubeadm certificate key alone': '[upload-certs] Using certificate key:\n«{hex:64}»',
  'kubeadm configuration': 'certificateKey: x\nbootstrapTokens:\n- token: «{lownum:6}.{lownum:16}»',
  'kubeconfig client key': '    client-key-data: «{b64:400}=»',
  'kubeconfig client certificate': '    client-certificate-data: «{b64:400}=»',
  'kubeconfig token': 'users:\n- name: a\n  user:\n    token: «{alnum:40}»',
  'kubeconfig password': '  user:\n    password: «{word}»\n    username: admin',
  'kubeconfig OIDC': '      config:\n        id-token: «{alnum:80}»\n        refresh-token: «{alnum:40}»',
  'docker config': '{"auths":{"r.io":{"auth":"«{base64(user:{word})}»"}}}',
  'docker config with password': '{"auths":{"r.io":{"username":"u","password":"«{word}»","email":""}}}',
  'registry pull secret': 'data:\n  .dockerconfigjson: «eyJhdXRocyI6{b64:80}=»',
  'registry pull secret alone': 'decoded «eyJhdXRocyI6{b64:80}==»',
  'identity token': '{"identitytoken":"«{alnum:60}»"}',
  'password in an address': 'dial postgres://app:«{word}»@db:5432/app failed',
  'password with an at sign in an address': 'dial amqp://app:«{word}@{alnum:6}»@mq:5672/',
  'address without a user': 'redis://:«{word}»@cache:6379/0',
  'token as the user of an address': 'git clone https://«{alnum:32}»@git.example.com/a.git',
  'MongoDB address': 'mongodb+srv://app:«{word}»@c0.abc.mongodb.net/db?w=majority',
  'JDBC address': 'jdbc:postgresql://db:5432/app?user=app&password=«{word}»',
  'JDBC for Oracle': 'jdbc:oracle:thin:scott/«{word}»@//db:1521/x',
  'Go data source': 'app:«{word}»@tcp(10.0.0.5:3306)/app?parseTime=true',
  'libpq string': 'host=db user=app password=«{word}» sslmode=disable',
  'SQL Server string': 'Server=db;User Id=sa;Password=«{word}»;Encrypt=no',
  'ODBC string': 'Driver=x;Server=db;Uid=sa;Pwd=«{word}»;',
  'proxy address': 'HTTPS_PROXY=http://ci:«{word}»@proxy:3128',
  'token in a query': 'GET https://a.b/c?access_token=«{alnum:20}» 401',
  'key in a query': 'https://maps.example.com/x?key=«{alnum:30}»',
  'TOTP address': 'otpauth://totp/x?secret=«{UPNUM:32}»&issuer=y',
  'PEM private key': '-----BEGIN {PRIVATE} KEY-----\n«{pem:6}»\n-----END {PRIVATE} KEY-----',
  'RSA private key': '-----BEGIN RSA {PRIVATE} KEY-----\n«{pem:8}»\n-----END RSA {PRIVATE} KEY-----',
  'EC private key': '-----BEGIN EC {PRIVATE} KEY-----\n«{pem:2}»\n-----END EC {PRIVATE} KEY-----',
  'OpenSSH private key': '-----BEGIN OPENSSH {PRIVATE} KEY-----\n«{pem:5}»\n-----END OPENSSH {PRIVATE} KEY-----',
  'PGP private key': '-----BEGIN PGP {PRIVATE} KEY BLOCK-----«\nVersion: 1\n\n{pem:5}»\n-----END PGP {PRIVATE} KEY BLOCK-----',
  'private key on one line': String.raw`{"key":"-----BEGIN {PRIVATE} KEY-----«\n{b64:64}\n{b64:64}\n»-----END {PRIVATE} KEY-----\n"}`,
  'private key, cut off': '-----BEGIN RSA {PRIVATE} KEY-----\n«{pem:5}»',
  'private key without its head': '«{pem:4}»\n-----END RSA {PRIVATE} KEY-----',
  'private key, indented': 'stringData:\n  key: |\n    -----BEGIN {PRIVATE} KEY-----\n    «{b64:64}»\n    «{b64:64}»\n    -----END {PRIVATE} KEY-----',
  'OpenSSH key without PEM': 'key «b3BlbnNzaC1rZXktdjEAAAAA{b64:200}»',
  'RSA key without PEM': 'key «MIIEpAIBAAKCAQEA{b64:200}»',
  'base64 of a private key': 'tls.key: «{base64(-----BEGIN {PRIVATE} KEY-----¶{b64:64})}»',
  'PuTTY key': 'PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n«{b64:64}»\nPrivate-MAC: x',
  'WireGuard key': '[Interface]\nPrivateKey = «{b64:43}=»',
  'WireGuard preshared key': 'PresharedKey = «{b64:43}=»',
  'IPsec secret': ': PSK "«{word}»"',
  'shadow line': 'root:«$6${alnum:16}${alnum:86}»:19000:0:99999:7:::',
  'yescrypt hash': 'app:«$y$j9T${alnum:22}${alnum:43}»:1:',
  'bcrypt hash': 'admin:«$2y$10${alnum:53}»',
  'htpasswd of Apache': 'admin:«$apr1${alnum:8}${alnum:22}»',
  'argon2 hash': 'hash «$argon2id$v=19$m=65536,t=3,p=4${alnum:22}${alnum:43}»',
  'SCRAM verifier': 'rolpassword «SCRAM-SHA-256$4096:{b64:22}==${b64:43}=:{b64:43}=»',
  'LDAP hash': 'userPassword «{SSHA}{b64:32}»',
  'Django hash': 'pw «pbkdf2_sha256$260000${alnum:12}${b64:43}=»',
  'md5 of PostgreSQL': "rolpassword '«md5{hex:32}»'",
  'Secret in YAML': 'apiVersion: v1\ndata:\n  any: «{base64({word})}»\nkind: Secret\nmetadata:\n  name: a',
  'Secret in YAML, stringData': 'apiVersion: v1\nkind: Secret\nstringData:\n  any: «{word}»\n',
  'Secret in YAML, a block': 'kind: Secret\nstringData:\n  file: |\n    «{word}»\n    «{word}»\n',
  'Secret in JSON': '{"apiVersion":"v1","data":{"any":"«{base64({word})}»"},"kind":"Secret"}',
  'Secret in an annotation': String.raw`  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"v1","kind":"Secret","stringData":{"any":"«{word}»"}}`,
  'Secret in a Go dump': '&v1.Secret{Data:map[string][]uint8{«"any":[]uint8{0x1, 0x2}»}, Type:"Opaque"}',
  'environment line': 'DB_PASSWORD=«{word}»',
  'environment of a container': 'env:\n- name: X_TOKEN\n  value: «{word}»',
  'environment of a container in JSON': '{"name":"DB_PASSWORD","value":"«{word}»"}',
  'environment as kubectl describes it': '    Environment:\n      SMTP_PASSWORD:  «{word}»',
  'shell export': "export GRAFANA_ADMIN_PASSWORD='«{word}'»",
  'Helm value': 'helm install x --set auth.rootPassword=«{word}»',
  'Spring property': 'spring.datasource.password=«{word}»',
  'TOML value': 'api_key = "«{word}»"',
  'YAML block value': 'password: |\n  «{word}»\nnext: 1',
  'password flag': 'etcdctl --password=«{word}» get /',
  'password flag apart': 'tool --password «{word}» run',
  'prefixed password flag': 'kubectl create secret docker-registry r --docker-password=«{word}»',
  'token flag': 'kubectl --token «{alnum:30}» get pods',
  'flag in JSON': '"command":["app","--api-key","«{word}»"]',
  'user and password flag': 'etcdctl --user root:«{word}» member list',
  'secret from a literal': 'kubectl create secret generic a --from-literal=any=«{word}»',
  'password of mysql': 'mysql -h db -uroot -p«{word}» app',
  'password of mysqldump': "mysqldump -u root -p'«{word}»' app",
  'password of curl': 'curl -sk -u admin:«{word}» https://a/',
  'password of docker login': 'docker login -u ci -p «{word}» r.io',
  'password by standard input': "echo '«{word}»' | docker login -u ci --password-stdin r.io",
  'password of redis-cli': 'redis-cli -h cache -a «{word}» ping',
  'password of sshpass': 'sshpass -p «{word}» ssh root@10.0.0.1',
  'password of ldapsearch': 'ldapsearch -x -D cn=a -w «{word}» -b dc=x',
  'password of openssl': 'openssl rsa -in k -passin pass:«{word}»',
  'password of mongosh': 'mongosh -u admin -p «{word}» db',
  'password of chpasswd': 'echo "root:«{word}»" | chpasswd',
  'password in SQL': "CREATE USER 'a' IDENTIFIED BY '«{word}»'",
  'password of a role': "ALTER ROLE app WITH PASSWORD '«{word}»'",
  'password of redis.conf': 'requirepass «{word}»',
  netrc: 'machine a.b login ci password «{word}»',
  pgpass: 'db.local:5432:app:app:«{word}»',
  'git credentials': 'https://ci:«{word}»@git.example.com',
  'ansible password': 'worker-1 ansible_become_pass=«{word}»',
  'bearer header': 'Authorization: Bearer «{b64u:40}»',
  'basic header': 'authorization: Basic «{base64(user:{word})}»',
  'header without a scheme': 'Authorization: «{alnum:40}»',
  'header of another scheme': 'Proxy-Authorization: Negotiate «{b64:60}»',
  'digest header': 'Authorization: Digest «username="a", realm="r", nonce="{hex:16}", response="{hex:32}"»',
  'header in JSON': '{"headers":{"Authorization":["Bearer «{alnum:32}»"]}}',
  'API key header': 'X-Api-Key: «{alnum:32}»',
  'token header': 'X-Auth-Token: «{alnum:32}»',
  'GitLab header': 'PRIVATE-TOKEN: «{alnum:20}»',
  'Vault header': 'X-Vault-Token: «{alnum:24}»',
  cookie: 'Cookie: «session={alnum:24}; csrf={hex:16}»',
  'cookie of curl': "curl -H 'Cookie: «sid={alnum:24}»' https://a/",
  'set cookie': 'Set-Cookie: sid=«{alnum:24}»; Path=/; HttpOnly',
  'cookie in JSON': '"cookie":"«sid={alnum:24}»"',
  'web socket token': 'Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.«{b64u:60}»',
  'password in a sentence': 'the password is «hunter{digit:4}»',
  'password of somebody in a sentence': 'password for admin was «{word}» until today',
  'quoted password in a sentence': 'My password is "«{lower:12}»", what now?',
  'password changed in a sentence': 'I set it: password changed to «{word}».',
  'token in a sentence': 'api key is «{alnum:24}» ok?',
  'password in Chinese': '密码是«{word}»，请尽快处理',
  'password with a colon in Chinese': '数据库密码：«{word}»',
  'e-mail address': 'notify «{lower:6}.{lower:7}@example.com» at once',
  'encryption configuration': 'keys:\n- name: key1\n  secret: «{b64:43}=»',
  'Erlang cookie': 'RABBITMQ_ERLANG_COOKIE=«{UPNUM:20}»',
  'Sentry token': 'sentry «sntrys_{alnum:80}»',
  'token broken by the terminal': `${'x'.repeat(40)} Authorization: Bearer «{alnum:30}»\n«{alnum:30}»`,
};

export const formats: readonly Format[] = Object.entries(bare).map(([name, template]) => ({
  name,
  // The word is apart in the table, so that no tool mistakes a row for a key.
  make: (random) => planted(fill(fill(template.replaceAll('{PRIVATE}', 'PRIVATE'), random), random)),
}));
