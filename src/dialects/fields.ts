/** The properties of a document, or of a part of one, before anybody has checked them. */
export type Fields = Readonly<Record<string, unknown>>;

/** The properties of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list; of one where there is a single value, as XML has it; empty where there is nothing. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  return value === undefined || value === null || value === '' ? [] : [value];
}

/** Without the properties that have no value. */
export function compact(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** One property, where there is anything to put into it. */
export function unlessEmpty(name: string, value: Fields | readonly unknown[]): Fields {
  return Object.keys(value).length ? { [name]: value } : {};
}
