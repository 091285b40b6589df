import '../../__tests__/streams';

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { ReadableStream } from 'node:stream/web';
import { act } from 'react';

import type { SessionFrontend } from '../../../model/session-frontend';
import { settled } from '../../__tests__/fake-broker';
import '../../__tests__/mount';
import { NOW, session } from '../../__tests__/samples';
import { whatGoes } from '../going';
import { openThere } from '../open-there';
import type { Describer } from '../../ask/describer';
import { FakeContents } from './fake-contents';

const NOTEBOOK = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
const PAGE = '/base/sessions/1/frontend/';

function setUp(frontend: SessionFrontend = { frontend: 'lab' }, leftOut: readonly string[] = []) {
  const [here, there] = [new FakeContents(), new FakeContents()];
  here.write('work/data.csv', '1,2\n');
  here.write('work/deep/b.csv', '3,4\n');
  const opened = jest.spyOn(window, 'open').mockReturnValue(null);
  opened.mockClear();
  const contents = {
    get: here.get.bind(here),
    getDownloadUrl: async (path: string) => Promise.resolve(`/files/${path}`),
    localPath: (path: string) => path,
    driveName: () => ''
  };
  const describer = {
    describe: async () => Promise.resolve({}),
    sentPaths: () => ['data.csv', 'deep/b.csv']
  } as unknown as Describer;
  const notebook = { path: 'work/plot.ipynb', content: async () => Promise.resolve(NOTEBOOK) };
  const open = async () =>
    openThere(session('1', { phase: 'AVAILABLE' }), {
      client: { frontend: async () => Promise.resolve(frontend) },
      contents,
      way: {
        contents: () => there,
        page: (uuid, path) => `/base/sessions/${uuid}/frontend/${path}`,
        download: async url => {
          const text = here.read(url.replace('/files/', ''))!;
          const body = new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode(text));
              controller.close();
            }
          });
          return Promise.resolve({ body } as unknown as Response);
        }
      },
      going: async () => whatGoes(notebook, contents, describer, leftOut),
      trans: nullTranslator.load('')
    });
  const urls = () => opened.mock.calls.map(([url]) => url);
  return { here, there, open, opened, urls };
}

/** Answers the dialog: chooses by the names of files, and goes on or not. */
async function answer(choices: Record<string, string>, accept = true): Promise<string> {
  let dialog: Element | null = null;
  for (let i = 0; i < 100 && !dialog?.querySelector('select'); i++) {
    await act(settled);
    dialog = document.querySelector('.jp-Dialog');
  }
  for (const [name, choice] of Object.entries(choices)) {
    const select = dialog!.querySelector<HTMLSelectElement>(`select[aria-label^="${name} "]`)!;
    await act(async () => {
      select.value = choice;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      await settled();
    });
  }
  const text = dialog!.textContent;
  await act(async () => {
    dialog!.querySelector<HTMLElement>(accept ? '.jp-mod-accept' : '.jp-mod-reject')!.click();
    await settled();
  });
  return text;
}

function told(): string[] {
  return Notification.manager.notifications.map(({ message, options }) =>
    [message, options.autoClose, ...(options.actions ?? []).map(({ label }) => label)].join(' | ')
  );
}

afterEach(() => {
  Notification.dismiss();
  Reflect.deleteProperty(navigator, 'userActivation');
});

it('puts the notebook, as it is on screen, and its files there, and opens it', async () => {
  const { there, open, opened } = setUp();
  expect(await open()).toBeUndefined();
  expect([...there.kept.keys()]).toEqual(['data.csv', 'deep', 'deep/b.csv', 'plot.ipynb']);
  expect(there.read('deep/b.csv')).toBe('3,4\n');
  expect(there.kept.get('plot.ipynb')?.content).toEqual(NOTEBOOK);
  expect(opened.mock.calls).toEqual([[`${PAGE}plot.ipynb`, '_blank', 'noopener']]);
  expect(told()).toEqual([
    'plot.ipynb opens in a tab of its own. 3 files were put there. | 8000 | Open the tab'
  ]);
});

it('leaves out what the reader does not want to send', async () => {
  const { there, open } = setUp({ frontend: 'lab' }, ['deep/b.csv']);
  await open();
  expect(await there.get('data.csv')).toBeDefined();
  await expect(there.get('deep/b.csv')).rejects.toThrow();
});

