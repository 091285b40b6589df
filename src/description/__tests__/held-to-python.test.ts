import { spawnSync } from 'node:child_process';

import fc from 'fast-check';

import { readIni } from '../sources/ini';
import { SyntaxTrouble, type Located } from '../sources/located';
import { readToml } from '../sources/toml';

/** Reads each document as Python's own library does: its texts, `false` for other values; `null`: none. */
const PYTHON = `
import configparser, json, sys
try:
    import tomllib
except ImportError:  # before Python 3.11; JupyterLab brings it then
    import tomli as tomllib

def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, str) else False

def toml(text):
    try:
        return plain(tomllib.loads(text))
    except ValueError:
        return None

def ini(text):
    parser = configparser.RawConfigParser(default_section='\\0')
    parser.optionxform = str
    try:
        parser.read_string(text)
    except configparser.Error:
        return None
    lines = lambda value: '\\n'.join(line for i, line in enumerate(value.split('\\n')) if line or not i)
    return {name: {k: lines(v) for k, v in parser[name].items()} for name in parser.sections()}

kind = {'toml': toml, 'ini': ini}[sys.argv[1]]
print(json.dumps([kind(text) for text in json.load(sys.stdin)]))
`;

function asPython(kind: 'toml' | 'ini', documents: string[]): unknown[] {
  const { stdout, stderr } = spawnSync('python', ['-c', PYTHON, kind], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as unknown[];
}

function documentsOf(pieces: string[]): string[] {
  const texts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12 });
  return fc.sample(texts, 5_000).map(parts => parts.join(''));
}

/** The document, or `null` where it is told to be none; any other failure is one. */
function read(reader: (text: string) => unknown, text: string): unknown {
  try {
    return reader(text);
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxTrouble);
    return null;
  }
}

/** What is no text in TOML's sense is written as it is, so it is told by its form. */
const NO_TEXT = /^(?:true|0x[\da-fA-F]+|[+-]?(?:inf|nan)|[+-]?[\d.][\d._:eETZx-]*)$/;

function tomlValues({ text, items, entries }: Located): unknown {
  return entries
    ? Object.fromEntries([...entries].map(([key, value]) => [key, tomlValues(value)]))
    : (items?.map(tomlValues) ?? (NO_TEXT.test(text ?? '') ? false : text));
}

test('TOML is read as tomllib reads it, and refused where it refuses', () => {
  const documents = documentsOf([
    ...['a', 'b', '"c d"', "'e'", '.', ' = ', ' = ', '=', '\n', '\n', '[', ']', '{', '}', ', '],
    ...['"x"', "'y'", '"""z\n"""', "'''w'''", '"\\u00e9\\t"', 'true', '1.5', '1e5', '0x1F', '00'],
    ...['1979-05-27', '07:32:00', '1979-05-27T07:32:00Z', '-inf', '# c\n', '\\', '\t', '\r\n', 'é'],
    ...['a = 1\n', 'b = "x"\n', 'c = ["u", "v",]\n', 'd = {x = "w", y.z = []}\n', 'a.b = "q"\n'],
    ...['[t]\n', '[t.u]\n', '[[l]]\n', '[l.m]\n', '[[l.n]]\n']
  ]);
  const expected = asPython('toml', documents);
  expect(expected.filter(one => one !== null).length).toBeGreaterThan(100);
  expect(documents.map(text => [text, read(one => tomlValues(readToml(one)), text)])).toEqual(
    documents.map((text, i) => [text, expected[i]])
  );
});

test('Sections are read as configparser reads them, and refused where it refuses', () => {
  const documents = documentsOf([
    ...['[a]\n', '[a]\n', '[b]\n', '[c] z\n', '[', ']', 'x', 'y', 'z', ' = ', ': ', '=', ':'],
    ...['1', '2; 3', '\n', '\n', '\n', '  ', '\t', '# c\n', '; d\n', '  e\n', '  f = g\n'],
    ...['\r\n', '\\', 'é', '%', 'x = 1\n', 'y =\n', '   v\n']
  ]);
  const expected = asPython('ini', documents);
  expect(expected.filter(one => one !== null).length).toBeGreaterThan(100);
  const sections = (text: string): unknown =>
    Object.fromEntries(
      [...(readIni(text).entries ?? [])].map(([name, { entries }]) => [
        name,
        Object.fromEntries([...(entries ?? [])].map(([key, value]) => [key, value.text]))
      ])
    );
  expect(documents.map(text => [text, read(sections, text)])).toEqual(
    documents.map((text, i) => [text, expected[i]])
  );
});
