/** Sentences about what changed between a plan and its execution. */
import type { Text } from './text.ts';

const afresh = { en: 'Nothing was run. Ask for a new plan.', zh: '未执行任何操作，请重新生成计划。' };
const refused = (en: string, zh: string): Text => ({ en: `${en} ${afresh.en}`, zh: `${zh}${afresh.zh}` });

export const drift = {
  cannotTell: (problem: Text): Text => refused(`Whether all is still as planned cannot be told: ${problem.en}`, `无法确认现状是否与计划一致：${problem.zh} `),
  evidenceGone: (check: string): Text => refused(`The check ${check}, on which the plan rests, is gone.`, `计划所依据的检查 ${check} 已不存在。`),
  evidenceChanged: (title: Text, says: Text): Text =>
    refused(`What the plan rests on has changed. ${title.en}: ${says.en}`, `计划所依据的情况已变化。${title.zh}：${says.zh} `),
  noEvidence: refused('The plan says nothing of what it rests on.', '该计划没有记录其依据。'),
  otherHostKey: (node: string): Text => refused(`${node} shows another host key than when the plan was made.`, `${node} 的主机密钥与制定计划时不同。`),
  rebooted: (node: string): Text => refused(`${node} was rebooted since the plan was made.`, `制定计划之后 ${node} 已重启。`),
  objects: {
    gone: (name: string, where: string): Text => refused(`${name} is no longer there (${where}).`, `${name} 已不存在（${where}）。`),
    replaced: (name: string, where: string): Text =>
      refused(`${name} was deleted and made anew since the plan was made (${where}).`, `制定计划之后 ${name} 被删除并重建（${where}）。`),
    changed: (name: string, where: string): Text =>
      refused(`${name} was changed since the plan was made (${where}).`, `制定计划之后 ${name} 已被修改（${where}）。`),
    outcome: (name: string, where: string): Text =>
      refused(
        `The server would now do something else to ${name} than the plan shows (${where}).`,
        `服务器对 ${name} 的处理结果已与计划显示的不同（${where}）。`,
      ),
  },
} as const;
