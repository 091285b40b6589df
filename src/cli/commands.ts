/** All commands; `serve`, which Jupyter waits for, is also read alone. */
export { followCommand } from './follow';
export { runCommand } from './run';
export { serveCommand } from './serve';
export { whereCommand } from './where';
