import type { DockerContainer } from '../../../../../model/executable';
import {
  DOCKER_CONTAINER,
  SIMPLE_COMPUTE,
  SIMPLE_DATA,
  SIMPLE_VOLUME
} from '../../../../../model/kinds';
import type { ExecutionRequest } from '../../../../../model/request';
import { messageText } from '../../../../../model/template';
import { containerProspect, type ContainerCircumstances } from '../docker-container';
import { imageReferences, platformName } from '../image-reference';

const PODMAN = { command: ['podman'] as const, kind: 'podman' as const, version: '4.3.1' };
const IMAGE = { platform: platformName({}), user: '' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

const circumstances = (more: Partial<ContainerCircumstances> = {}): ContainerCircumstances => ({
  engine: { ...PODMAN, command: ['podman'] },
  found: IMAGE,
  pull: true,
  ...more
});

const ask = (
  executable: Partial<DockerContainer> = {},
  more: Partial<ExecutionRequest> = {}
): ExecutionRequest => ({
  executable: {
    kind: DOCKER_CONTAINER,
    image: { locations: ['localhost/small:1'] },
    ...executable
  },
  ...more
});

const volume = (path: string, resource = 'a'): Partial<ExecutionRequest> => ({
  compute: { kind: SIMPLE_COMPUTE, volumes: [{ kind: SIMPLE_VOLUME, path, resource }] },
  data: [{ kind: SIMPLE_DATA, meta: { name: 'a' }, location: '/files/sha256/x' }]
});

const reasons = (asked: ExecutionRequest, at = circumstances()): string =>
  containerProspect(asked, at).reasons.map(messageText).join('\n');

describe('a container', () => {
  it('gets a YES that says who keeps it and whether its image is there', () => {
    const prospect = containerProspect(ask(), circumstances());
    expect(prospect).toMatchObject({
      reasons: [],
      modes: ['batch'],
      bytes: 0,
      keeper: 'the container engine (podman 4.3.1)'
    });
    expect(prospect.remarks.map(messageText)).toEqual([
      'The image localhost/small:1 is on this computer'
    ]);
  });

  it('whose image must be pulled gets a YES that says so, and needs room for it', () => {
    const {
      remarks,
      reasons: none,
      bytes
    } = containerProspect(ask(), circumstances({ found: undefined }));
    expect(none).toEqual([]);
    expect(bytes).toBeGreaterThan(1e9);
    expect(remarks.map(messageText)).toEqual(['The image localhost/small:1 must be pulled first']);
  });

  it.each<[string, ExecutionRequest, Partial<ContainerCircumstances>, RegExp]>([
    [
      'where there is no engine',
      ask(),
      { engine: { sought: ['podman', 'docker'], silent: [] } },
      /no container engine.*looked for podman and docker.*install podman/
    ],
    [
      'where the engine does not answer',
      ask(),
      {
        engine: {
          sought: ['docker'],
          silent: [{ name: 'docker', words: 'Is the docker daemon running?' }]
        }
      },
      /docker is on this computer and cannot be used: Is the docker daemon running\?/
    ],
    [
      'that is privileged',
      ask({ privileged: true }),
      {},
      /privileged containers could do anything/
    ],
    ['without an image', ask({ image: {} }), {}, /where is the image/],
    [
      'whose image would be an option',
      ask({ image: { locations: ['--privileged'] } }),
      {},
      /locations\[0\] is no name of an image, found --privileged/
    ],
    ['with half a digest', ask({ image: { locations: ['a'], digest: 'sha256:12' } }), {}, /64 hex/],
    [
      'for other machines',
      ask({ image: { locations: ['a'], platform: { os: 'linux', architecture: 's390x' } } }),
      {},
      /linux\/s390x asked, and it is linux\/\w+ here/
    ],
    [
      'whose image is not there, where none is pulled',
      ask(),
      { found: undefined, pull: false },
      /localhost\/small:1 is not on this computer, and none is pulled/
    ],
    [
      'with a port that is none',
      ask({ network: { ports: [{ internal: { port: 70000 } }] } }),
      {},
      /ports\[0\].internal.port must be from 1 to 65535, found 70000/
    ],
    [
      'with a variable that is none',
      ask({ environment: { 'A=B': 'c' } }),
      {},
      /"A=B" is no variable/
    ],
    ['with a mount over everything', ask({}, volume('/')), {}, /nothing can be mounted at \//],
    ['with a mount over devices', ask({}, volume('/dev/x')), {}, /mounted at \/dev\/x/],
    ['with a mount over its own folder', ask({}, volume('/work')), {}, /mounted at \/work/],
    ['with a mount that leads out', ask({}, volume('../etc/passwd')), {}, /at \.\.\/etc\/passwd/],
    ['with a mount in two parts', ask({}, volume('/a:/b')), {}, /mounted at \/a:\/b/],
    ['with a mount of nothing', ask({}, volume('/a', 'b')), {}, /named b/]
  ])('%s gets a NO with the reason', (_what, asked, at, words) => {
    expect(reasons(asked, circumstances(at))).toMatch(words);
  });

  it.each(['/data/in.txt', 'in.txt', './in.txt', 'deep/in.txt', '/work/in.txt'])(
    'may have its data at %s',
    path => {
      expect(reasons(ask({}, volume(path)))).toBe('');
    }
  );
});

it('an image has its digest in place of its tag', () => {
  const names = (...locations: string[]): string[] =>
    imageReferences({ locations, digest: DIGEST });
  expect(names('localhost:5000/a/b:1', 'docker://c', `d@${DIGEST}`)).toEqual([
    `localhost:5000/a/b@${DIGEST}`,
    `c@${DIGEST}`,
    `d@${DIGEST}`
  ]);
  expect(imageReferences({ locations: ['docker://registry.example.org/a:1'] })).toEqual([
    'registry.example.org/a:1'
  ]);
});
