/** What one check found, as a block. */
import type { Finding } from '#checks/finding.ts';
import type { Block } from '../reply.ts';

export function findingBlock(finding: Finding): Block {
  return {
    kind: 'finding',
    verdict: finding.verdict,
    title: finding.title,
    says: finding.says,
    ...(finding.asked === '' ? {} : { asked: finding.asked }),
    target: finding.target.name,
  };
}
