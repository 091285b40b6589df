import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';
import { act, type ComponentType } from 'react';

import { later } from '../later';
import { later as promised, settled } from './fake-broker';
import { mount } from './mount';

const trans = nullTranslator.load('');

interface Props {
  name: string;
  trans: TranslationBundle;
}
const Part: ComponentType<Props> = ({ name }) => <b>{name}</b>;
const turn = async () =>
  act(async () => {
    await settled();
  });

it('is empty until its code is there, and then drawn at once, here and elsewhere', async () => {
  const { promise, resolve } = promised<ComponentType<Props>>();
  const load = jest.fn(() => promise);
  const Later = later(load);
  const { node } = await mount(<Later name="one" trans={trans} />);
  expect(node.innerHTML).toBe('');
  resolve(Part);
  await turn();
  expect(node.innerHTML).toBe('<b>one</b>');
  const other = await mount(<Later name="two" trans={trans} />);
  expect(other.node.innerHTML).toBe('<b>two</b>');
  expect(load).toHaveBeenCalledTimes(1);
});

it('says that its code did not come, and tries again', async () => {
  const load = jest
    .fn<Promise<ComponentType<Props>>, []>()
    .mockRejectedValueOnce(new Error('Network error'))
    .mockResolvedValue(Part);
  const Later = later(load);
  const { click, node } = await mount(<Later name="one" trans={trans} />);
  await turn();
  expect(node.querySelector('[role=alert]')!.textContent).toContain('Network error');
  await click('Try again');
  await turn();
  expect(node.innerHTML).toBe('<b>one</b>');
});
