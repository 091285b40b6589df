import type { describeProgram as DescribeProgram } from '../../description/programs/describe-program';

/** The description's code in one piece, but for that of programs, which are seldom asked about. */
export { describe } from '../../description/describe';
export { pagePause } from './page-pause';
export { withGit } from '../../description/git';
export { injectParameters } from '../../description/inject-parameters';
export { loadParameters } from '../../description/load-parameters';
export { givenValues } from '../../description/parameters';
export { describeImage } from '../../description/programs/describe-image';
export { programMaterials, sentPaths } from '../../description/programs/sent-paths';
export { requirementsText, toRequest } from '../../description/request';
export { stripOutputs } from '../../description/strip-outputs';

export const describeProgram: typeof DescribeProgram = async (...given) => {
  const programs = import(
    /* webpackChunkName: "programs" */ '../../description/programs/describe-program'
  );
  return (await programs).describeProgram(...given);
};
