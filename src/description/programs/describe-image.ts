import { DOCKER_CONTAINER } from '../../model/kinds';
import type { RunEvidence } from '../../model/run-evidence';
import type { Description } from '../description';
import { listFinding, type Finding } from '../finding';
import { isImageReference } from './image';
import { findCores, findDuration, findMemory } from '../resources';

/** What is known of an image that is only named: next to nothing, but for what earlier runs of it took. */
export function describeImage(image: string, runs: readonly RunEvidence[] = []): Description {
  const unknown: Finding<never> = {
    state: 'unknown',
    evidence: [{ template: 'An image is not looked into', source: { kind: 'default' } }],
    conflicts: [],
    problems: []
  };
  return {
    name: image,
    program: { kind: DOCKER_CONTAINER, image },
    language: unknown,
    environment: unknown,
    requirements: unknown,
    cores: findCores({ runs }),
    memory: findMemory({ runs }),
    duration: findDuration([], { runs }),
    files: listFinding([], 'What it opens is not looked for'),
    data: listFinding([], 'What it fetches is not looked for'),
    ...(isImageReference(image)
      ? {}
      : {
          problems: [
            {
              level: 'error',
              template: '{image} is not the name of an image; name one to be run.',
              values: { image: image.slice(0, 100) }
            }
          ]
        }),
    cells: 0
  };
}
