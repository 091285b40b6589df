import type { Sentence } from './finding';

/** A file whose bytes are as a commit has them. */
export interface CommittedFile {
  /** In the repository. */
  path: string;
  /** Bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
}

/** What git says of a notebook's folder, offline. */
export interface GitFacts {
  /** The URL of the remote, without credentials. */
  remote: string;
  commit: string;
  /** Absent: on none. */
  branch?: string;
  /** Whether the commit is on a branch that the remote is known to have. */
  pushed: boolean;
  /** By path, seen from the folder; only files that are as the commit has them. */
  files: Record<string, CommittedFile>;
}

/** How a description looks at git; `undefined` where nothing is known. */
export type GitReader = (paths: readonly string[]) => Promise<GitFacts | undefined>;

/** A file that a public repository would serve. */
export interface PublishedFile extends CommittedFile {
  url: string;
}

/** Files that can be named by commit instead of being sent, if the repository is public. */
export interface Published {
  remote: string;
  commit: string;
  files: Record<string, PublishedFile>;
  evidence: Sentence;
}

/** How each host serves the bytes of a file at a commit. Source: the documentation of each. */
const HOSTS: Readonly<Record<string, (project: string, commit: string, path: string) => string>> = {
  'github.com': (project, commit, path) =>
    `https://raw.githubusercontent.com/${project}/${commit}/${path}`,
  'gitlab.com': (project, commit, path) => `https://gitlab.com/${project}/-/raw/${commit}/${path}`,
  'bitbucket.org': (project, commit, path) =>
    `https://bitbucket.org/${project}/raw/${commit}/${path}`,
  'codeberg.org': (project, commit, path) =>
    `https://codeberg.org/${project}/raw/commit/${commit}/${path}`
};
const REMOTE =
  /^(?:https|ssh|git\+ssh):\/\/(?:[^@/]*@)?([\w.-]+)(?::(?:443|22))?\/(.+?)(?:\.git)?\/*$/i;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Where a file is served as it is at a commit; `undefined` for hosts whose rule is not known. */
export function rawUrl(remote: string, commit: string, path: string): string | undefined {
  const [, host = '', project = ''] = REMOTE.exec(remote) ?? [];
  const name = host.toLowerCase().replace(/^www\./, '');
  const parts = project.split('/');
  const whole =
    parts.length > 1 && parts.every(part => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part));
  // A name that is not Unicode has no URL.
  return Object.hasOwn(HOSTS, name) && whole && !/\p{Cs}/u.test(path) && COMMIT.test(commit)
    ? HOSTS[name]?.(project, commit, path.split('/').map(encodeURIComponent).join('/'))
    : undefined;
}

/**
 * What of a notebook's files can be named by commit: those that are as a commit has them that was
 * pushed to a host which serves files. Whether the repository is public, nobody can tell offline.
 */
export function published(facts: GitFacts | undefined): Published | undefined {
  if (!facts?.pushed) {
    return undefined;
  }
  const { remote, commit, branch } = facts;
  const files = Object.entries(facts.files).flatMap(([path, file]): [string, PublishedFile][] => {
    const url = rawUrl(remote, commit, file.path);
    return url === undefined ? [] : [[path, { ...file, url }]];
  });
  const values = { remote, commit: commit.slice(0, 12) };
  return files.length === 0
    ? undefined
    : {
        remote,
        commit,
        files: Object.fromEntries(files),
        evidence: branch
          ? {
              template:
                'As in commit {commit} of {remote}, on the branch {branch}, which was pushed',
              values: { ...values, branch }
            }
          : { template: 'As in commit {commit} of {remote}, which was pushed', values }
      };
}

/** The notebook as it was saved. */
export interface SavedNotebook {
  /** In hexadecimal. */
  sha256: string;
  /** Bytes. */
  size?: number;
  /** Where a commit has it so; absent: nowhere that is known. */
  url?: string;
}

/** A description with what git says of its files, and of the notebook, a file of this name beside them. */
export function withGit<T extends { published?: Published; saved?: SavedNotebook }>(
  description: T,
  facts: GitFacts | undefined,
  name: string,
  saved?: SavedNotebook
): T {
  const found = published(facts);
  const { [name]: notebook, ...files } = found?.files ?? {};
  const committed = facts?.files[name];
  const known = committed ?? saved;
  return {
    ...description,
    ...(found && Object.keys(files).length > 0 ? { published: { ...found, files } } : {}),
    ...(known
      ? {
          saved: {
            sha256: known.sha256,
            ...(known.size === undefined ? {} : { size: known.size }),
            ...(notebook ? { url: notebook.url } : {})
          }
        }
      : {})
  };
}
