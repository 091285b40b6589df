/** The description's code in one piece. */
export { describe } from '../../description/describe';
export { requirementsText, toRequest } from '../../description/request';
export { stripOutputs } from '../../description/strip-outputs';
