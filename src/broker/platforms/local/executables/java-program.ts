import type { JavaProgram } from '../../../../model/executable';
import { JAVA_PROGRAM } from '../../../../model/kinds';
import { languageName } from '../../../../model/language-name';
import { say } from '../../../problem';
import { fileName, placeData } from '../placement';
import type { ExecutableKind, Prospect } from './executable-kind';
import { majorOf, type FoundJava } from './java';
import { noLocation } from './python';

/** A jar, with arguments, on a Java that is on this computer. */
export const JAVA: ExecutableKind = {
  kind: JAVA_PROGRAM,

  async look({ executable }, { java }) {
    const program = executable as JavaProgram;
    return javaProspect(program, await java.find(wantedJava(program)));
  },

  async setUp(request, { java }, placement) {
    const program = request.executable as JavaProgram;
    const { meta, location = '', command } = program;
    const found = await java.find(wantedJava(program));
    const name = fileName(meta?.name ?? location, '.jar', 'program');
    await placement.place(location, placement.inWork(name));
    await placeData(request, placement);
    return {
      program: {
        path: placement.inWork(name),
        arguments: command ?? [],
        // Where it has gone since, the runner says so.
        java: found?.path ?? 'java'
      },
      environment: null
    };
  }
};

function wantedJava({ language }: JavaProgram): number | undefined {
  return language?.version === undefined ? undefined : majorOf(language.version);
}

/** What a jar would take. `found`: the newest Java that there is, where none is new enough. Pure. */
export function javaProspect(program: JavaProgram, found: FoundJava | undefined): Prospect {
  const { location, language } = program;
  const wanted = wantedJava(program);
  return {
    reasons: [
      ...(location ? [] : [noLocation('executable.location is missing: where is the jar?')]),
      ...(language && language.name.toLowerCase() !== 'java'
        ? [
            say(
              'ERROR',
              'other-language',
              'The program is written in {language}, and a java-program is in Java',
              { path: 'executable.language', language: languageName(language.name) }
            )
          ]
        : []),
      ...(found
        ? []
        : [
            say(
              'ERROR',
              'no-java',
              'There is no Java on this computer (looked in JAVA_HOME and PATH); install a Java runtime, such as OpenJDK',
              { path: 'executable.kind' }
            )
          ]),
      ...(found && wanted !== undefined && found.major < wanted
        ? [
            say(
              'ERROR',
              'older-java',
              'The program asks for Java {wanted}, and the newest on this computer is {found}; install Java {wanted} or a later one',
              { path: 'executable.language.version', wanted, found: found.version }
            )
          ]
        : [])
    ],
    remarks: found
      ? [say('INFO', 'java-found', 'It runs with Java {version}', { version: found.version })]
      : [],
    modes: ['batch'],
    bytes: 0
  };
}
