/** The description's code in one piece. */
export { describe } from '../../description/describe';
export { pagePause } from './page-pause';
export { withGit } from '../../description/git';
export { injectParameters } from '../../description/inject-parameters';
export { KeptTrees } from '../../description/kept-trees';
export { literalType } from '../../description/literal';
export { givenValues } from '../../description/parameters';
export { describeImage } from '../../description/programs/describe-image';
export { describeProgram } from '../../description/programs/describe-program';
export { programMaterials, sentPaths } from '../../description/programs/sent-paths';
export { requirementsText, toRequest } from '../../description/request';
export { stripOutputs } from '../../description/strip-outputs';
