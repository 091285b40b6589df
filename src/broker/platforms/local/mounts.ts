import { chmod, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';

import type { MessageItem } from '../../../model/message';
import type { ExecutionRequest } from '../../../model/request';
import { say } from '../../problem';
import { WORK, type Placement } from './placement';
import type { MountOrder } from './run-order';

/** The working directory of a session, as its container sees it. */
export const WORK_IN_CONTAINER = '/work';
/** Where nothing is mounted over. */
const KEPT = ['/', '/proc', '/sys', '/dev'];

/** Where a thing appears in a container: in the working directory, or elsewhere. */
type Place = { inWork: string } | { elsewhere: string };

interface Mounted {
  place: Place;
  readonly: boolean;
  /** Where the bytes come from; absent: it is an empty folder. */
  location?: string;
}

/** Why what a request mounts cannot be where it says. Pure. */
export function mountReasons({ compute, data, storage }: ExecutionRequest): MessageItem[] {
  const names = new Set([...(data ?? []), ...(storage ?? [])].map(({ meta }) => meta?.name));
  return (compute?.volumes ?? []).flatMap(({ path, resource }, i) => {
    const at = `compute.volumes[${i}]`;
    if (path !== undefined && !isSane(path)) {
      return [
        say('ERROR', 'bad-mount', '{path}: nothing can be mounted at {found}', {
          path: `${at}.path`,
          found: path.slice(0, 200)
        })
      ];
    }
    return resource !== undefined && !names.has(resource)
      ? [
          say(
            'ERROR',
            'unknown-resource',
            '{path}: neither data nor storage of the request is named {found}',
            { path: `${at}.resource`, found: resource }
          )
        ]
      : [];
  });
}

function isSane(path: string): boolean {
  const full = posix.resolve(WORK_IN_CONTAINER, path);
  return (
    // A colon parts the two sides of a mount on an engine's command line.
    !/[:\0\n]/.test(path) &&
    full !== WORK_IN_CONTAINER &&
    !KEPT.some(kept => full === kept || (kept !== '/' && full.startsWith(`${kept}/`))) &&
    (posix.isAbsolute(path) || full.startsWith(`${WORK_IN_CONTAINER}/`))
  );
}

/** Puts data and storage of a request in place, and says what must be mounted for it. */
export async function layOut(
  request: ExecutionRequest,
  placement: Placement,
  folder: string
): Promise<MountOrder[]> {
  const mounts: MountOrder[] = [];
  for (const [i, { place, readonly, location }] of mountedIn(request).entries()) {
    const source =
      'inWork' in place
        ? placement.inWork(place.inWork)
        : join('mounts', String(i), basename(place.elsewhere));
    if (location === undefined) {
      await mkdir(join(folder, source), { recursive: true });
    } else {
      await placement.place(location, source);
    }
    if ('elsewhere' in place) {
      mounts.push({ source, target: place.elsewhere, readonly });
    } else if (readonly) {
      mounts.push({ source, target: posix.join(WORK_IN_CONTAINER, place.inWork), readonly });
    }
  }
  return mounts;
}

function mountedIn({ compute, data, storage }: ExecutionRequest): Mounted[] {
  const mountOf = (name: string | undefined) =>
    compute?.volumes?.find(({ resource }) => resource !== undefined && resource === name);
  return [
    ...(data ?? []).flatMap(resource => {
      const name = resource.meta?.name;
      const mount = mountOf(name);
      const path = mount?.path ?? name;
      return path && 'location' in resource && resource.location
        ? [
            {
              place: placeOf(path),
              readonly: mount?.mode === 'READONLY',
              location: resource.location
            }
          ]
        : [];
    }),
    ...(storage ?? []).flatMap(({ meta }) => {
      const mount = mountOf(meta?.name);
      return mount?.path
        ? [{ place: placeOf(mount.path), readonly: mount.mode === 'READONLY' }]
        : [];
    })
  ];
}

function placeOf(path: string): Place {
  const full = posix.resolve(WORK_IN_CONTAINER, path);
  const inWork = posix.relative(WORK_IN_CONTAINER, full);
  return inWork.startsWith('..') ? { elsewhere: full } : { inWork };
}

/**
 * Lets whoever a container runs as read and write what lies in some folders of a session. The folder
 * around them is its owner's alone, so nobody else on this computer comes that far.
 */
export async function openToContainer(folder: string): Promise<void> {
  await mkdir(join(folder, WORK), { recursive: true });
  for (const name of [WORK, 'mounts']) {
    await open(join(folder, name));
  }
}

async function open(path: string): Promise<void> {
  const about = await stat(path).catch(() => undefined);
  if (!about) {
    return;
  }
  await chmod(path, about.isDirectory() ? 0o777 : about.mode | 0o666);
  if (about.isDirectory()) {
    for (const name of await readdir(path)) {
      await open(join(path, name));
    }
  }
}
