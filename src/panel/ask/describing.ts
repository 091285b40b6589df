/** The description's code in one piece, with the grammar that it reads cells by. */
export { describe } from '../../description/describe';
export { requirementsText, toRequest } from '../../description/request';
export { stripOutputs } from '../../description/strip-outputs';
