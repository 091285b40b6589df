import type { Description } from '../../description/description';

/** Whether a requirements.txt is what counts, or would be. */
export function canBeWritten({ environment: { value } }: Description): boolean {
  return value === undefined || value.kind === 'code' || isRequirements(value.name);
}

function isRequirements(name: string): boolean {
  return /(?:^|\/)requirements\.txt$/.test(name);
}

/** The requirements file that counts, else one beside the notebook; from the contents' root. */
export function requirementsPath({ environment }: Description, folder: string): string {
  const { value } = environment;
  const beside = folder === '' ? 'requirements.txt' : `${folder}/requirements.txt`;
  return value?.source.kind === 'file' && isRequirements(value.source.path)
    ? value.source.path
    : beside;
}
