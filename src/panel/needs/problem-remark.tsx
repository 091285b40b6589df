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
  return (
    <Remark level={problem.level} levelName={levelName(problem.level, trans)}>
      {sentence(problem, trans)}
      {problem.source ? (
        <>
          {' '}
          <span className="jp-ExecutionBroker-source">{sourceText(problem.source, trans)}</span>
        </>
      ) : null}
    </Remark>
  );
}
