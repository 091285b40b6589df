import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { settled } from '../../__tests__/fake-broker';
import { BrokerPanel, type PanelContent } from '../broker-panel';

function setUp() {
  const content: PanelContent = {
    header: new Widget(),
    body: new Widget(),
    setVisible: jest.fn()
  };
  const load = jest.fn(() => Promise.resolve(content));
  const panel = new BrokerPanel({ load, translator: nullTranslator });
  return { content, load, panel };
}

it('loads nothing before it is first shown, and then once', async () => {
  const { content, load, panel } = setUp();
  panel.hide();
  Widget.attach(panel, document.body);
  await settled();
  expect(load).not.toHaveBeenCalled();
  panel.show();
  await settled();
  panel.hide();
  panel.show();
  await settled();
  expect(load).toHaveBeenCalledTimes(1);
  expect(content.body.isVisible).toBe(true);
  expect(jest.mocked(content.setVisible).mock.calls).toEqual([[true], [false], [true]]);
  panel.dispose();
});

it('says that it could not be loaded, and tries again when it is shown again', async () => {
  const { load, panel } = setUp();
  load.mockRejectedValueOnce(new Error('Network error'));
  Widget.attach(panel, document.body);
  await settled();
  expect(panel.node.textContent).toContain('could not be loaded: Network error');
  panel.hide();
  panel.show();
  await settled();
  expect(load).toHaveBeenCalledTimes(2);
  expect(panel.node.textContent).not.toContain('could not be loaded');
  panel.dispose();
});
