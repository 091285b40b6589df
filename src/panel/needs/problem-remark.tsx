import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';

import type { Problem } from '../../description/finding';
import { levelName } from '../level';
import { Remark } from '../remark';
import { sentence } from '../words/sentence';
import { sourceText } from '../words/source';

/** What is wrong or doubtful, and where. */
export function ProblemRemark({
  problem,
  trans
}: {
  problem: Problem;
  trans: TranslationBundle;
}): ReactNode {
  const said = sentence(problem, trans);
  const where = problem.source ? sourceText(problem.source, trans) : '';
  return (
    <Remark level={problem.level} levelName={levelName(problem.level, trans)}>
      {said}
      {said.toLowerCase().includes(where.toLowerCase()) ? null : (
        <>
          {' '}
          <span className="jp-ExecutionBroker-source">{where}</span>
        </>
      )}
    </Remark>
  );
}
