import { nullTranslator } from '@jupyterlab/translation';

import { bytesText, durationText, numberText } from '../../../model/amount-text';
import { NOW } from '../../__tests__/samples';
import { countdownText, parseDurationText } from '../duration';
import { startText } from '../moment';
import { shortRange } from '../number';

it.each([
  [0, '0 s'],
  [40, '40 s'],
  [90, '1 min 30 s'],
  [5400, '1 h 30 min'],
  [3600, '1 h'],
  [90_061, '1 d 1 h']
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

it.each([
  ['40 s', 40],
  ['20min', 1200],
  ['1 h 30 min', 5400],
  ['1,5 h', 5400],
  ['30', 1800],
  ['2 days', 172_800],
  ['much', undefined],
  ['1 h or so', undefined],
  ['0 s', undefined],
  ['', undefined]
])('"%s" is %p seconds', (text, seconds) => {
  expect(parseDurationText(text)).toBe(seconds);
});

it('counts down in minutes and seconds', () => {
  expect([271_000, 999, -5, 3_661_000].map(countdownText)).toEqual([
    '4:31',
    '0:01',
    '0:00',
    '1:01:01'
  ]);
});

it('keeps numbers short', () => {
  expect([0, 0.0512, 0.9, 2.94, 12.4, 85].map(numberText)).toEqual([
    '0',
    '0.051',
    '0.9',
    '2.9',
    '12',
    '85'
  ]);
  expect([85_000, 921_000, 12].map(bytesText)).toEqual(['85 kB', '921 kB', '12 B']);
  expect(shortRange({ min: 1, max: 3 }, range => `${range} Wh`)).toBe('1 – 3 Wh');
  expect(shortRange({ max: 3 }, range => `${range} Wh`)).toBe('3 Wh');
  expect(shortRange({}, range => range)).toBeUndefined();
});

it('says when something starts', () => {
  const trans = nullTranslator.load('');
  expect(startText(NOW + 1000, NOW, trans)).toBe('now');
  expect(startText(NOW + 1_210_000, NOW, trans)).toBe('in 20 min');
  expect(startText(NOW + 200_000_000, NOW, trans)).toMatch(/26/);
});
