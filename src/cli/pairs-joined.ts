/** A name of Python. */
export const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The command line with papermill's `-p NAME VALUE` as `--parameter NAME=VALUE`. */
export function withPairsJoined(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [arg = '', name = '', value] = args.slice(i, i + 3);
    if (arg === '--') {
      return [...joined, ...args.slice(i)];
    }
    if (arg === '-p' && NAME.test(name) && value !== undefined) {
      joined.push('--parameter', `${name}=${value}`);
      i += 2;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}
