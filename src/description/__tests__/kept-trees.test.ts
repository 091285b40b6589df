import { parser } from '@lezer/python';

import { KeptTrees } from '../kept-trees';
import type { PythonParser } from '../python';

function counting(): PythonParser & { parsed: string[] } {
  const parsed: string[] = [];
  return {
    parsed,
    parse: code => {
      parsed.push(code);
      return parser.parse(code);
    }
  };
}

describe('KeptTrees', () => {
  it('parses the same code once', () => {
    const below = counting();
    const kept = new KeptTrees(below);
    const first = kept.parse('a = 1');
    expect(kept.parse('a = 1')).toBe(first);
    expect(kept.parse('a = 2')).not.toBe(first);
    expect(below.parsed).toEqual(['a = 1', 'a = 2']);
  });

  it('forgets what was used longest ago, and keeps no more than its limit', () => {
    const below = counting();
    const kept = new KeptTrees(below, 10);
    kept.parse('a = 1');
    kept.parse('b = 2');
    kept.parse('a = 1');
    kept.parse('c = 3');
    below.parsed.length = 0;
    kept.parse('a = 1');
    kept.parse('b = 2');
    expect(below.parsed).toEqual(['b = 2']);
  });

  it('parses what is longer than its limit, and keeps nothing of it', () => {
    const below = counting();
    const kept = new KeptTrees(below, 3);
    expect(kept.parse('abc = 1').length).toBe(7);
    kept.parse('abc = 1');
    expect(below.parsed).toHaveLength(2);
  });
});
