import { spawnSync } from 'node:child_process';

import { readPython } from '../read-python';

/** So many pieces of Python's own library are changed and read. */
const PIECES = 4000;

/**
 * Gives files of Python's own library, and pieces of them in which words were left out or doubled by
 * chance (always the same), each with the line at which Python refuses it; 0: it does not.
 */
const PYTHON = `
import ast, json, os, random, re, sys, sysconfig, warnings
warnings.simplefilter('ignore')

def refused(text):
    try:
        ast.parse(text)
        return 0
    except SyntaxError as error:
        return error.lineno or 1
    except (MemoryError, RecursionError, ValueError):
        return None

files = []
for folder, folders, names in os.walk(sysconfig.get_path('stdlib')):
    folders[:] = sorted(set(folders) - {'site-packages'})
    for name in sorted(names):
        path = os.path.join(folder, name)
        if name.endswith('.py') and os.path.getsize(path) < 100_000:
            try:
                with open(path, encoding='utf-8', newline='') as file:
                    text = file.read()
            except ValueError:
                continue
            if not text.startswith('\\ufeff'):
                files.append(text)

chance = random.Random(7)
pieces = []
while len(pieces) < int(sys.argv[1]):
    lines = chance.choice(files).split('\\n')
    at = chance.randrange(len(lines))
    lines = lines[at:at + chance.randint(1, 6)]
    indent = len(lines[0]) - len(lines[0].lstrip())
    text = '\\n'.join(line[indent:] if line[:indent].isspace() else line for line in lines)
    words = re.findall(r'\\w+|\\s+|[^\\w\\s]', text)
    for _ in range(chance.randint(0, 2) if words else 0):
        i = chance.randrange(len(words) or 1)
        words[i:i + chance.randint(0, 1)] = [chance.choice(words)] if chance.random() < 0.5 and words else []
    pieces.append(''.join(words))

# the first line of a cell may be indented, and IPython takes it
both = [[text, refused(text)] for text in [*files, *pieces] if not re.match(r'\\s*[ \\t]', text)]
print(json.dumps({'files': len(files), 'texts': [one for one in both if one[1] is not None]}))
`;

interface Read {
  files: number;
  texts: [text: string, refusedAt: number][];
}

test('Python is told from what is none as Python itself tells it', () => {
  const { stdout, stderr } = spawnSync('python', ['-c', PYTHON, String(PIECES)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28
  });
  expect(stderr).toBe('');
  const { files, texts } = JSON.parse(stdout) as Read;
  const refused = texts.filter(([, line]) => line > 0);
  expect(files).toBeGreaterThan(300);
  expect(refused.length).toBeGreaterThan(PIECES / 5);

  const accused = texts.flatMap(([text, line]) => {
    const { errorLine } = readPython(text);
    return line === 0 && errorLine ? text.split('\n').slice(errorLine - 1, errorLine) : [];
  });
  expect(accused).toEqual([]);
  // What has the form of Python and is refused for its sense, or by an older Python than 3.14.
  const missed = refused.filter(([text]) => readPython(text).errorLine === undefined);
  expect(missed.length / refused.length).toBeLessThan(0.01);
  // Python tells of a bracket that is never closed where it is opened, and of other things elsewhere.
  const elsewhere = refused.filter(([text, line]) => readPython(text).errorLine !== line);
  expect(elsewhere.length / refused.length).toBeLessThan(0.1);
});
