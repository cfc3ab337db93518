/** What can be wrong on the way to a node, in words: what happened, where, what to do next. */
import { type TargetProblem, TargetError } from '#checks/ports.ts';

export function problem(kind: TargetProblem['kind'], en: string, zh: string, cause?: unknown): TargetError {
  return new TargetError({ kind, text: { en, zh } }, { cause });
}

export const problems = {
  unknownNode: (name: string) => problem('unknown-target', `There is no node called ${name} in k8sdoc.yaml.`, `k8sdoc.yaml 中没有名为 ${name} 的节点。`),
  unreachable: (name: string, at: string, why: string) =>
    problem(
      'unreachable',
      `${name} (${at}) cannot be reached by SSH: ${why}. Check that it is up, and host and port in k8sdoc.yaml.`,
      `无法通过 SSH 连接 ${name}（${at}）：${why}。请检查节点是否在线，以及 k8sdoc.yaml 中的 host 和 port。`,
    ),
  hostKeyUnknown: (name: string, at: string, print: string, file: string) =>
    problem(
      'host-key-unknown',
      `The host key of ${name} (${at}) is not in ${file}: ${print}. Compare it on the node (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then add it. Nothing was sent.`,
      `${name}（${at}）的主机密钥不在 ${file} 中：${print}。请在节点上核对（ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub）后再添加。未发送任何内容。`,
    ),
  hostKeyChanged: (name: string, at: string, print: string, file: string) =>
    problem(
      'host-key-changed',
      `The host key of ${name} (${at}) has CHANGED: it shows ${print}, ${file} has another. It may be another machine. Nothing was sent; find out why before you change ${file}.`,
      `${name}（${at}）的主机密钥已改变：现为 ${print}，与 ${file} 中的不同。这可能是另一台机器。未发送任何内容；请查明原因后再修改 ${file}。`,
    ),
  authentication: (name: string, user: string) =>
    problem(
      'authentication-failed',
      `${name} does not let ${user} in with this key. Add the public key to authorized_keys of ${user}, or correct user and privateKey in k8sdoc.yaml.`,
      `${name} 拒绝用户 ${user} 使用该密钥登录。请将公钥加入 ${user} 的 authorized_keys，或修正 k8sdoc.yaml 中的 user 和 privateKey。`,
    ),
  unreadable: (name: string, file: string, why: string) => problem('invalid', `${name}: ${file} cannot be read: ${why}`, `${name}：无法读取 ${file}：${why}`),
  badKey: (name: string, file: string, why: string) =>
    problem('invalid', `${name}: ${file} is not a private key that can be used: ${why}`, `${name}：${file} 不是可用的私钥：${why}`),
  unidentified: (name: string, why: string) =>
    problem(
      'invalid',
      `${name} does not tell its boot id (/proc/sys/kernel/random/boot_id): ${why}`,
      `无法读取 ${name} 的 boot id（/proc/sys/kernel/random/boot_id）：${why}`,
    ),
  lost: (name: string) =>
    problem(
      'lost',
      `The connection to ${name} broke while the command ran: nobody can tell how it ended.`,
      `命令执行期间与 ${name} 的连接中断，无法确定结果。`,
    ),
  cancelled: (name: string) => problem('cancelled', `Cancelled before the command on ${name} ended.`, `在 ${name} 上的命令结束之前已取消。`),
  refusedChannel: (name: string, why: string) => problem('forbidden', `${name} refused to start the command: ${why}`, `${name} 拒绝启动命令：${why}`),
};
