import { DOCKER_CONTAINER } from '../../model/kinds';
import type { Problem } from '../finding';
import { logicalRequirementLines } from '../requirements-file';
import { isImageReference } from './image';
import type { ImageProgram } from './program';

/** What of a Dockerfile a request can say of an image that is there already. */
const SAID = /^(?:FROM|CMD|ENTRYPOINT|ENV|LABEL|EXPOSE|MAINTAINER|STOPSIGNAL|HEALTHCHECK)$/;

/**
 * Reads a Dockerfile. One that only sets an image up (ENTRYPOINT, CMD, ENV) is that image with a
 * command and an environment; one that puts something into it has to be built first, which brokers
 * do not do.
 */
export function readDockerfile(
  path: string,
  text: string
): { program: ImageProgram; base?: { image: string; line: number }; problems: Problem[] } {
  const program: ImageProgram = { kind: DOCKER_CONTAINER };
  const bases: { image: string; line: number }[] = [];
  let built: { word: string; line: number } | undefined;
  let entrypoint: string[] | undefined;
  for (const { text: code, line } of logicalRequirementLines(text)) {
    const [, given = '', rest = ''] = /^\s*(\w+)\s*([\s\S]*)$/.exec(code) ?? [];
    const word = given.toUpperCase();
    if (!SAID.test(word)) {
      built ??= { word, line };
    } else if (word === 'FROM') {
      const image = /^(?:--\S+\s+)*(\S+)/.exec(rest)?.[1] ?? '';
      bases.push({ image, line });
    } else if (word === 'ENTRYPOINT') {
      entrypoint = words(rest);
    } else if (word === 'CMD') {
      program.command = words(rest);
    } else if (word === 'ENV') {
      program.environment = { ...program.environment, ...environment(rest) };
    }
  }
  if (entrypoint) {
    const [first, ...others] = entrypoint;
    program.entrypoint = first ?? '';
    program.command = [...others, ...(program.command ?? [])];
  }
  const [base, second] = bases;
  const place = (line: number): string => `${path}, line ${line}`;
  const at = (line: number): Problem['source'] => ({ kind: 'file', path, line });
  if (!base) {
    return {
      program,
      problems: [
        {
          level: 'error',
          template: '{path} names no image (FROM); name one to be run.',
          values: { path },
          source: at(1)
        }
      ]
    };
  }
  built ??= second && { word: 'a second FROM', line: second.line };
  if (built) {
    return {
      program,
      base,
      problems: [
        {
          level: 'error',
          template:
            '{place}: {word} makes an image of its own, which has to be built and pushed to a registry first; then name it to be run.',
          values: { place: place(built.line), word: built.word },
          source: at(built.line)
        }
      ]
    };
  }
  if (!isImageReference(base.image)) {
    return {
      program,
      base,
      problems: [
        {
          level: 'error',
          template: '{place}: {image} is not the name of an image; name one to be run.',
          values: { place: place(base.line), image: base.image.slice(0, 100) },
          source: at(base.line)
        }
      ]
    };
  }
  return { program: { ...program, image: base.image }, base, problems: [] };
}

/** Both forms: a list in JSON, or a line for the shell. */
function words(text: string): string[] {
  if (text.trim().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list) && list.every(item => typeof item === 'string')) {
        return list;
      }
    } catch {
      // As docker has it: what is no JSON is a line for the shell.
    }
  }
  return ['/bin/sh', '-c', text.trim()];
}

/** `A=b C="d e"`, or the old form `A b`. */
function environment(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s\\]|\\.)*)/g)];
  if (pairs.length > 0) {
    return Object.fromEntries(
      pairs.map(([, name = '', value = '']) => [
        name,
        value.replace(/^(["'])([\s\S]*)\1$/, '$2').replace(/\\(.)/g, '$1')
      ])
    );
  }
  const [, name, value = ''] = /^([A-Za-z_]\w*)\s+([\s\S]*)$/.exec(text.trim()) ?? [];
  return name === undefined ? {} : { [name]: value };
}
