import { compact, fieldsOf, listOf, type Fields } from './fields';

/**
 * Connectors as the forms of 2025 have them: `access` of the executable, a list of locations each.
 * They stay `connectors` in a session that has no executable.
 */
export function toAccess(connectors: unknown, executable: Fields | undefined): Fields {
  const list = listOf(connectors);
  if (!list.length) {
    return compact({ executable, ...(connectors === undefined ? {} : { connectors }) });
  }
  return executable
    ? { executable: { ...executable, access: list.map(accessOf) } }
    : { connectors: list };
}

/** The connectors in the `access` of an executable, one for each location; and the executable. */
export function fromAccess(value: unknown): { executable?: Fields; connectors?: unknown[] } {
  if (value === undefined) {
    return {};
  }
  const { access, ...executable } = fieldsOf(value);
  const list = listOf(access);
  return {
    executable,
    ...(list.length ? { connectors: list.flatMap(connectorsOf) } : {})
  };
}

function accessOf(value: unknown): Fields {
  const { location, status, ...rest } = fieldsOf(value);
  return compact({
    status: status === 'AVAILABLE' ? 'ACTIVE' : status,
    ...rest,
    locations: location === undefined ? undefined : [location]
  });
}

function connectorsOf(value: unknown): Fields[] {
  const { locations, ...rest } = fieldsOf(value);
  const list = listOf(locations);
  return list.length ? list.map(location => ({ ...rest, location })) : [rest];
}
