import type { Language } from '../../../../model/executable';
import { languageName } from '../../../../model/language-name';
import type { MessageItem } from '../../../../model/message';
import { say } from '../../../problem';
import type { NeededEnvironment } from '../environments';
import type { Prospect } from './executable-kind';
import { localRequirements } from './local-requirements';

/** What is run in an environment of Python. */
interface InPython {
  location?: string;
  language?: Language;
}

type What = 'notebook' | 'program';

const NO_LOCATION = {
  notebook: 'executable.location is missing: where is the notebook?',
  program: 'executable.location is missing: where is the program?'
};
const OTHER_LANGUAGE = {
  notebook: 'The notebook is written in {language}; this computer runs Python notebooks only',
  program: 'The program is written in {language}, and a python-program is in Python'
};
const OTHER_PYTHON = {
  notebook: 'The notebook was written with Python {wanted}; this computer runs it with {python}',
  program: 'The program asks for Python {wanted}; this computer runs it with {python}'
};

/** What a notebook or a program would take in an environment, but for its modes. Pure. */
export function pythonProspect(
  what: What,
  { location, language }: InPython,
  { python, requirements, cached, bytes, buildSeconds }: NeededEnvironment
): Omit<Prospect, 'modes'> {
  return {
    reasons: [
      ...(location ? [] : [noLocation(NO_LOCATION[what])]),
      ...(language && language.name.toLowerCase() !== 'python'
        ? [
            say('ERROR', 'other-language', OTHER_LANGUAGE[what], {
              path: 'executable.language',
              language: languageName(language.name)
            })
          ]
        : []),
      ...localRequirements(requirements)
    ],
    remarks: [
      cached
        ? say('INFO', 'environment-cached', 'The environment is ready')
        : say('INFO', 'environment-new', 'The environment must be built first'),
      ...otherPython(what, language, python)
    ],
    bytes,
    preparing: cached ? undefined : buildSeconds
  };
}

export function noLocation(template: string): MessageItem {
  return say('ERROR', 'no-location', template, { path: 'executable.location' });
}

function otherPython(what: What, language: Language | undefined, python: string): MessageItem[] {
  const wanted = language?.version?.split('.').slice(0, 2).join('.');
  return wanted && wanted !== python && wanted.includes('.')
    ? [say('WARN', 'other-python', OTHER_PYTHON[what], { wanted, python })]
    : [];
}
