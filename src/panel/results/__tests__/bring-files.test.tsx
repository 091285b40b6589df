import '../../__tests__/streams';

import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';

import { BrokerClient } from '../../../client/broker-client';
import { stamp } from '../../../model/amount-text';
import { checkDocument } from '../../../model/validate';
import type { FileLook } from '../../../model/session-files';
import { FakeBroker, Lines, Refusal, settled } from '../../__tests__/fake-broker';
import { mount } from '../../__tests__/mount';
import { NOW, session } from '../../__tests__/samples';
import { bringAll, bringFiles, newFiles } from '../bring-files';
import { besideName, firstChoice, type Choice } from '../choice';
import { FilesBody, type FilesBodyProps } from '../files-body';

const modified = new Date(NOW).toISOString();
const look = (path: string, more: Partial<FileLook> = {}): FileLook => ({
  path,
  bytes: 2_000_000,
  modified,
  state: 'new',
  same: false,
  ...more
});
const here = { bytes: 10_000, modified };
const LOOKS = [
  look('new.csv'),
  look('mine.tar.gz', { state: 'changed', here }),
  look('brought.csv', { here, same: true }),
  look('sent.csv', { state: 'same' }),
  look('deep/.x', { message: 'It would be hidden' })
];

describe('the first choice', () => {
  it('brings all that is new, keeps both of a conflict, and leaves the rest', () => {
    expect(LOOKS.map(firstChoice)).toEqual(['bring', 'beside', 'leave', 'leave', 'leave']);
  });

  it.each([
    ['a.csv', `a.run-${stamp(NOW)}.csv`],
    ['out.d/a', `out.d/a.run-${stamp(NOW)}`],
    ['a.tar.gz', `a.tar.run-${stamp(NOW)}.gz`]
  ])('names %s beside as %s', (path, name) => {
    expect(besideName(look(path))).toBe(name);
  });
});

describe('the list', () => {
  function setUp() {
    const onChoose = jest.fn<undefined, [FileLook, Choice]>();
    const onAll = jest.fn();
    const props: FilesBodyProps = {
      folder: 'work/',
      files: LOOKS,
      choices: new Map(LOOKS.map(file => [file.path, firstChoice(file)])),
      messages: [{ level: 'WARN', message: 'There are more' }],
      all: false,
      now: NOW,
      trans: nullTranslator.load(''),
      onChoose,
      onAll
    };
    return { props, onChoose, onAll };
  }

  it('shows what is new or changed, what is chosen, and how much that is', async () => {
    const { props, onAll } = setUp();
    const { node, click, update } = await mount(<FilesBody {...props} />);
    expect(node.querySelectorAll('li')).toHaveLength(4);
    expect(node.querySelector('[role="status"]')?.textContent).toBe('2 files, 4 MB, to work/');
    expect(node.textContent).toContain('There are more');
    expect(node.textContent).toContain('It would be hidden');
    expect(node.textContent).toContain('brought.csvhere already');
    const boxes = [...node.querySelectorAll<HTMLInputElement>('input')];
    expect(boxes.map(({ checked, disabled }) => [checked, disabled])).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, true]
    ]);
    await click('1 file did not change');
    expect(onAll).toHaveBeenCalled();
    await update(<FilesBody {...props} all />);
    expect(node.querySelectorAll('li')).toHaveLength(5);
  });

  it('shows both sides of a conflict, and its three ways out', async () => {
    const { props, onChoose } = setUp();
    const { node, find } = await mount(<FilesBody {...props} />);
    expect(node.textContent).toMatch(/Yours: 10 kB, .*Theirs: 2 MB, /);
    const select = find('mine.tar.gz is here already, and differs') as HTMLSelectElement;
    expect(select.value).toBe('beside');
    expect([...select.options].map(({ text }) => text)).toEqual([
      'Keep mine',
      'Take theirs',
      `Save beside, as mine.tar.run-${stamp(NOW)}.gz`
    ]);
    select.value = 'over';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    expect(onChoose).toHaveBeenLastCalledWith(LOOKS[1], 'over');
  });

  it('says that there is nothing new', async () => {
    const { props } = setUp();
    const { node } = await mount(<FilesBody {...props} files={[]} />);
    expect(node.textContent).toContain('no new files');
  });
});

describe('bringing all files home unasked', () => {
  const BRING = 'POST /sessions/1/bring';
  const result = { path: 'plot.ipynb', url: 'http://x/sessions/1/files/plot.ipynb' };

  function setUp(refusals: number) {
    const broker = new FakeBroker();
    let left = refusals;
    broker.on(BRING, ({ body }) =>
      (body as { check?: boolean }).check
        ? { files: [...LOOKS, look(result.path, { state: 'changed' })] }
        : left-- > 0
          ? new Refusal(409, 'Some files differ.')
          : new Lines([{ total: 1 }, { brought: 2, failed: 0 }])
    );
    const client = new BrokerClient({
      baseUrl: '/base',
      fetch: broker.fetch,
      check: checkDocument
    });
    const trans = nullTranslator.load('');
    const options = { client, localPath: (path: string) => path, show: () => undefined, trans };
    const asked = () =>
      broker.to(BRING).flatMap(({ body }) => (body as { files?: object[] }).files ?? []);
    return { asked, options, of: session('1', { phase: 'COMPLETED', result }) };
  }

  it('takes what is new or changed, beside ours, and not the executed notebook', async () => {
    const { asked, of, options } = setUp(0);
    expect(await newFiles(of, options)).toBe(2);
    expect(await bringAll(of, options)).toBeUndefined();
    expect(asked()).toEqual([
      { path: 'new.csv' },
      { path: 'mine.tar.gz', as: `mine.tar.run-${stamp(NOW)}.gz` }
    ]);
  });

  it('looks again where something has come between, once', async () => {
    const { asked, of, options } = setUp(1);
    expect(await bringAll(of, options)).toBeUndefined();
    expect(asked()).toHaveLength(4);
    const twice = setUp(2);
    await expect(bringAll(twice.of, twice.options)).rejects.toThrow('Some files differ.');
  });
});

