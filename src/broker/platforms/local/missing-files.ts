import type { JupyterNotebook } from '../../../model/executable';
import type { ExecutionRequest } from '../../../model/request';
import { storedDigest } from '../../offers/materials';
import type { FileStore } from '../../store/file-store';

/** The locations in a request that point into the store, and at nothing there. */
export async function missingFiles(request: ExecutionRequest, files: FileStore): Promise<string[]> {
  const { location, requirements } = request.executable as JupyterNotebook;
  const locations = [
    location,
    requirements?.file,
    ...(request.data ?? []).map(resource =>
      'location' in resource ? resource.location : undefined
    )
  ].filter(text => text !== undefined);
  const found = await Promise.all(
    locations.map(async text => {
      const digest = storedDigest(text);
      return digest === undefined || (await files.size(digest)) !== undefined;
    })
  );
  return locations.filter((_, i) => !found[i]);
}
