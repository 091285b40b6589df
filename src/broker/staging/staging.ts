import { parseDuration } from '../../model/time';
import { OwnArea } from './own-area';
import { PublishedOnce } from './published-once';
import { openKey, SignedUrls } from './signed-urls';
import type { StagingArea } from './staging-area';
import { checkStaging, type StagingConfig } from './staging-config';

export interface Staging {
  area: StagingArea;
  /** Where our own store is the area: what its route lets in. */
  links?: SignedUrls;
}

const DAY = 86_400;

/**
 * Makes the staging area of a configuration. Nothing is asked of its server yet.
 *
 * @param folder of the broker's store
 * @throws Error where the configuration cannot be used, or a file of it cannot be read
 */
export async function openStaging(config: StagingConfig, folder: string): Promise<Staging> {
  checkStaging(config);
  // A WebDAV link has no end, but the file behind it may be cleaned away.
  const seconds = config.kind === 'webdav' ? DAY : lifetimeOf(config);
  const once = (area: StagingArea): StagingArea => new PublishedOnce(area, (seconds * 1000) / 2);
  if (config.kind === 'own') {
    const links = new SignedUrls(openKey(folder));
    return { area: once(new OwnArea(config, links, seconds)), links };
  }
  // Loaded at need: they bring an HTTP client.
  if (config.kind === 's3') {
    const { S3Area } = await import('./s3-area');
    return { area: once(new S3Area(config, seconds)) };
  }
  const { WebDavArea } = await import('./webdav-area');
  return { area: once(new WebDavArea(config)) };
}

function lifetimeOf({ lifetime }: { lifetime?: string }): number {
  const seconds = lifetime === undefined ? DAY : Math.floor((parseDuration(lifetime) ?? 0) / 1000);
  if (seconds < 60) {
    throw new Error(`A link of staging must live for a minute at least, found ${lifetime ?? ''}`);
  }
  return seconds;
}
