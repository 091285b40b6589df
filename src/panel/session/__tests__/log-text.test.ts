import { LogText } from '../log-text';

function linesOf(...pieces: string[]): string[] {
  const text = new LogText();
  pieces.forEach(piece => {
    text.append(piece);
  });
  return Array.from({ length: text.length }, (_, i) => text.line(i));
}

it('makes lines of pieces, wherever those end', () => {
  expect(linesOf('a\nb', 'c\n', '', '\nd')).toEqual(['a', 'bc', '', 'd']);
});

it('shows what a progress bar wrote last', () => {
  expect(linesOf('10 %\r', '20 %\r', '30 %')).toEqual(['30 %']);
  expect(linesOf('10 %\r20 %\rdone\nnext')).toEqual(['done', 'next']);
  expect(linesOf('100 %\r', '\n')).toEqual(['100 %']);
});

it('takes the line ends of Windows for line ends', () => {
  expect(linesOf('a\r\nb\r', '\nc')).toEqual(['a', 'b', 'c']);
});

it('goes on in the next row with what is longer than a row', () => {
  const rows = linesOf('x'.repeat(12_000), `${'x'.repeat(10)}\ny`);
  expect(rows.map(row => row.length)).toEqual([5000, 5000, 2010, 1]);
});

it('keeps a bar that is never ended small', () => {
  const text = new LogText();
  for (let i = 0; i < 1000; i++) {
    text.append(`\r${i} ${'='.repeat(100)}`);
  }
  expect(text.length).toBe(1);
  expect(text.line(0)).toBe(`999 ${'='.repeat(100)}`);
});

it('finds a text whatever its case and colours, and copies without these', () => {
  const text = new LogText();
  text.append('one\n\u001b[31mERR\u001b[0mor: two\nthree error');
  expect(text.find('error')).toEqual([1, 2]);
  expect(text.find('error', 2)).toEqual([2]);
  expect(text.find('')).toEqual([]);
  expect(text.toString()).toBe('one\nERRor: two\nthree error');
});

it('lets go of the first of very many lines, and tells of how many', () => {
  const text = new LogText();
  text.append(Array.from({ length: 400_001 }, (_, i) => `${i}\n`).join(''));
  expect(text.length).toBe(300_000);
  expect(text.dropped).toBe(100_001);
  expect(text.line(0)).toBe('100001');
});
