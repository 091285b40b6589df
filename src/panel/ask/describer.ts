import type { Description, NotebookInput } from '../../description/description';
import type { withGit } from '../../description/git';
import type { givenValues } from '../../description/parameters';
import type { ProgramInput } from '../../description/programs/describe-program';
import type { programMaterials } from '../../description/programs/sent-paths';
import type { FileReader } from '../../description/reader';
import type { Materials, RequestEdits } from '../../description/request';
import type { ExecutionRequest } from '../../model/request';
import type { RunEvidence } from '../../model/run-evidence';

/** The description's code, which comes over the network only when it is first needed. */
export interface Describer {
  readonly describe: (input: NotebookInput, reader: FileReader) => Promise<Description>;
  readonly describeProgram: (input: ProgramInput, reader: FileReader) => Promise<Description>;
  readonly describeImage: (image: string, runs?: readonly RunEvidence[]) => Description;
  readonly programMaterials: typeof programMaterials;
  readonly sentPaths: (description: Description) => string[];
  readonly toRequest: (
    description: Description,
    materials: Materials,
    edits?: RequestEdits
  ) => ExecutionRequest;
  readonly requirementsText: (description: Description) => string;
  readonly stripOutputs: (content: unknown) => unknown;
  readonly injectParameters: (
    content: unknown,
    values: Readonly<Record<string, string>>
  ) => unknown;
  readonly givenValues: typeof givenValues;
  readonly withGit: typeof withGit;
  /** Gives what finds the type of a text that is a Python literal, and `undefined` for others. */
  readonly literals: () => Promise<(text: string) => string | undefined>;
}

/** Fetches it once; again, where that failed. */
export function describerOnce(): () => Promise<Describer> {
  const load = async (): Promise<Describer> => {
    const code = await import('./describing');
    return {
      ...code,
      describe: (input, reader) => code.describe(input, reader, code.pagePause),
      literals: async () => (await code.loadParameters()).literalType
    };
  };
  let loading: Promise<Describer> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
