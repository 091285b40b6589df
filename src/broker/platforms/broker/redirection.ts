/** The end of a path that names an offer set or a session, whatever stands before it. */
const THING = /\/(?:offersets|sessions)\/[^/]+\/?$/;

/**
 * Where a Location leads, as a URL below `base`; `undefined` where it leads to another origin.
 *
 * A broker behind a proxy often does not know how it is called from outside. So a Location outside
 * `base` that names an offer set or a session is read as that offer set or session at `base`: nothing
 * is sent to where it points.
 */
export function redirected(location: string, from: string, base: string): string | undefined {
  const target = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (!target) {
    return undefined;
  }
  target.hash = '';
  const { origin, pathname } = new URL(base);
  const root = pathname.replace(/\/$/, '');
  const known = target.origin === origin;
  if (known && target.pathname.startsWith(`${root}/`)) {
    return target.href;
  }
  const thing = THING.exec(target.pathname)?.[0];
  if (thing) {
    return base + thing;
  }
  return known ? target.href : undefined;
}
