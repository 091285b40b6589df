/**
 * Readers of all that tells of an environment beside a requirements.txt. In the page this is a chunk of
 * its own, which comes only where such a file is there.
 */
export { withAskedVersion } from './asked-version';
export { codePackages } from './code-packages';
export { condaInstalls } from './conda-installs';
export { readLayers } from './read-layers';
export { readSources } from './read-sources';
