/** Sentences of answers: diagnoses, checks, questions, help. */
import type { Text } from './text.ts';

const percent = (confidence: number): string => `${Math.round(confidence * 100)}%`;

export const answers = {
  severities: {
    low: { en: 'low', zh: '低' },
    medium: { en: 'medium', zh: '中' },
    high: { en: 'high', zh: '高' },
    critical: { en: 'critical', zh: '严重' },
  },
  sure: (confidence: number): Text => {
    if (confidence >= 0.9)
      return { en: `Sure (${percent(confidence)}): the text says it in so many words.`, zh: `确定（${percent(confidence)}）：原文直接说明了这一点。` };
    if (confidence >= 0.6)
      return { en: `Likely (${percent(confidence)}): a check will settle it.`, zh: `很可能（${percent(confidence)}）：运行检查即可确认。` };
    return { en: `Possible (${percent(confidence)}): there is little to go by.`, zh: `有可能（${percent(confidence)}）：线索不多。` };
  },
  howSure: { en: 'How sure', zh: '把握' },
  impact: { en: 'Impact', zh: '影响' },
  version: { en: 'Version', zh: '版本' },
  wrongVersion: (component: string, applies: string, stated: string): Text => ({
    en: `The text states ${component} ${stated}; this happens in ${component} ${applies}. Make sure which version runs before acting on it.`,
    zh: `原文写明 ${component} ${stated}，而该故障出现在 ${component} ${applies}。请先确认实际运行的版本，再据此操作。`,
  }),
  alsoFound: (title: Text): Text => ({ en: `Also in this text, a fault of its own: ${title.en}`, zh: `文本中另有独立故障：${title.zh}` }),
  alsoPossible: { en: 'What else it could be', zh: '其他可能' },
  settles: { en: 'What would settle it', zh: '进一步确认' },
  itsEffect: { en: 'an effect of it', zh: '由其引起的现象' },
  causes: { en: 'Usual causes', zh: '常见原因' },
  manual: { en: 'By hand, in this order', zh: '手工处理步骤' },
  sources: { en: 'Sources', zh: '来源' },
  runChecks: { en: 'Run checks', zh: '运行检查' },
  runChecksAgain: { en: 'Run checks again', zh: '重新运行检查' },
  helpful: { en: 'Helpful', zh: '有用' },
  wrong: { en: 'Wrong', zh: '不对' },
  thanks: { en: 'Noted, thank you.', zh: '已记录，谢谢。' },
  simulated: {
    en: 'Simulated: this target is part of the sandbox. Nothing real is read or changed.',
    zh: '模拟环境：该目标属于沙盒，不会读取或改动任何真实系统。',
  },
  checksRunning: { en: 'Checks are running.', zh: '检查运行中。' },
  pending: { en: 'waiting for the answer', zh: '等待结果' },
  secretValue: (name: string): Text => ({
    en: `What was given for ${name} looks like a secret, so it was not taken and is kept nowhere. Give the name of the thing instead, and change the secret if others could see it.`,
    zh: `${name} 的值看起来是机密信息，因此未被接受，也没有保存。请改为填写对象的名称；如果他人可能已看到该机密，请及时更换。`,
  }),
  secretTyped: {
    en: 'What you typed holds what looks like a secret. Nothing was done, and it is kept nowhere. Leave it out, and change it if others could see it.',
    zh: '您输入的内容疑似包含机密信息。未执行任何操作，也没有保存。请去掉该内容；如果他人可能已看到，请及时更换。',
  },
  noChecks: (entry: string): Text => ({ en: `${entry} has no checks to run.`, zh: `${entry} 没有可运行的检查。` }),
  reading: { en: 'Checks only read; they change nothing.', zh: '检查只读取信息，不做任何改动。' },
  nothingFound: { en: 'No diagnosis: nothing in this text is a fault that I know.', zh: '没有诊断结果：文本中没有我认识的故障。' },
  nearest: { en: 'Nearest by words', zh: '文字上最接近的条目' },
  pasteNext: {
    en: 'Paste the lines around the first error, with the component that printed them: kubelet journal, events of the pod (kubectl describe), or the container log.',
    zh: '请粘贴第一个错误前后的日志，并包含打印它的组件：kubelet 日志、Pod 事件（kubectl describe）或容器日志。',
  },
  cutOff: (why: string): Text => ({
    en: `The compressed text ends too early or is damaged (${why}). What could be read of it was diagnosed.`,
    zh: `压缩文本不完整或已损坏（${why}），仅诊断了可读取的部分。`,
  }),
  empty: { en: 'There is no text to diagnose.', zh: '没有可诊断的文本。' },
  noAnswer: { en: 'I know nothing about that. Try other words, or paste the error itself.', zh: '没有找到相关内容。请换个说法，或直接粘贴错误信息。' },
  alsoAbout: { en: 'Also about this', zh: '相关条目' },
  unknownEntry: (id: string, near: readonly string[]): Text => ({
    en: `There is no entry called ${id}.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ' List them with: kb list'}`,
    zh: `没有名为 ${id} 的条目。${near.length > 0 ? `你是指 ${near.join(' 或 ')} 吗？` : '用 kb list 查看全部条目。'}`,
  }),
  unknownIncident: (id: string): Text => ({ en: `There is no incident called ${id}.`, zh: `没有名为 ${id} 的事件。` }),
  unknownTarget: (on: 'node' | 'cluster', name: string, known: readonly string[]): Text => ({
    en: `There is no ${on} called ${name}. ${known.length > 0 ? `Configured: ${known.join(', ')}.` : `None is configured: add ${on}s: to k8sdoc.yaml.`}`,
    zh: `没有名为 ${name} 的${on === 'node' ? '节点' : '集群'}。${known.length > 0 ? `已配置：${known.join('、')}。` : `尚未配置：请在 k8sdoc.yaml 中添加 ${on}s:。`}`,
  }),
  noTarget: (on: 'node' | 'cluster'): Text => ({
    en: `These checks need a ${on}, and none is configured: add ${on}s: to k8sdoc.yaml.`,
    zh: `这些检查需要${on === 'node' ? '节点' : '集群'}，但尚未配置：请在 k8sdoc.yaml 中添加 ${on}s:。`,
  }),
  needsValues: (entry: string, names: readonly string[]): Text => ({
    en: `${entry} needs ${names.join(', ')}. Give them, for example: --set ${names[0] ?? 'name'}=…`,
    zh: `${entry} 需要 ${names.join('、')}。请提供，例如：--set ${names[0] ?? 'name'}=…`,
  }),
  formTitle: { en: 'A few values are missing', zh: '还缺少一些值' },
  whichNode: { en: 'Node', zh: '节点' },
  whichCluster: { en: 'Cluster', zh: '集群' },
  reason: { en: 'Reason', zh: '理由' },
  rejectTitle: { en: 'Reject this plan', zh: '驳回该计划' },
  go: { en: 'Go on', zh: '继续' },
  reject: { en: 'Reject', zh: '驳回' },
  approve: { en: 'Approve', zh: '批准' },
  withdraw: { en: 'Withdraw', zh: '撤回' },
  inspect: { en: 'Inspect', zh: '核查' },
  showPlan: (title: Text): Text => ({ en: `Show the plan: ${title.en}`, zh: `查看计划：${title.zh}` }),
  plan: { en: 'Plan', zh: '计划' },
  target: { en: 'Target', zh: '目标' },
  risk: { en: 'Risk', zh: '风险' },
  effect: { en: 'What it does to workloads', zh: '对工作负载的影响' },
  requester: { en: 'Asked for by', zh: '发起人' },
  approvers: { en: 'Must be approved by', zh: '需要批准' },
  approvedBy: { en: 'Approved by', zh: '批准人' },
  expires: { en: 'Expires', zh: '过期时间' },
  fingerprint: { en: 'Fingerprint of the plan', zh: '计划指纹' },
  guards: { en: 'Guards, checked again before the first step', zh: '保护条件（执行前会再次检查）' },
  undo: { en: 'Way back', zh: '回退方式' },
  verification: { en: 'Verified by', zh: '验证方式' },
  rejectedBecause: (who: string, reason: string): Text => ({
    en: `Rejected by ${who}${reason === '' ? '.' : `: ${reason}`}`,
    zh: `被 ${who} 驳回${reason === '' ? '。' : `：${reason}`}`,
  }),
  planReady: { en: 'The plan is ready for approval. Nothing has been run.', zh: '计划已就绪，等待批准。尚未执行任何操作。' },
  verifiedFixed: { en: 'Verified: the check that found the fault no longer finds it.', zh: '已验证：原先发现故障的检查不再发现该故障。' },
  verifiedNot: { en: 'The steps ran, but the fault is still there:', zh: '步骤已执行，但故障仍然存在：' },
  usage: (usage: string): Text => ({ en: `Usage: ${usage}`, zh: `用法：${usage}` }),
  unknownVerb: (verb: string, near: string | undefined): Text => ({
    en: `There is no command called ${verb}.${near === undefined ? ' Type help for the list.' : ` Did you mean ${near}?`}`,
    zh: `没有名为 ${verb} 的命令。${near === undefined ? '输入 help 查看列表。' : `你是指 ${near} 吗？`}`,
  }),
  badArgument: (field: string, why: string): Text => ({ en: `${field}: ${why}`, zh: `${field}：${why}` }),
  helpTitle: { en: 'k8sdoc: paste an error, get the diagnosis, the proof and the safest next step', zh: 'k8sdoc：粘贴错误，得到诊断、证据和最稳妥的下一步' },
  helpPaste: { en: 'Paste the error as it is: no command is needed.', zh: '直接粘贴错误信息即可，无需命令。' },
  internal: (reference: string): Text => ({
    en: `Something went wrong on my side (reference ${reference}). Nothing that was confirmed is lost; the log has the details.`,
    zh: `内部错误（编号 ${reference}）。已确认的内容不会丢失，详情见日志。`,
  }),
} as const satisfies Readonly<Record<string, unknown>>;
