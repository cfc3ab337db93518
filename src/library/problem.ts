import { describeProblem, type Problem as FileProblem } from '#knowledge/sources.ts';
import { Problem } from '#language/problem.ts';

/** Files of the knowledge base that cannot be used, each problem with its place. */
export class KnowledgeProblem extends Problem {
  readonly problems: readonly FileProblem[];
  constructor(problems: readonly FileProblem[]) {
    const lines = problems.map((problem) => describeProblem(problem)).join('\n');
    super({ en: `The knowledge base cannot be used:\n${lines}`, zh: `知识库无法使用：\n${lines}` });
    this.name = 'KnowledgeProblem';
    this.problems = problems;
  }
}
