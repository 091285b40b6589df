import { nullTranslator } from '@jupyterlab/translation';

import type { DataNeed, Description } from '../../../description/description';
import { mount } from '../../__tests__/mount';
import { description } from '../../__tests__/samples';
import { ChoiceMemory } from '../choice-memory';
import { FilesLine, type FilesLineProps } from '../files-line';
import type { NeedEdits } from '../need-edits';
import { NeedsModel } from '../needs-model';

const S3: DataNeed = {
  url: 's3://b/k',
  kind: 's3',
  resource: { kind: 's3', bucket: 'b', object: 'k' },
  evidence: []
};
const TAP: DataNeed = { url: 'https://x.org/tap', kind: 'service', protocol: 'TAP', evidence: [] };
const PUBLISHED: Description['published'] = {
  remote: 'https://github.com/o/r',
  commit: 'a'.repeat(40),
  files: { 'data.csv': { path: 'd/data.csv', size: 85_000, sha256: 'b', url: 'https://raw/x' } },
  evidence: { template: 'As in commit {commit}', values: { commit: 'aaaa' } }
};

function setUp(more: Partial<Description> = {}, edits: NeedEdits = {}) {
  const onEdit = jest.fn();
  const props: FilesLineProps = {
    description: description(more),
    edits,
    onEdit,
    unstaged: [],
    trans: nullTranslator.load('')
  };
  return { props, onEdit };
}

const withData = (...value: DataNeed[]): Partial<Description> => ({
  data: { ...description().data, value }
});

it('shows each thing with its kind, and the sum of what is known', async () => {
  const { props } = setUp({
    ...withData(S3, TAP),
    elsewhere: [
      { path: '/srv/x', evidence: [] },
      { path: '../y', exists: true, size: 2000, evidence: [] }
    ],
    saved: { sha256: 'c'.repeat(64), size: 1000, url: 'https://raw/nb' }
  });
  const { click, node } = await mount(<FilesLine {...props} />);
  expect(node.textContent).toContain('1 file, 85 kB, 2 files elsewhere, 1 data URL, 1 service');
  await click('Files and data: why? data.csv');
  for (const text of [
    's3://b/k S3',
    'https://x.org/tap TAP service',
    '/srv/x not sent; it cannot be seen from here',
    'outside of the notebook’s folder, 2 kB',
    'In all 85 kB, and 2 of unknown size',
    'SHA-256 cccccccccccccccc, 1 kB, https://raw/nb'
  ]) {
    expect(node.textContent).toContain(text);
  }
});

it('offers to name files by their commit, off until it is chosen', async () => {
  const { props, onEdit } = setUp({ published: PUBLISHED });
  const { click, find } = await mount(<FilesLine {...props} />);
  const box = 'name 1 file by its commit instead of sending it';
  expect(find(box).closest('label')?.title).toContain('cannot be known from here');
  expect(find(box)).toHaveProperty('checked', false);
  await click(box);
  expect(onEdit).toHaveBeenLastCalledWith({ byCommit: true });
});

it('takes the choice back', async () => {
  const { props, onEdit } = setUp({ published: PUBLISHED }, { byCommit: true });
  const { click } = await mount(<FilesLine {...props} />);
  await click('name 1 file by its commit instead of sending it');
  expect(onEdit).toHaveBeenLastCalledWith({ byCommit: undefined });
});

it('offers to name data that have a place, and only those', async () => {
  const { props, onEdit } = setUp(withData(S3));
  const { click, update, node } = await mount(<FilesLine {...props} />);
  await click('tell brokers which data it fetches');
  expect(onEdit).toHaveBeenLastCalledWith({ nameData: true });
  await update(<FilesLine {...setUp(withData(TAP)).props} />);
  expect(node.querySelector('input')).toBeNull();
});

it('remembers what was chosen for a notebook, and nothing else of it', () => {
  localStorage.clear();
  const needs = new NeedsModel(new ChoiceMemory('choices'));
  needs.begin('a.ipynb');
  needs.edit({ byCommit: true, memory: 8 });
  needs.begin('b.ipynb');
  expect(needs.state.value.edits).toEqual({});
  const later = new NeedsModel(new ChoiceMemory('choices'));
  later.begin('a.ipynb');
  expect(later.state.value.edits).toEqual({ byCommit: true });
  later.reset();
  expect(new ChoiceMemory('choices').of('a.ipynb')).toEqual({});
  needs.dispose();
  later.dispose();
  localStorage.setItem('choices', '{"a": [');
  expect(new ChoiceMemory('choices').of('a.ipynb')).toEqual({});
});

it('leaves a file out, and sends it again', async () => {
  const { props, onEdit } = setUp();
  const { click, find, node } = await mount(<FilesLine {...props} />);
  await click('Files and data: why? data.csv');
  const box = find('send data.csv');
  expect(box).toHaveProperty('checked', true);
  await click('send data.csv');
  expect(onEdit).toHaveBeenLastCalledWith({ leftOut: ['data.csv'] });
  expect(node.textContent).not.toContain('left out');

  const out = setUp({}, { leftOut: ['data.csv'] });
  const again = await mount(<FilesLine {...out.props} />);
  expect(again.node.textContent).toContain('1 file left out');
  expect(again.node.textContent).not.toContain('1 file, 85 kB');
  await again.click('Files and data: why? data.csv');
  await again.click('send data.csv');
  expect(out.onEdit).toHaveBeenLastCalledWith({ leftOut: undefined });
});
