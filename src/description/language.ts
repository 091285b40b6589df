import type { Language } from '../model/executable';
import type { Evidence, Finding } from './finding';
import { textAt } from './json';
import type { Notebook } from './notebook';

/** What stands in where the notebook says nothing. */
export const DEFAULT_LANGUAGE: Language = { name: 'python' };

interface Candidate {
  value: Language;
  evidence: Evidence[];
}

/**
 * The language from the kernel that the notebook names, with the version that it was last saved with.
 *
 * Where `kernelspec` and `language_info` differ the kernelspec wins: it decides which kernel a run
 * starts, `language_info` only tells which one answered last.
 */
export function findLanguage(notebook: Notebook): Finding<Language> {
  const problems = notebook.problem ? [notebook.problem] : [];
  const kernel = fromKernelspec(notebook);
  const info = fromLanguageInfo(notebook);
  if (!kernel && !info) {
    const evidence: Evidence = {
      template: 'The notebook names no kernel; Python is assumed',
      source: { kind: 'default' }
    };
    return {
      state: 'default',
      value: DEFAULT_LANGUAGE,
      evidence: [evidence],
      conflicts: [],
      problems: [
        ...problems,
        {
          level: 'warning',
          template:
            'The notebook names no kernel; Python is assumed. Choose a kernel in the notebook and save it.',
          source: evidence.source
        }
      ]
    };
  }
  if (kernel && info && kernel.value.name !== info.value.name) {
    return { state: 'found', ...kernel, conflicts: [info], problems };
  }
  if (!kernel || !info) {
    const only = kernel ?? info;
    return {
      state: 'found',
      value: only?.value,
      evidence: only?.evidence ?? [],
      conflicts: [],
      problems
    };
  }
  const version = info.value.version ?? kernel.value.version;
  return {
    state: 'found',
    value: { name: kernel.value.name, ...(version === undefined ? {} : { version }) },
    evidence: [...info.evidence, ...kernel.evidence],
    conflicts: [],
    problems
  };
}

function fromLanguageInfo({ metadata }: Notebook): Candidate | undefined {
  const name = textAt(metadata, 'language_info', 'name');
  if (name === undefined) {
    return undefined;
  }
  const full = textAt(metadata, 'language_info', 'version');
  return {
    value: language(languageName(name), full),
    evidence: [
      full === undefined
        ? {
            template: 'The notebook was last saved with {language}, version not recorded',
            values: { language: name },
            source: { kind: 'metadata', key: 'language_info.name' }
          }
        : {
            template: 'The notebook was last saved with {language} {version}',
            values: { language: name, version: full },
            source: { kind: 'metadata', key: 'language_info.version' }
          }
    ]
  };
}

function fromKernelspec({ metadata }: Notebook): Candidate | undefined {
  const kernel = textAt(metadata, 'kernelspec', 'name');
  const display = textAt(metadata, 'kernelspec', 'display_name');
  const said = textAt(metadata, 'kernelspec', 'language');
  const name = said === undefined ? kernelLanguage(kernel ?? display ?? '') : languageName(said);
  if (name === undefined) {
    return undefined;
  }
  return {
    // `julia-1.10` and `python3.11` name a version; `python3` and `ir` do not.
    value: language(name, /\d+\.\d+/.exec(kernel ?? '')?.[0]),
    evidence: [
      {
        template: 'Its kernel is {kernel}',
        values: { kernel: display ?? kernel ?? name },
        source: {
          kind: 'metadata',
          key: said === undefined ? 'kernelspec.name' : 'kernelspec.language'
        }
      }
    ]
  };
}

/** `major.minor`: a platform can give that; nobody keeps every patch release. */
function language(name: string, full: string | undefined): Language {
  const version = /^v?(\d{1,4}(?:\.\d{1,4})?)/.exec(full ?? '')?.[1];
  return version === undefined ? { name } : { name, version };
}

function languageName(name: string): string {
  const lower = name.toLowerCase();
  return lower === 'ipython' || /^python ?[23]?$/.test(lower) ? 'python' : lower;
}

/** The language of a kernel that is known by its name alone. */
function kernelLanguage(kernel: string): string | undefined {
  const name = kernel.toLowerCase();
  if (/^(?:x?python|ipykernel|pyodide)/.test(name)) {
    return 'python';
  }
  if (/^(?:ir|x?r)(?:$|[\s\d.-])/.test(name)) {
    return 'r';
  }
  return name.startsWith('julia') ? 'julia' : undefined;
}
