import type { DockerContainer } from '../../../../model/executable';
import { DOCKER_CONTAINER } from '../../../../model/kinds';
import type { MessageItem } from '../../../../model/message';
import type { ExecutionRequest } from '../../../../model/request';
import { say } from '../../../problem';
import { layOut, mountReasons, openToContainer } from '../mounts';
import type { ContainerOrder } from '../run-order';
import type { Engines, FoundEngine, FoundImage, NoEngine } from './engines';
import type { ExecutableKind, Prospect } from './executable-kind';
import { imageReasons, imageReferences, platformName } from './image-reference';

/** What is kept free of the disk for an image that must be pulled: 4 GiB. */
const IMAGE_BYTES = 4 * 2 ** 30;

/** A container of podman or docker, whichever is on this computer. */
export const DOCKER: ExecutableKind = {
  kind: DOCKER_CONTAINER,

  async look(request, { engines }) {
    const { image } = request.executable as DockerContainer;
    const engine = await engines.find();
    const references = imageReasons(image).length ? [] : imageReferences(image);
    const found = 'silent' in engine ? undefined : await engines.image(engine, references);
    return containerProspect(request, {
      engine,
      found,
      pull: engines.config.pull ?? true
    });
  },

  async setUp(request, { engines }, placement) {
    const container = request.executable as DockerContainer;
    const { command = [], entrypoint, environment = {}, image, network } = container;
    const engine = await engines.find();
    if ('silent' in engine) {
      throw new Error(noEngine(engine).message ?? '');
    }
    const references = imageReferences(image);
    const mounts = await layOut(request, placement, placement.folder);
    await openToContainer(placement.folder);
    const order: ContainerOrder = {
      engine: engine.command,
      images: references,
      pull: engines.config.pull ?? true,
      options: engines.config.createOptions ?? [],
      command,
      entrypoint: entrypoint ?? null,
      environment,
      user: await userFor(engine, engines, references),
      // An image's own command knows its own folder; one of the request is meant for its files.
      in_work: command.length > 0 || entrypoint !== undefined,
      ports: (network?.ports ?? []).flatMap(({ access, internal, protocol, path }) =>
        internal?.port === undefined || access === false
          ? []
          : [
              {
                number: internal.port,
                protocol: protocol?.toLowerCase() === 'udp' ? ('udp' as const) : ('tcp' as const),
                scheme: /^https?$/i.exec(protocol ?? '')?.[0].toLowerCase() ?? '',
                path: path ?? ''
              }
            ]
      ),
      mounts
    };
    return { container: order, environment: null };
  }
};

/** Docker's containers are root's on this computer too; what they write should be the broker's. */
async function userFor(
  engine: FoundEngine,
  engines: Engines,
  references: readonly string[]
): Promise<string | null> {
  const uid = process.getuid?.() ?? 0;
  if (engine.kind === 'podman' || uid === 0) {
    return null;
  }
  const image = await engines.image(engine, references);
  return image?.user ? null : `${uid}:${process.getgid?.() ?? uid}`;
}

/** What an answer depends on, all of it found beforehand. */
export interface ContainerCircumstances {
  engine: FoundEngine | NoEngine;
  /** The image, where it is on this computer. */
  found: FoundImage | undefined;
  /** Whether images are pulled. */
  pull: boolean;
}

/** What a container would take. Pure. */
export function containerProspect(
  request: ExecutionRequest,
  { engine, found, pull }: ContainerCircumstances
): Prospect {
  const { image, privileged, network, environment = {} } = request.executable as DockerContainer;
  const name = image?.locations?.[0] ?? '';
  const there = !('silent' in engine);
  const wanted = platformName(image?.platform ?? {});
  const has = found?.platform ?? platformName({});
  const reasons = [
    ...(there ? [] : [noEngine(engine)]),
    ...imageReasons(image),
    ...(privileged
      ? [
          say(
            'ERROR',
            'privileged',
            'executable.privileged: privileged containers could do anything to this computer, so none is run; ask without',
            { path: 'executable.privileged' }
          )
        ]
      : []),
    ...(image?.platform && wanted !== has
      ? [
          say('ERROR', 'other-platform', '{path}: {wanted} asked, and it is {has} here', {
            path: 'executable.image.platform',
            wanted,
            has
          })
        ]
      : []),
    ...(network?.ports ?? []).flatMap(({ internal }, i) => portReasons(internal?.port, i)),
    ...Object.keys(environment).flatMap(variable =>
      /^[^=\0\s]+$/.test(variable) && !environment[variable]?.includes('\0')
        ? []
        : [
            say('ERROR', 'bad-variable', '{path}: {found} is no variable that can be set', {
              path: 'executable.environment',
              found: JSON.stringify(variable)
            })
          ]
    ),
    ...mountReasons(request)
  ];
  if (there && !reasons.length && !found && !pull) {
    reasons.push(
      say(
        'ERROR',
        'image-not-here',
        'The image {image} is not on this computer, and none is pulled here; ask the administrator for it',
        { path: 'executable.image.locations', image: name }
      )
    );
  }
  return {
    reasons,
    remarks: [
      found
        ? say('INFO', 'image-here', 'The image {image} is on this computer', { image: name })
        : say('INFO', 'image-new', 'The image {image} must be pulled first', { image: name })
    ],
    modes: ['batch'],
    bytes: found ? 0 : IMAGE_BYTES,
    keeper: there ? `the container engine (${engine.kind} ${engine.version})` : undefined
  };
}

function portReasons(port: number | undefined, i: number): MessageItem[] {
  return port !== undefined && port >= 1 && port <= 65535
    ? []
    : [
        say('ERROR', 'bad-port', '{path} must be from 1 to 65535, found {found}', {
          path: `executable.network.ports[${i}].internal.port`,
          found: port ?? 'nothing'
        })
      ];
}

function noEngine({ sought, silent }: NoEngine): MessageItem {
  const [first] = silent;
  return first
    ? say(
        'ERROR',
        'engine-silent',
        '{engine} is on this computer and cannot be used: {words}. Start its service or mend its configuration, or install podman',
        { path: 'executable.kind', engine: first.name, words: first.words.replace(/\.$/, '') }
      )
    : say(
        'ERROR',
        'no-engine',
        'There is no container engine on this computer (looked for {sought}); install podman',
        { path: 'executable.kind', sought: sought.join(' and ') }
      );
}
