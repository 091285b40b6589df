import { nullTranslator } from '@jupyterlab/translation';
import { act } from 'react';

import type { PlatformAnswer } from '../../../model/offer-set';
import { formatInstant } from '../../../model/time';
import { mount } from '../../__tests__/mount';
import { answer, NOW, offer } from '../../__tests__/samples';
import { Clock } from '../../clock';
import { OffersBody, type OffersBodyProps } from '../offers-body';
import type { OffersState } from '../offers-model';

function setUp(state: Partial<OffersState> = {}) {
  let now = NOW;
  const clock = new Clock(() => now);
  const on = {
    onOrder: jest.fn(),
    onAccept: jest.fn(),
    onAskSo: jest.fn(),
    onAskAgain: jest.fn()
  };
  const props: OffersBodyProps = {
    state: {
      phase: 'answered',
      answer: answer(),
      stale: false,
      unstaged: [],
      acceptances: {},
      askedAt: NOW,
      ...state
    },
    order: 'soonest',
    clock,
    trans: nullTranslator.load(''),
    ...on
  };
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    await act(async () => {
      clock.tick();
      await Promise.resolve();
    });
  };
  return { props, on, pass };
}

const no: PlatformAnswer = {
  platform: 'Cluster B',
  state: 'NO',
  messages: [
    {
      level: 'ERROR',
      template: '{path}: {asked} {unit} asked, at most {limit} {unit} here',
      values: { path: 'compute.memory', asked: '64', limit: '24', unit: 'GiB', would: '24' }
    }
  ]
};
const silent: PlatformAnswer = {
  platform: 'Broker C',
  state: 'SILENT',
  messages: [{ template: 'Nothing came within {seconds} s', values: { seconds: '10' } }]
};

const titles = (node: HTMLElement) =>
  [...node.querySelectorAll('.jp-ExecutionBroker-card strong')].map(
    ({ textContent }) => textContent
  );

it('shows what an offer gives, and runs it', async () => {
  const { props, on } = setUp();
  const { node, click } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('startsnow');
  expect(node.textContent).toContain('costfree');
  expect(node.textContent).toContain('5:00');
  await click('Run it: Platform a, 2 cores, 4 GiB');
  expect(on.onAccept).toHaveBeenCalledWith('a');
});

it('shows a value that the broker did not give as a dash, never as nothing or free', async () => {
  const bare = offer('a', { costs: [], compute: undefined, schedule: undefined });
  const { props } = setUp({ answer: answer({ offers: [bare] }) });
  const { node } = await mount(<OffersBody {...props} />);
  expect([...node.querySelectorAll('dd')].map(({ textContent }) => textContent)).toEqual([
    '–',
    '–',
    '–',
    '–'
  ]);
});

it('greys an offer that expires before the eyes of the reader, and asks again', async () => {
  const { props, on, pass } = setUp();
  const { node, click } = await mount(<OffersBody {...props} />);
  const card = node.querySelector('.jp-ExecutionBroker-card');
  await pass(299_000);
  expect(card?.getAttribute('data-state')).toBe('open');
  await pass(2_000);
  expect(card?.getAttribute('data-state')).toBe('gone');
  expect(node.textContent).toContain('expired');
  await click('Ask again: Platform a, 2 cores, 4 GiB');
  expect(on.onAskAgain).toHaveBeenCalled();
  expect(on.onAccept).not.toHaveBeenCalled();
});

it('keeps old offers in view, greyed and out of reach', async () => {
  const { props, on } = setUp({ phase: 'asking', stale: true });
  const { node, click } = await mount(<OffersBody {...props} />);
  expect(node.querySelector('.jp-ExecutionBroker-card')?.getAttribute('data-state')).toBe('stale');
  await click('Run it: Platform a, 2 cores, 4 GiB');
  expect(on.onAccept).not.toHaveBeenCalled();
});

it('says in words in what an offer breaks what was asked, and puts it last', async () => {
  const small = offer('a', { compute: { kind: 'c', cores: { max: 2 }, memory: { max: 1 } } });
  const late = offer('b', {
    schedule: { available: { start: `${formatInstant(NOW + 60_000)}/PT1M`, duration: 'PT1H' } }
  });
  const { props } = setUp({
    answer: answer({ offers: [small, late] }),
    request: { executable: { kind: 'n' }, compute: { kind: 'c', memory: { min: 2 } } }
  });
  const { node, find } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('Offers 1 GiB, you asked for at least 2 GiB');
  expect(find('Run it all the same: Platform a, 2 cores, 1 GiB')).toBeTruthy();
  expect(titles(node)).toEqual(['Platform b', 'Platform a']);
});