describe('bringing files home', () => {
  const BRING = 'POST /sessions/1/bring';

  function setUp(lines: object[] | Refusal) {
    const broker = new FakeBroker();
    const files = LOOKS.slice(0, 2);
    let refused = false;
    broker.on(BRING, ({ body }) => {
      const { check } = body as { check?: boolean };
      if (check) {
        return { files };
      }
      if (lines instanceof Refusal && !refused) {
        refused = true;
        return lines;
      }
      return new Lines(lines instanceof Refusal ? [{ brought: 0, failed: 0 }] : lines);
    });
    const client = new BrokerClient({
      baseUrl: '/base',
      fetch: broker.fetch,
      check: checkDocument
    });
    const show = jest.fn();
    const remark = bringFiles(session('1'), {
      client,
      localPath: path => path.replace(/^RTC:/, ''),
      show,
      trans: nullTranslator.load('')
    });
    return { broker, remark, show, asked: () => broker.to(BRING).map(({ body }) => body) };
  }

  async function press(name: string): Promise<void> {
    await act(settled);
    await act(async () => {
      const buttons = [...document.querySelectorAll<HTMLElement>('.jp-Dialog button')];
      buttons.find(({ textContent }) => textContent === name)!.click();
      await settled();
    });
  }

  beforeEach(() => {
    Notification.manager.dismiss();
  });

  it('asks for what was chosen, beside the notebook, and tells how it went', async () => {
    const { asked, remark, show } = setUp([
      { total: 4_000_000, same: [] },
      { path: 'new.csv', bytes: 1_000_000 },
      { path: 'new.csv', to: 'work/new.csv', bytes: 2_000_000 },
      { path: 'mine.tar.gz', message: 'The disk is full.' },
      { brought: 1, failed: 1 }
    ]);
    const news: (number | undefined)[] = [];
    // Each look at the clock is a second later: it takes so long that a bar is worth it.
    let now = NOW;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += 1000));
    Notification.manager.changed.connect((_, { notification }) => {
      news.push(notification.options.progress);
    });
    await press('Bring home');
    expect(await remark).toBe('mine.tar.gz: The disk is full.');
    expect(asked()).toEqual([
      { to: 'work/', check: true },
      {
        to: 'work/',
        files: [{ path: 'new.csv' }, { path: 'mine.tar.gz', as: `mine.tar.run-${stamp(NOW)}.gz` }]
      }
    ]);
    clock.mockRestore();
    expect(news).toEqual([0, 0.25, 0.5, 0.5, 0.5, 0.5, undefined]);
    const [last] = Notification.manager.notifications;
    expect(last).toMatchObject({ type: 'warning', message: '1 file is here: work/new.csv' });
    last!.options.actions![0]!.callback(new MouseEvent('click'));
    expect(show).toHaveBeenCalledWith('work/new.csv', false);
  });

  it('says so where the connection ends too early', async () => {
    const { remark } = setUp([{ total: 4_000_000 }, { path: 'new.csv', bytes: 5 }]);
    await press('Bring home');
    expect(await remark).toContain('connection ended');
  });

  it('lets the reader choose again where something has come between', async () => {
    const { asked, remark } = setUp(new Refusal(409, 'Some files differ.'));
    await press('Bring home');
    expect(document.querySelector('.jp-Dialog')?.textContent).toContain('Some files differ.');
    await press('Close');
    expect(await remark).toBeUndefined();
    expect(asked()).toHaveLength(3);
  });

  it('brings nothing where the dialog is closed', async () => {
    const { asked, remark } = setUp([]);
    await press('Close');
    expect(await remark).toBeUndefined();
    expect(asked()).toHaveLength(1);
    expect(Notification.manager.count).toBe(0);
  });

  it('leaves the executed notebook to its own way', async () => {
    const broker = new FakeBroker();
    broker.on(BRING, { files: [look('plot.ipynb', { state: 'changed', here })] });
    const client = new BrokerClient({
      baseUrl: '/base',
      fetch: broker.fetch,
      check: checkDocument
    });
    const result = { path: 'plot.ipynb', url: 'x' };
    const remark = bringFiles(session('1', { result }), {
      client,
      localPath: path => path,
      show: jest.fn(),
      trans: nullTranslator.load('')
    });
    await act(settled);
    expect(document.querySelector('.jp-Dialog')?.textContent).toContain('no new files');
    await press('Bring home');
    expect(await remark).toBeUndefined();
    expect(broker.to(BRING)).toHaveLength(1);
  });
});
