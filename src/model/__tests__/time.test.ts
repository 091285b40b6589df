import fc from 'fast-check';

import {
  formatDuration,
  formatInterval,
  parseDuration,
  parseInstant,
  parseInterval
} from '../time';

describe('durations', () => {
  it.each([
    ['PT1H', 3_600_000],
    ['PT1H30M', 5_400_000],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['PT0.5S', 500],
    ['-PT5S', -5000],
    ['PT0S', 0]
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', 'P', 'PT', 'P1H', '1H', 'PT1H ', 'pt1h', 'PT1.5H'])('%j is none', text => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('come back from their text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), milliseconds => {
        expect(parseDuration(formatDuration(milliseconds))).toBeCloseTo(milliseconds, 3);
      })
    );
  });
});

describe('instants', () => {
  it('without a zone are UTC', () => {
    expect(parseInstant('2026-11-24T10:00:00')).toBe(Date.UTC(2026, 10, 24, 10));
    expect(parseInstant('2026-11-24T10:00:00+01:00')).toBe(Date.UTC(2026, 10, 24, 9));
    expect(parseInstant('2026-11-24')).toBe(Date.UTC(2026, 10, 24));
  });

  it.each(['', '10:00', '2026-13-01T00:00:00Z', 'tomorrow'])('%j is none', text => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('intervals', () => {
  const start = Date.UTC(2023, 7, 9, 12);

  it.each([
    '2023-08-09T12:00:00Z/2023-08-09T13:00:00Z',
    '2023-08-09T12:00:00Z/PT1H',
    'PT1H/2023-08-09T13:00:00Z'
  ])('%s is an hour', text => {
    expect(parseInterval(text)).toEqual({ start, end: start + 3_600_000 });
  });

  it.each(['', '/', 'PT1H/PT1H', '2023-08-09/2023-08-08', '2023-08-09', 'a/b/c'])(
    '%j is none',
    text => {
      expect(parseInterval(text)).toBeUndefined();
    }
  );

  it('come back from their text', () => {
    fc.assert(
      fc.property(fc.nat(4e12), fc.nat(1e10), (from, length) => {
        const interval = { start: from, end: from + length };
        expect(parseInterval(formatInterval(interval))).toEqual(interval);
      })
    );
  });
});
