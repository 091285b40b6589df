import type { SingularityContainer } from '../../../../model/executable';
import { SINGULARITY_CONTAINER } from '../../../../model/kinds';
import type { ExecutionRequest } from '../../../../model/request';
import { storedDigest } from '../../../offers/materials';
import { say } from '../../../problem';
import { layOut, mountReasons } from '../mounts';
import type { FoundApptainer } from './apptainer';
import type { ExecutableKind, Prospect } from './executable-kind';
import { noLocation } from './python';

/** What is kept free of the disk for an image, and what it is unpacked into: 4 GiB. */
const IMAGE_BYTES = 4 * 2 ** 30;
/** What is fetched from a registry by Apptainer itself. */
const FROM_REGISTRY = /^(?:docker|library|oras|shub):\/\/[\w.\-:/@+]+$/;
/** The image, in the session's folder and not among its files. */
const IMAGE = 'image.sif';

/** A container of Apptainer, or of Singularity. */
export const SINGULARITY: ExecutableKind = {
  kind: SINGULARITY_CONTAINER,

  async look(request, { apptainer }) {
    return singularityProspect(request, await apptainer());
  },

  async setUp(request, { apptainer }, placement) {
    const { location = '' } = request.executable as SingularityContainer;
    const found = await apptainer();
    const remote = FROM_REGISTRY.test(location);
    if (!remote) {
      await placement.place(location, IMAGE);
    }
    return {
      apptainer: {
        // Where it has gone since, the runner says so.
        program: found?.program ?? 'apptainer',
        image: remote ? location : IMAGE,
        remote,
        mounts: await layOut(request, placement, placement.folder)
      },
      environment: null
    };
  }
};

/** What such a container would take. Pure. */
export function singularityProspect(
  request: ExecutionRequest,
  found: FoundApptainer | undefined
): Prospect {
  const { location } = request.executable as SingularityContainer;
  const readable =
    location === undefined ||
    FROM_REGISTRY.test(location) ||
    storedDigest(location) !== undefined ||
    /^https?:/i.test(location);
  return {
    reasons: [
      ...(found
        ? []
        : [
            say(
              'ERROR',
              'no-apptainer',
              'There is no Apptainer on this computer (looked for apptainer and singularity); install apptainer',
              { path: 'executable.kind' }
            )
          ]),
      ...(location
        ? []
        : [noLocation('executable.location is missing: where is the image (a .sif file)?')]),
      ...(readable
        ? []
        : [
            say(
              'ERROR',
              'bad-image',
              '{path} must be a .sif file in the store or on the web, or an image at docker://, library://, oras:// or shub://, found {found}',
              { path: 'executable.location', found: location.slice(0, 100) }
            )
          ]),
      ...mountReasons(request)
    ],
    remarks: found
      ? [say('INFO', 'apptainer-found', 'It runs with {version}', { version: found.version })]
      : [],
    modes: ['batch'],
    bytes: IMAGE_BYTES
  };
}
