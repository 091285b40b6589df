import type { Command } from './ipython';

/** What a line for IPython or the shell means for the notebook's needs. */
export interface CommandMeaning {
  /** As pip would take them: `numpy<2`. */
  packages: string[];
  /** As conda would take them: `numpy=1.26`. */
  conda: string[];
  /** Requirements files that an installer reads: `%pip install -r x.txt`. */
  includes: string[];
  /** Files without which the line fails: `%run x.py`, `pip install -r x.txt`. */
  reads: string[];
  writes: string[];
  /** Everything else that could be a file or a URL. */
  words: string[];
  /** The folder that the notebook goes on in. */
  folder?: string;
}

/** Options of pip, uv and conda that take a value; theirs is no package. */
const VALUED =
  /^(?:-i|-f|-t|-c|-e|-n|-p|--index-url|--extra-index-url|--find-links|--trusted-host|--target|--prefix|--constraint|--channel|--name|--python|--python-version|--platform|--timeout|--progress-bar|--root|--src|--editable|--only-binary|--no-binary|--upgrade-strategy)$/;
const INSTALL =
  /^(?:(?:sudo|time)\s+)?(?:uv\s+)?(?:(?:\S*python[\d.]*|\{sys\.executable\}|py)\s+-m\s+)?(?:uv\s+)?(pip[\d.]*|conda|mamba|micromamba)\s+install\s+(.*)$/;
const MAX_COMMAND = 10_000;

export function readCommand(command: Command): CommandMeaning {
  const meaning: CommandMeaning = {
    packages: [],
    conda: [],
    includes: [],
    reads: [],
    writes: [],
    words: []
  };
  for (const part of command.text.slice(0, MAX_COMMAND).split(/&&|\|\||[;|]/)) {
    readPart(part.trim(), command.kind, meaning);
  }
  return meaning;
}

function readPart(part: string, kind: Command['kind'], meaning: CommandMeaning): void {
  const install = INSTALL.exec(part);
  if (install) {
    readInstall(words(install[2] ?? ''), install[1]?.startsWith('pip') ?? false, meaning);
    return;
  }
  const [name = '', ...rest] = words(part);
  const plain = rest.filter(word => !word.startsWith('-'));
  const [first] = plain;
  if (kind === 'magic' && /^(?:run|load|loadpy)$/.test(name)) {
    meaning.reads.push(...(first === undefined ? [] : [first]));
  } else if (kind === 'magic' && /^%(?:writefile|file)$/.test(name)) {
    meaning.writes.push(...(first === undefined ? [] : [first]));
  } else if (kind === 'magic' && name === 'cd') {
    meaning.folder = first ?? '~';
  } else if (kind === 'shell' && /^(?:wget|curl)$/.test(name)) {
    readDownload(rest, meaning);
  } else if (kind === 'shell') {
    const to = part.search(/(?:^|[^2&])>/);
    const written = to < 0 ? undefined : words(part.slice(to).replace(/^.?>+/, ''))[0];
    meaning.writes.push(...(written === undefined ? [] : [written]));
    meaning.words.push(...[name, ...plain].filter(word => word !== written));
  }
}

function readInstall(args: string[], pip: boolean, meaning: CommandMeaning): void {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const file = /^(?:-r|--requirement|--file)(?:=(.*))?$/.exec(word);
    if (file) {
      const path = file[1] ?? args[++i];
      meaning.reads.push(...(path === undefined ? [] : [path]));
      meaning.includes.push(...(path === undefined ? [] : [path]));
    } else if (word.startsWith('-')) {
      i += VALUED.test(word) ? 1 : 0;
    } else if (!/[{}$]/.test(word)) {
      (pip ? meaning.packages : meaning.conda).push(word);
    }
  }
}

/** `wget url`, `wget -O name url`, `curl -o name url`, `curl -O url`. */
function readDownload(args: string[], meaning: CommandMeaning): void {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    const next = args[i + 1];
    if (
      /^-(?:\w*[oO]|-output(?:-document)?)$/.test(word) &&
      next !== undefined &&
      !next.includes('://')
    ) {
      meaning.writes.push(next);
      i++;
    } else if (word.includes('://')) {
      meaning.words.push(word);
      meaning.writes.push((word.split(/[?#]/)[0] ?? '').split('/').pop() ?? '');
    }
  }
}

/** A shell's words: quotes taken away, a comment left out. */
function words(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)) {
    const bare = match[3];
    if (bare?.startsWith('#')) {
      break;
    }
    found.push(match[1] ?? match[2] ?? bare ?? '');
  }
  return found;
}
