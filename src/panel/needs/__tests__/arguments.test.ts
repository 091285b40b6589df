import fc from 'fast-check';

import { joinArguments, splitArguments } from '../arguments';

it.each([
  ['', []],
  ['  a  b ', ['a', 'b']],
  ['"two words" \'$HOME\' a\\ b', ['two words', '$HOME', 'a b']],
  ['--name="it \\"is\\""x', ['--name=it "is"x']],
  ['""', ['']],
  ['"open', undefined],
  ["it's", undefined],
  ['a\\', undefined]
])('%j are the arguments %j', (text, words) => {
  expect(splitArguments(text)).toEqual(words);
});

it('come back from the text that they are shown as, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), words => {
      expect(splitArguments(joinArguments(words))).toEqual(words);
    })
  );
});
