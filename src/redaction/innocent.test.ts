/** What looks like a secret and is none: it stays, byte for byte, since a diagnosis needs it. */
import { describe, expect, it } from 'vitest';
import { standard } from './redact.ts';

const innocent = String.raw`
sandbox "caa2c9742610268fdcee0d99ed6cd37d283aee8cc75f9a1c7fc308a43e100620"
image sha256:3b2f9136599cb36d1183ee76838c59073b2f9136599cb36d1183ee76838c5907
registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097
docker://registry.local:5000/team/app@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097
containerd://8e9e05c52164694d8e9e05c52164694d8e9e05c52164694d8e9e05c52164694d
commit 7736870a1b2c3d4e5f60718293a4b5c6d7e8f901 (HEAD -> main)
pod e7153534-6bee-4c62-925f-3cfa92565c03
uid: e7153534-6bee-4c62-925f-3cfa92565c03
resourceVersion: "184467440"
"resourceVersion":"48151623","selfLink":""
etcd member 8e9e05c52164694d is starting a new election at term 5
"member-id":"91bc3c398fb3c146","cluster-id":"cdf818194e3a8c32"
Serial Number: 4f:1a:9b:33:7e:21:90:0c:aa:bb
serial=7F3A9C0012B4D6E8F0A1B2C3D4E5F60718293A4B
SHA256 Fingerprint=3B:2F:91:36:59:9C:B3:6D:11:83:EE:76:83:8C:59:07:3B:2F:91:36
SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8
--discovery-token-ca-cert-hash sha256:3b2f9136599cb36d1183ee76838c59073b2f9136599cb36d1183ee76838c5907
embed: rejected connection from "10.99.0.12:39688" (error "EOF", ServerName "")
dial tcp 10.96.0.1:443: i/o timeout
dial tcp https://10.0.0.1:6443/api?timeout=10s: connect: connection refused
Get "https://[fd00::1]:10250/stats/summary?only_cpu_and_memory=true": context deadline exceeded
https://k8s.example.com:6443/api/v1/namespaces/kube-system/secrets?limit=500&resourceVersion=0
web-7d4b9c5f6d-x2x4z   0/1     CrashLoopBackOff   12 (2m ago)   44m
worker-1.eu-central-1.compute.internal
system:serviceaccount:kube-system:kube-proxy
User "system:serviceaccount:default:app" cannot get resource "secrets" in API group "" in the namespace "default"
system:bootstrappers:kubeadm:default-node-token
/var/lib/kubelet/pki/kubelet-client-current.pem
unable to load client certificate /var/lib/kubelet/pki/kubelet-client-2026-11-20-21-00-00.pem: no such file
--kubeconfig=/etc/kubernetes/admin.conf
--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf
--tls-private-key-file=/etc/kubernetes/pki/apiserver.key
--service-account-key-file=/etc/kubernetes/pki/sa.pub --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key
--token-auth-file=/etc/kubernetes/tokens.csv
--initial-cluster-token=etcd-cluster-1
ETCD_INITIAL_CLUSTER_TOKEN=etcd-cluster-1
initial-cluster-token: 'etcd-cluster-1'
--enable-bootstrap-token-auth=true
--docker-config=/root/.docker/config.json
--cookie-file /var/lib/rabbitmq/.erlang.cookie
privateKey: /root/.ssh/id_ed25519
MountVolume.SetUp failed for volume "token" : secret "db-password" not found
MountVolume.SetUp failed for volume "kube-api-access-7xk2v" : failed to fetch token: serviceaccounts "app" not found
Error: secret "db-credentials" not found
couldn't find key password in Secret default/db
couldn't find key API_TOKEN in ConfigMap default/app
spec.containers[0].env[1].valueFrom.secretKeyRef.key: password
secretKeyRef: { name: db, key: password }
POSTGRES_PASSWORD:  <set to the key "password" in secret "db">
E1120 controller.go:1] "Failed to sync" secret="default/db-creds" err="not found"
Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.
imagePullSecrets: [regcred]
secretName: web-tls
serviceAccountToken: null
automountServiceAccountToken: false
privateKeySecretRef: letsencrypt-account
password authentication failed for user "app"
FATAL: password authentication failed for user "postgres" (SQLSTATE 28P01)
pq: password authentication failed for user "app"
Access denied for user 'app'@'10.0.0.5' (using password: YES)
NOAUTH Authentication required.
WRONGPASS invalid username-password pair or user is disabled.
sudo: a password is required
the password is incorrect
your password is expired; the token was revoked
the secret is missing, the token is invalid, the key was rotated
no password supplied
failed to get token: secrets "x" not found
invalid bearer token, Token has been invalidated
Unauthorized: bearer token is not-before-checked
token: expired
error: You must be logged in to the server (the server has asked for the client to provide credentials)
Unexpected token < in JSON at position 0
unexpected token: identifier
Invalid token: unexpected-end-of-input
PWD=/home/admin
error looking for path of conntrack: exec: "conntrack": executable file not found in $PATH
x509: certificate signed by unknown authority
certificate-authority-data: ${Buffer.from('-----BEGIN CERTIFICATE-----\nMIICabcdefghijkl').toString('base64')}
kubelet.service: Main process exited, code=exited, status=1/FAILURE
postgresql@14-main.service: Failed with result 'exit-code'.
user@1000.service: Deactivated successfully
Started Session 42 of user root.
debug1: kex: server->client cipher: chacha20-poly1305@openssh.com MAC: <implicit>
no matching MAC found: hmac-sha2-256-etm@openssh.com
git@github.com: Permission denied (publickey).
kubernetes-admin@kubernetes
npm error 404 'left-pad@1.3.0' is not in this registry.
docker run --user 1000:1000 --user=65534:65534 busybox
uid=1000(app) gid=1000(app)
mysql -h db -P 3306 -u root -p app
mysqld: ready for connections. port: 3306
psql -h db -p 5432 -U app
docker run -p 8080:80 nginx
ssh -p 2222 root@10.0.0.1
kubectl get pods -A -o wide
go1.22.3 linux/amd64 commit-1a2b3c4
v1.31.0+k3s1 kernel 6.1.0-18-amd64
I1120 21:41:32.516249     113 kubelet.go:100] "SyncLoop ADD" source="api" pods=["default/web-7d4b9c5f6d-x2x4z"]
2026-11-20T21:41:32.516249Z stderr F {"level":"error","ts":1763674892.5,"caller":"x.go:12"}
revision 1763674892 compacted at 1763674000
mac aa:bb:cc:dd:ee:ff  inet 10.244.9.1/24 brd 10.244.9.255
cpu: 250m memory: 512Mi ephemeral-storage: 1Gi
Lease kube-system/worker-1 holder worker-1_1f0e6c2a-8d5b-4d55-9d3b-0a1b2c3d4e5f
apiVersion: external-secrets.io/v1beta1
kind: SecretStore
key: node-role.kubernetes.io/control-plane
the key is node-role.kubernetes.io/control-plane
"continue":"eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTIzfQ"
OOMKilled exit code 137
`
  .trim()
  .split('\n')
  .concat([
    '-----BEGIN CERTIFICATE-----\nMIICabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWX\n-----END CERTIFICATE-----',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  port: "5432"\n  mode: iptables\n',
    '      - serviceAccountToken:\n          expirationSeconds: 3607\n          path: token\n',
    'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      key: password\n      name: db\n',
    'env:\n- name: LOG_LEVEL\n  value: debug\n- name: API_TOKEN\n  valueFrom: {}\n',
    '[{"name":"LOG_LEVEL","value":"debug"},{"name":"API_TOKEN","valueFrom":{}}]',
    `${'x'.repeat(80)} image: nginx:1.27\n2026-11-20T21:00:00Z next line 4f5a6b7c8d9e`,
  ]);

describe('what a diagnosis needs', () => {
  it('is a long table without repetitions', () => {
    expect(innocent.length).toBeGreaterThanOrEqual(80);
    expect(new Set(innocent).size).toBe(innocent.length);
  });

  it.each(innocent)('is left alone: %s', (text) => {
    expect(standard.redact(text)).toBe(text);
    const inLog = `I1120 21:41:32.516249     113 x.go:1] before\n${text}\nI1120 21:41:33.516249     113 x.go:1] after`;
    expect(standard.redact(inLog)).toBe(inLog);
    const inJson = JSON.stringify({ msg: inLog });
    expect(standard.redact(inJson)).toBe(inJson);
    expect(standard.redactJson({ output: inLog, lines: inLog.split('\n') })).toEqual({ output: inLog, lines: inLog.split('\n') });
  });
});
