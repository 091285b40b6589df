import { readRequirementLine } from '../requirement-line';
import { logicalRequirementLines } from '../requirements-file';

describe('A line of requirements', () => {
  test.each([
    ['numpy', 'numpy', 'numpy'],
    ['NumPy >= 1.26 , < 3', 'numpy', 'NumPy>=1.26,<3'],
    ['astroquery>=0.4.8.dev9474', 'astroquery', 'astroquery>=0.4.8.dev9474'],
    ['zope.interface (>=5)', 'zope-interface', 'zope.interface>=5'],
    ['dask[array, distributed]==2024.1.*', 'dask', 'dask[array,distributed]==2024.1.*'],
    ['tomli; python_version < "3.11"', 'tomli', 'tomli; python_version < "3.11"'],
    ['a==1 --hash=sha256:00 --hash=sha256:11', 'a', 'a==1 --hash=sha256:00 --hash=sha256:11'],
    ['a @ https://x.org/a.whl', 'a', 'a @ https://x.org/a.whl'],
    ['git+https://x.org/u/my_repo.git@v1', 'my-repo', 'git+https://x.org/u/my_repo.git@v1'],
    ['-e git+https://x.org/r#egg=Some_Name', 'some-name', '-e git+https://x.org/r#egg=Some_Name'],
    ['https://x.org/pkg-1.0-py3-none-any.whl', 'pkg', 'https://x.org/pkg-1.0-py3-none-any.whl']
  ])('%j is a package', (text, name, line) => {
    expect(readRequirementLine(text)).toMatchObject({ kind: 'package', name, line });
  });

  test.each([
    './lib',
    '../lib',
    '/opt/x',
    '~/x',
    'file:///x',
    '-e .',
    '--editable=../x',
    'x @ file:///y',
    'C:\\x',
    'dist/x-1.0.whl',
    'x-1.0.tar.gz',
    '-f ./wheels'
  ])('%j is on this machine only', text => {
    expect(readRequirementLine(text).kind).toBe('local');
  });

  test.each([
    ['-r other.txt', 'other.txt', false],
    ['-rother.txt', 'other.txt', false],
    ['--requirement=other.txt', 'other.txt', false],
    ['-c "my limits.txt"', 'my limits.txt', true]
  ])('%j includes a file', (text, file, constraint) => {
    expect(readRequirementLine(text)).toEqual({ kind: 'include', file, constraint });
  });

  test.each(['--index-url https://x.org/simple', '-i https://x.org', '--pre', '--no-binary :all:'])(
    '%j is an option, kept as it is',
    line => {
      expect(readRequirementLine(line)).toEqual({ kind: 'option', line });
    }
  );

  test.each(['numpy >', '===', 'a b', '--unknown', '[x]', 'a;', 'a; #', 'a[', '\u0000\u0001'])(
    '%j is not understood',
    text => {
      expect(readRequirementLine(text).kind).toBe('unknown');
    }
  );
});

test('Comments fall, continuations are joined, and lines keep their numbers', () => {
  const text =
    '\ufeff# head\r\nnumpy  # why\r\na \\\n  ==1 \\\n# within\nb#c\nurl @ https://x/#egg=y\n\\';
  expect(logicalRequirementLines(text)).toEqual([
    { text: 'numpy', line: 2 },
    { text: 'a   ==1', line: 3 },
    { text: 'b#c', line: 6 },
    { text: 'url @ https://x/#egg=y', line: 7 }
  ]);
});
