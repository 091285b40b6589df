import { isObject } from '../json';
import type { Located } from './located';

const DEEPEST = 10;

/** A value of the notebook's metadata as the documents of files are. */
export function located(value: unknown, depth = 0): Located {
  if (depth > DEEPEST) {
    return { line: 0, text: '' };
  }
  if (Array.isArray(value)) {
    return { line: 0, items: value.map(item => located(item, depth + 1)) };
  }
  if (isObject(value)) {
    return {
      line: 0,
      entries: new Map(Object.entries(value).map(([key, item]) => [key, located(item, depth + 1)]))
    };
  }
  return { line: 0, text: typeof value === 'string' ? value : JSON.stringify(value) };
}
