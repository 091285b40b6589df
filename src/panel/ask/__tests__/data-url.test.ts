import { dataUrl } from '../data-url';

const decoded = (url: string) =>
  new TextDecoder().decode(
    Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), letter => letter.charCodeAt(0))
  );

it('keeps every letter, also where a piece ends inside one', () => {
  const text = `é∑🪐${'a'.repeat(24_571)}🪐∑`;
  const url = dataUrl('text/plain', text);
  expect(url.startsWith('data:text/plain;base64,')).toBe(true);
  expect(decoded(url)).toBe(text);
});

it('takes a notebook of many megabytes', () => {
  const url = dataUrl('text/plain', 'x'.repeat(5_000_000));
  expect(url).toHaveLength('data:text/plain;base64,'.length + Math.ceil(5_000_000 / 3) * 4);
});
