import { nullTranslator } from '@jupyterlab/translation';

import { DOCKER_CONTAINER, PYTHON_PROGRAM } from '../../../model/kinds';
import { mount } from '../../__tests__/mount';
import { toEdits } from '../need-edits';
import { ProgramLine } from '../program-line';

const trans = nullTranslator.load('');

it('takes arguments as in a shell, and none that cannot be told apart', async () => {
  const onEdit = jest.fn();
  const { fill, node } = await mount(
    <ProgramLine program={{ kind: PYTHON_PROGRAM }} edits={{}} trans={trans} onEdit={onEdit} />
  );
  expect(node.textContent).toContain('Python program');
  await fill('Arguments, as in a shell', '--fast "a b"');
  expect(onEdit).toHaveBeenCalledWith({ command: '--fast "a b"' });
  expect(toEdits({ command: '--fast "a b"' }, 0)).toEqual({ command: ['--fast', 'a b'] });
  await fill('Arguments, as in a shell', '"open');
  expect(onEdit).toHaveBeenCalledTimes(1);
});

it('lets a container’s image be named', async () => {
  const onEdit = jest.fn();
  const { fill } = await mount(
    <ProgramLine
      program={{ kind: DOCKER_CONTAINER, command: ['ls', 'a b'] }}
      edits={{}}
      trans={trans}
      onEdit={onEdit}
    />
  );
  const image = 'The image, such as registry.example.org/name:tag';
  await fill(image, 'no image');
  expect(onEdit).not.toHaveBeenCalled();
  await fill(image, 'ivoa/fit:2');
  expect(onEdit).toHaveBeenCalledWith({ image: 'ivoa/fit:2' });
});
