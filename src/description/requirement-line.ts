import { normalName } from './normal-name';

/** What one line of a requirements file says. */
export type RequirementLine =
  | {
      kind: 'package';
      /** In normal form; '' where a URL does not tell. */
      name: string;
      /** As pip takes it, spaces tidied. */
      line: string;
      /** `<2` of `numpy<2`, where the line is no more than a name, extras and versions. */
      versions?: string;
    }
  | { kind: 'include'; file: string; constraint: boolean }
  /** A folder or file of the machine that the file was written on. */
  | { kind: 'local'; path: string }
  /** Such as `--index-url https://…`. */
  | { kind: 'option'; line: string }
  | { kind: 'unknown' };

/** A longer line is not a requirement. */
const MAX_LINE = 20_000;

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?/;
const CLAUSE = /^(?:===|==|~=|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]{1,100}$/;
const EXTRA = /^[A-Za-z0-9][\w.-]{0,100}$/;
/** Names, quoted texts, comparisons and brackets; `in`, `not`, `and`, `or` are names here. */
const MARKER = /^(?:[\w.]|'[^'#]*'|"[^"#]*"|[<>=!~()\s])+$/;
const SCHEME = /^(?:(?:git|hg|svn|bzr)(?:\+[a-z]{2,10})?|https?|ftp):\/\//i;
const LOCAL = /^(?:\.{1,2}(?:[/\\]|$)|[/~\\]|[A-Za-z]:[\\/]|(?:[a-z]{2,4}\+)?file:)/i;
const ARCHIVE = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz)$/i;
const INCLUDE =
  /^(?:-r|--requirement|-c|--constraint)(?![\w-])[ \t]*=?[ \t]*(.+)$|^-([rc])([^\s-].*)$/;
const EDITABLE = /^(?:-e|--editable)[ \t]*=?[ \t]*(.+)$/;
const FIND_LINKS = /^(?:-f|--find-links)[ \t]*=?[ \t]*(.+)$/;
/** Source: "Requirements File Format" of pip's documentation. */
const OPTION =
  /^(?:-i|--index-url|--extra-index-url|--no-index|--pre|--prefer-binary|--require-hashes|--trusted-host|--no-binary|--only-binary|--use-feature)(?:[ \t=].*)?$/;

/** Reads one logical line: without comments, its continuations joined, trimmed and not empty. */
export function readRequirementLine(line: string): RequirementLine {
  // eslint-disable-next-line no-control-regex -- binary content is what is looked for
  if (line.length > MAX_LINE || /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(line)) {
    return { kind: 'unknown' };
  }
  if (line.startsWith('-')) {
    return readOption(line);
  }
  if (LOCAL.test(line)) {
    return { kind: 'local', path: line };
  }
  if (SCHEME.test(line)) {
    return { kind: 'package', name: nameInUrl(line), line };
  }
  return readPackage(line);
}

function readOption(line: string): RequirementLine {
  const include = INCLUDE.exec(line);
  if (include) {
    const file = unquote(include[1] ?? include[3] ?? '');
    return { kind: 'include', file, constraint: /^(?:-c|--c)/.test(line) };
  }
  const editable = EDITABLE.exec(line)?.[1];
  if (editable !== undefined) {
    const target = unquote(editable);
    return SCHEME.test(target)
      ? { kind: 'package', name: nameInUrl(target), line: `-e ${target}` }
      : { kind: 'local', path: target };
  }
  const links = FIND_LINKS.exec(line)?.[1];
  if (links !== undefined) {
    const target = unquote(links);
    return SCHEME.test(target) ? { kind: 'option', line } : { kind: 'local', path: target };
  }
  return OPTION.test(line) ? { kind: 'option', line } : { kind: 'unknown' };
}

/** `name[extras] versions ; marker --hash=…` or `name @ url`. Source: PEP 508, and pip's own options. */
function readPackage(line: string): RequirementLine {
  const head = NAME.exec(line)?.[0];
  if (head === undefined) {
    return { kind: 'unknown' };
  }
  let rest = line.slice(head.length).trimStart();
  let extras = '';
  if (rest.startsWith('[')) {
    const end = rest.indexOf(']');
    const names = rest
      .slice(1, Math.max(1, end))
      .split(',')
      .map(name => name.trim());
    if (end < 0 || !names.every(name => name === '' || EXTRA.test(name))) {
      return { kind: 'unknown' };
    }
    extras = names.filter(name => name !== '').join(',');
    rest = rest.slice(end + 1).trimStart();
  }
  const title = `${head}${extras === '' ? '' : `[${extras}]`}`;
  const name = normalName(head);
  if (rest.startsWith('@')) {
    const url = rest.slice(1).trim();
    if (LOCAL.test(url)) {
      return { kind: 'local', path: url };
    }
    return SCHEME.test(url)
      ? { kind: 'package', name, line: `${title} @ ${url}` }
      : { kind: 'unknown' };
  }
  const [versionsAndMarker, options] = splitOptions(rest);
  const semicolon = versionsAndMarker.indexOf(';');
  const versions = semicolon < 0 ? versionsAndMarker : versionsAndMarker.slice(0, semicolon);
  const marker = semicolon < 0 ? '' : versionsAndMarker.slice(semicolon + 1).trim();
  const clauses = versions
    .trim()
    .replace(/^\((.*)\)$/, '$1')
    .split(',')
    .map(clause => clause.trim())
    .filter(clause => clause !== '');
  if (!clauses.every(clause => CLAUSE.test(clause)) || (semicolon >= 0 && !MARKER.test(marker))) {
    // `data.tar.gz` or `my_package/`: a path that does not start like one.
    return /[\\/]/.test(line) || ARCHIVE.test(line)
      ? { kind: 'local', path: line }
      : { kind: 'unknown' };
  }
  if (clauses.length === 0 && ARCHIVE.test(head)) {
    return { kind: 'local', path: line };
  }
  const tidy = clauses.map(clause => clause.replace(/[ \t]+/g, '')).join(',');
  return {
    kind: 'package',
    name,
    line: [
      `${title}${tidy}`,
      marker === '' ? '' : `; ${marker}`,
      options === '' ? '' : ` ${options}`
    ].join(''),
    ...(marker === '' && options === '' ? { versions: tidy } : {})
  };
}

/** Options of a single requirement (`--hash=…`) start at the first ` --`. */
function splitOptions(text: string): [string, string] {
  const at = text.search(/(?:^|[ \t])--[a-z]/);
  return at < 0
    ? [text, '']
    : [
        text.slice(0, at),
        text
          .slice(at)
          .trim()
          .replace(/[ \t]+/g, ' ')
      ];
}

/** A URL's package: its `#egg=`, its wheel's or archive's name, or its last part. */
function nameInUrl(url: string): string {
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(url)?.[1];
  if (egg !== undefined) {
    return normalName(egg);
  }
  const path = url.split(/[?#;\s]/)[0] ?? '';
  const last =
    path
      .split('/')
      .filter(part => part !== '')
      .pop() ?? '';
  const plain = (last.split('@')[0] ?? '').replace(/\.git$/, '');
  const archived = ARCHIVE.test(plain) ? (plain.split(/-\d/)[0] ?? '') : plain;
  return NAME.exec(archived)?.[0] === archived ? normalName(archived) : '';
}

function unquote(text: string): string {
  const bare = text.trim();
  return /^(["']).*\1$/.test(bare) ? bare.slice(1, -1) : bare;
}

/** Whether a line carries a password or a token in a URL. */
export function holdsSecret(line: string): boolean {
  return /:\/\/[^/\s@]{1,2000}@/.test(line) && !line.includes('://git@');
}
