import type { DockerContainer } from '../../../../model/executable';
import type { MessageItem } from '../../../../model/message';
import { say } from '../../../problem';

/** A name of an image as engines take it: nothing that could be an option. */
const REFERENCE = /^[A-Za-z0-9][\w.\-:/@+]*$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

type Image = DockerContainer['image'];

/** The names by which an image can be had, with its digest where that is known. */
export function imageReferences(image: Image): string[] {
  const { locations = [], digest } = image ?? {};
  return locations
    .map(location => location.replace(/^docker:\/\//, ''))
    .map(location =>
      // With a digest the tag says nothing any more, and docker takes only one of them.
      digest === undefined
        ? location
        : `${location.replace(/@.*$/, '').replace(/:[^/:]*$/, '')}@${digest}`
    );
}

/** What is wrong with how an image is named. */
export function imageReasons(image: Image): MessageItem[] {
  const { locations = [], digest } = image ?? {};
  return [
    ...(locations.length
      ? []
      : [
          say(
            'ERROR',
            'no-image',
            'executable.image.locations is missing: where is the image? Such as registry.example.org/name:tag',
            { path: 'executable.image.locations' }
          )
        ]),
    ...locations.flatMap((location, i) =>
      REFERENCE.test(location.replace(/^docker:\/\//, ''))
        ? []
        : [
            say('ERROR', 'bad-image', '{path} is no name of an image, found {found}', {
              path: `executable.image.locations[${i}]`,
              found: location.slice(0, 100)
            })
          ]
    ),
    ...(digest === undefined || DIGEST.test(digest)
      ? []
      : [
          say('ERROR', 'bad-digest', '{path} must be sha256: and 64 hex digits, found {found}', {
            path: 'executable.image.digest',
            found: digest.slice(0, 100)
          })
        ])
  ];
}

/** The names that others have for processors, by the name that images have. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  x86_64: 'amd64',
  aarch64: 'arm64'
};

/** A platform as images name it, such as `linux/amd64`; containers are Linux where nothing is said. */
export function platformName({
  os = 'linux',
  architecture = process.arch
}: {
  os?: string;
  architecture?: string;
}): string {
  const name = architecture.toLowerCase();
  return `${os.toLowerCase()}/${ARCHITECTURES[name] ?? name}`;
}