it('shows a NO with its reason, and asks so', async () => {
  const { props, on } = setUp({ answer: answer({ answers: [no, silent] }) });
  const { node, click } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('Cluster B cannot: 64 GiB asked');
  expect(node.textContent).toContain('It could with 24 GiB.');
  await click('Ask so: 24 GiB');
  expect(on.onAskSo).toHaveBeenCalledWith({ memory: 24 });
});

it('shows who is silent, and asks again', async () => {
  const { props, on } = setUp({ answer: answer({ answers: [no, silent] }) });
  const { node, click } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('Broker C is silent. Nothing came within 10 s');
  await click('Ask again: Broker C');
  expect(on.onAskAgain).toHaveBeenCalled();
});

it('proposes no change where one reason has none', async () => {
  const reasons = [...(no.messages ?? []), { level: 'ERROR' as const, template: 'No Julia here' }];
  const { props } = setUp({ answer: answer({ answers: [{ ...no, messages: reasons }] }) });
  const { node } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('No Julia here');
  expect(node.textContent).not.toContain('Ask so');
});

it('shows why an acceptance failed, in the card, without taking the focus', async () => {
  const { props } = setUp();
  const { node, find, update } = await mount(<OffersBody {...props} />);
  const button = find('Run it: Platform a, 2 cores, 4 GiB');
  await act(async () => {
    button.focus();
    await Promise.resolve();
  });
  const failed = (gone: boolean) => ({
    ...props,
    state: {
      ...props.state,
      acceptances: { a: { state: 'failed' as const, trouble: { message: 'Disk is full.', gone } } }
    }
  });
  await update(<OffersBody {...failed(false)} />);
  expect(node.querySelector('.jp-ExecutionBroker-card [role="alert"]')?.textContent).toContain(
    'Disk is full. You can try again.'
  );
  expect(document.activeElement).toBe(button);
  await update(<OffersBody {...failed(true)} />);
  expect(button.textContent).toBe('Ask again');
  expect(document.activeElement).toBe(button);
});

it('does not move an offer from under the focus when a better one comes', async () => {
  const later = offer('late', {
    schedule: { available: { start: `${formatInstant(NOW + 600_000)}/PT1M`, duration: 'PT1H' } }
  });
  const { props } = setUp({ answer: answer({ offers: [later] }) });
  const { node, find, update } = await mount(<OffersBody {...props} />);
  const button = find('Run it: Platform late, 2 cores, 4 GiB');
  await act(async () => {
    button.focus();
    await Promise.resolve();
  });
  const more = { ...props.state, answer: answer({ offers: [later, offer('now')] }) };
  await update(<OffersBody {...props} state={more} />);
  expect(titles(node)).toEqual(['Platform late', 'Platform now']);
  await act(async () => {
    button.blur();
    await Promise.resolve();
  });
  expect(titles(node)).toEqual(['Platform now', 'Platform late']);
});

it('tells those who listen what has come', async () => {
  const asking: PlatformAnswer = { platform: 'D', state: 'ASKING' };
  const { props } = setUp({ phase: 'asking', answer: answer({ answers: [no, asking] }) });
  const { node } = await mount(<OffersBody {...props} />);
  expect(node.querySelector('[role="status"]')?.textContent).toBe(
    '1 offer, 1 platform cannot, 1 still to answer'
  );
  expect(node.textContent).toContain('Still asking D');
});

it('offers to ask where nothing was asked yet', async () => {
  const { props, on } = setUp({ phase: 'idle', answer: undefined });
  const { click } = await mount(<OffersBody {...props} />);
  await click('Ask where it can run');
  expect(on.onAskAgain).toHaveBeenCalled();
});

it('teaches what to do where all said no', async () => {
  const { props } = setUp({ answer: answer({ result: 'NO', offers: [], answers: [no] }) });
  const { node } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('Nobody can run it as asked');
});