it('has a button where the click is too long ago for a tab', async () => {
  Object.defineProperty(navigator, 'userActivation', {
    configurable: true,
    value: { isActive: false }
  });
  const { open, urls } = setUp();
  await open();
  expect(urls()).toEqual([]);
  expect(told()).toEqual([
    'plot.ipynb can be opened there. 3 files were put there. | false | Open the tab'
  ]);
  Notification.manager.notifications[0]!.options.actions![0]!.callback(new MouseEvent('click'));
  expect(urls()).toEqual([`${PAGE}plot.ipynb`]);
});

it('sends nothing that is there already', async () => {
  const { there, open, urls } = setUp();
  await open();
  there.asked.length = 0;
  await open();
  expect(there.asked).toEqual([]);
  expect(urls()).toEqual([`${PAGE}plot.ipynb`, `${PAGE}plot.ipynb`]);
});

it('asks what becomes of what differs: by itself, nothing of theirs is lost', async () => {
  const { there, open, urls } = setUp();
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
  there.write('data.csv', 'theirs');
  await there.save('plot.ipynb', { type: 'notebook', content: { cells: ['theirs'] } });
  const opening = open();
  const text = await answer({});
  expect(text).toContain('plot.ipynb is there already, in part');
  expect(text).toMatch(/Yours: 4 B, .*Theirs: 6 B, .*Yours: as it is on screen\. Theirs: /);
  await opening;
  expect(there.read('data.csv')).toBe('theirs');
  expect(there.kept.get('plot.ipynb')?.content).toEqual({ cells: ['theirs'] });
  const [beside] = [...there.kept.keys()].filter(path => path.startsWith('plot.sent-'));
  expect(beside).toMatch(/^plot\.sent-\d{8}-\d{6}\.ipynb$/);
  expect(there.kept.get(beside!)?.content).toEqual(NOTEBOOK);
  expect(urls()).toEqual([PAGE + beside!]);
  jest.restoreAllMocks();
});

it('replaces and keeps what its reader chooses', async () => {
  const { there, open, urls } = setUp();
  there.write('data.csv', 'theirs');
  await there.save('deep', { type: 'directory' });
  there.write('deep/b.csv', 'theirs');
  await there.save('plot.ipynb', { type: 'notebook', content: { cells: ['theirs'] } });
  const opening = open();
  await answer({ 'data.csv': 'over', 'deep/b.csv': 'beside', 'plot.ipynb': 'keep' });
  await opening;
  expect(there.read('data.csv')).toBe('1,2\n');
  expect(there.read('deep/b.csv')).toBe('theirs');
  const [beside] = [...there.kept.keys()].filter(path => path.startsWith('deep/b.sent-'));
  expect(there.read(beside!)).toBe('3,4\n');
  expect(there.kept.get('plot.ipynb')?.content).toEqual({ cells: ['theirs'] });
  expect(urls()).toEqual([`${PAGE}plot.ipynb`]);
});

it('does nothing at all where its reader does not go on', async () => {
  const { there, open, urls } = setUp();
  there.write('data.csv', 'theirs');
  const opening = open();
  await answer({ 'data.csv': 'over' }, false);
  expect(await opening).toBeUndefined();
  expect([there.asked, urls(), told()]).toEqual([[], [], []]);
});

it('names what could not be put there, and why; the others are, and it opens', async () => {
  const { there, open, urls } = setUp();
  there.refuse = asked => {
    if (asked === 'save data.csv') {
      throw new Error('No space left');
    }
  };
  expect(await open()).toBe('data.csv: No space left');
  expect([...there.kept.keys()]).toEqual(['deep', 'deep/b.csv', 'plot.ipynb']);
  expect(urls()).toHaveLength(1);
  expect(told()[0]).toContain('2 files were put there');
});

it('does not open what is not there', async () => {
  const { there, open, urls } = setUp();
  there.refuse = asked => {
    if (asked === 'save plot.ipynb') {
      throw new Error('Forbidden');
    }
  };
  await expect(open()).rejects.toThrow('plot.ipynb: Forbidden');
  expect(urls()).toEqual([]);
});

it('says why it cannot be opened there, before anything is put there', async () => {
  const { there, open, urls } = setUp({ messages: [{ message: 'No JupyterLab there' }] });
  await expect(open()).rejects.toThrow('No JupyterLab there');
  expect([there.asked, urls()]).toEqual([[], []]);
});
