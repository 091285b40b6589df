import { SyntaxTrouble, type Located } from './located';

const HEADER = /^\[(.+)\]/;
const OPTION = /^(.*?)\s*[=:]\s*(.*)$/;

/**
 * Reads sections and options as Python's `configparser` does where setuptools uses it, with the line of
 * every value; a value of several lines has them as items too. No interpolation, no inline comments.
 *
 * @throws SyntaxTrouble where it is none
 */
export function readIni(text: string): Located {
  const root = { line: 0, entries: new Map<string, Located>() };
  let section: Map<string, Located> | undefined;
  let value: Located | undefined;
  let indent = 0;
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((raw, i) => {
      const line = i + 1;
      const plain = raw.trim();
      if (plain === '' || /^[#;]/.test(plain)) {
        return;
      }
      const depth = raw.search(/\S/);
      if (value && depth > indent) {
        value.text = `${value.text ?? ''}\n${plain}`;
        value.items?.push({ line, text: plain });
        return;
      }
      indent = depth;
      const name = HEADER.exec(plain)?.[1];
      const [, key = '', rest = ''] = OPTION.exec(plain) ?? [];
      if (name !== undefined) {
        value = undefined;
        section = new Map();
        put(root.entries, name, { line, entries: section }, line);
      } else if (!section || key === '') {
        throw new SyntaxTrouble(
          section ? 'a name and a value are expected' : 'a section is expected',
          line
        );
      } else {
        value = { line, text: rest, items: rest === '' ? [] : [{ line, text: rest }] };
        put(section, key, value, line);
      }
    });
  return root;
}

function put(entries: Map<string, Located>, name: string, node: Located, line: number): void {
  if (entries.has(name)) {
    throw new SyntaxTrouble(`${name} is there already`, line);
  }
  entries.set(name, node);
}
