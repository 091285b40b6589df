import { nullTranslator } from '@jupyterlab/translation';
import { literalType } from '../../../description/python/literal-type';
import type { Parameter } from '../../../description/parameters';
import { mount } from '../../__tests__/mount';
import { description } from '../../__tests__/samples';
import type { NeedEdits } from '../need-edits';
import { ParametersLine, type ParametersLineProps } from '../parameters-line';

const source = { kind: 'cell', cell: 0 } as const;
const PARAMETERS: Parameter[] = [
  { name: 'alpha', value: '0.1', type: 'float', comment: 'how much', evidence: [] },
  { name: 'when', value: 'now()', evidence: [{ template: 'Given here', source }] }
];

function setUp(edits: NeedEdits = {}, value = PARAMETERS) {
  const onEdit = jest.fn();
  const evidence = [{ template: 'Tagged', source }];
  const props: ParametersLineProps = {
    description: description({
      parameters: { state: 'found', value, evidence, conflicts: [], problems: [] }
    }),
    edits,
    literalType: text => literalType(text),
    onEdit,
    trans: nullTranslator.load('')
  };
  return { props, onEdit };
}

it('has a field for each parameter, with its value, type and comment', async () => {
  const { props } = setUp({ parameters: { alpha: '0.7' } });
  const { find, node } = await mount(<ParametersLine {...props} />);
  expect(find('alpha, a Python literal (float)')).toHaveProperty('value', '0.7');
  expect(find('alpha, a Python literal (float)').dataset).toBeDefined();
  expect(find('when, a Python literal')).toHaveProperty('value', 'now()');
  expect(node.textContent).toContain('float, how much');
});

it('takes a literal, keeps the other changes, and takes one back when its field is emptied', async () => {
  const { props, onEdit } = setUp({ parameters: { alpha: '0.7' } });
  const { fill } = await mount(<ParametersLine {...props} />);
  await fill('when, a Python literal', '"2026-01-01"');
  expect(onEdit).toHaveBeenLastCalledWith({
    parameters: { alpha: '0.7', when: '"2026-01-01"' }
  });
  await fill('alpha, a Python literal (float)', '');
  expect(onEdit).toHaveBeenLastCalledWith({ parameters: undefined });
});

it('marks what is no literal, and does not take it', async () => {
  const { props, onEdit } = setUp();
  const { fill, find } = await mount(<ParametersLine {...props} />);
  await fill('alpha, a Python literal (float)', 'os.system("x")');
  expect(onEdit).not.toHaveBeenCalled();
  expect(find('alpha, a Python literal (float)')).toHaveProperty('value', '0.1');
});

it('says where they were seen', async () => {
  const { props } = setUp();
  const { click, node } = await mount(<ParametersLine {...props} />);
  await click('Parameters: why? cell 1');
  expect(node.textContent).toContain('when = now()');
  expect(node.textContent).toContain('put into the copy that is sent');
});

it('is not there where the notebook has no such cell', async () => {
  const { props } = setUp();
  const { node } = await mount(<ParametersLine {...props} description={description()} />);
  expect(node.querySelector('input')).toBeNull();
});
