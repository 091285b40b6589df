import { mount } from '../../__tests__/mount';
import { Ansi } from '../ansi';

async function drawn(text: string): Promise<string> {
  const { node } = await mount(<Ansi text={text} />);
  return node.innerHTML;
}

const E = '\u001b';

it('draws the colours of a terminal by the names that themes know', async () => {
  expect(await drawn(`a${E}[31mred${E}[1;44mbold on blue${E}[0mb`)).toBe(
    '<span>a</span><span class="ansi-red-fg">red</span>' +
      '<span class="ansi-red-fg ansi-blue-bg ansi-bold">bold on blue</span><span>b</span>'
  );
});

it('draws bright ones, those of 256, and all others', async () => {
  expect(await drawn(`${E}[92mx`)).toContain('ansi-green-intense-fg');
  expect(await drawn(`${E}[38;5;9mx`)).toContain('ansi-red-intense-fg');
  expect(await drawn(`${E}[38;5;208mx`)).toContain('color: rgb(255, 135, 0)');
  expect(await drawn(`${E}[38;5;244mx`)).toContain('color: rgb(128, 128, 128)');
  expect(await drawn(`${E}[48;2;1;2;3;4mx`)).toMatch(/ansi-underline.*rgb\(1, 2, 3\)/);
});

it('leaves out what moves the cursor, and takes markup for text', async () => {
  expect(await drawn(`${E}[2K${E}[1Gdone`)).toBe('<span>done</span>');
  expect(await drawn('<b>no</b>')).toBe('&lt;b&gt;no&lt;/b&gt;');
});

it('ends a colour where it ends', async () => {
  expect(await drawn(`${E}[31;42;1;4ma${E}[39;49;22;24mb`)).toBe(
    '<span class="ansi-red-fg ansi-green-bg ansi-bold ansi-underline">a</span><span>b</span>'
  );
});
