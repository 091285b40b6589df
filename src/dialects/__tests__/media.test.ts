import fc from 'fast-check';

import { mediaOf, readMedia, UnreadableDocument, writeMedia } from '../media';

describe('media', () => {
  it('are YAML where nothing is said', () => {
    expect(mediaOf(undefined)).toBe('application/yaml');
    expect(mediaOf('text/yaml; charset=utf-8')).toBe('application/yaml');
    expect(mediaOf('application/json')).toBe('application/json');
    expect(mediaOf('image/png')).toBeUndefined();
  });

  it('bring every document back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        for (const media of ['application/json', 'application/yaml'] as const) {
          expect(readMedia(writeMedia(plain, media), media)).toEqual(plain);
        }
      })
    );
  });

  it('quote a NO in YAML, which older readers would take for false', () => {
    expect(writeMedia({ result: 'NO' }, 'application/yaml')).toMatch(/result: ['"]NO['"]/);
  });

  it('leave instants alone', () => {
    expect(readMedia('at: 2026-11-24T10:00:00Z', 'application/yaml')).toEqual({
      at: '2026-11-24T10:00:00Z'
    });
  });

  it('say in which line a text is broken', () => {
    expect(() => readMedia('a: 1\nb: [', 'application/yaml')).toThrow(UnreadableDocument);
    expect(() => readMedia('a: 1\nb: [', 'application/yaml')).toThrow(/line \d/);
    expect(() => readMedia('{"a": ', 'application/json')).toThrow(/not JSON/);
  });

  it('refuse a small text that stands for an enormous document', () => {
    const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: [*b, *b]'].join('\n');
    expect(() => readMedia(bomb, 'application/yaml')).toThrow(UnreadableDocument);
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    expect(() => readMedia(deep, 'application/json')).toThrow(/deep/);
    expect(() => readMedia(deep, 'application/yaml')).toThrow(UnreadableDocument);
  });
});
