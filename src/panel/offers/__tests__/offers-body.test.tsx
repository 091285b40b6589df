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
  // Its broker lists no modes, so none is named to it.
  expect(on.onAccept).toHaveBeenCalledWith('a', undefined);
  expect(node.textContent).not.toContain('Work in it');
});

describe('an offer that lists both modes', () => {
  const both = offer('a', { modes: ['batch', 'interactive'] });
  const names = (node: HTMLElement) =>
    [...node.querySelectorAll('.jp-ExecutionBroker-cardActions button')].map(
      ({ textContent }) => textContent
    );

  it('can be run, or worked in', async () => {
    const { props, on } = setUp({ answer: answer({ offers: [both] }) });
    const { node, click } = await mount(<OffersBody {...props} />);
    expect(names(node).slice(0, 2)).toEqual(['Run it', 'Work in it']);
    await click('Work in it: Platform a, 2 cores, 4 GiB');
    expect(on.onAccept).toHaveBeenLastCalledWith('a', 'interactive');
    await click('Run it: Platform a, 2 cores, 4 GiB');
    expect(on.onAccept).toHaveBeenLastCalledWith('a', 'batch');
  });

  it('keeps the button that was pressed, and with it the focus', async () => {
    const { props, on } = setUp({ answer: answer({ offers: [both] }) });
    const { node, update, click } = await mount(<OffersBody {...props} />);
    const pressed = [...node.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Work in it'
    );
    act(() => pressed?.focus());
    const acceptance = (state: 'busy' | 'done') => ({
      ...props.state,
      acceptances: { a: { state, mode: 'interactive' as const } }
    });
    await update(<OffersBody {...props} state={acceptance('busy')} />);
    expect(pressed?.getAttribute('aria-busy')).toBe('true');
    await click('Run it: Platform a, 2 cores, 4 GiB');
    await update(<OffersBody {...props} state={acceptance('done')} />);
    expect(names(node)[0]).toBe('Taken');
    expect(document.activeElement).toBe(pressed);
    expect(on.onAccept).not.toHaveBeenCalled();
  });

  it('asks again by its first button when it has expired; the second does nothing', async () => {
    const { props, on, pass } = setUp({ answer: answer({ offers: [both] }) });
    const { click } = await mount(<OffersBody {...props} />);
    await pass(301_000);
    await click('Work in it: Platform a, 2 cores, 4 GiB');
    expect([on.onAccept.mock.calls, on.onAskAgain.mock.calls]).toEqual([[], []]);
    await click('Ask again: Platform a, 2 cores, 4 GiB');
    expect(on.onAskAgain).toHaveBeenCalled();
  });

  it('shows one button where it lists one mode', async () => {
    const one = offer('a', { modes: ['interactive'] });
    const { props } = setUp({ answer: answer({ offers: [one] }) });
    const { node } = await mount(<OffersBody {...props} />);
    expect(node.textContent).toContain('Work in it');
    expect(node.textContent).not.toContain('Run it');
  });
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
  expect(node.textContent).toContain('Asking D');
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

it('shows each platform from the moment that it is asked, and after a second that it takes time', async () => {
  const asking: PlatformAnswer = { platform: 'D', state: 'ASKING' };
  const { props, pass } = setUp({ phase: 'asking', answer: answer({ answers: [no, asking] }) });
  const { node } = await mount(<OffersBody {...props} />);
  const row = node.querySelector('[data-state="ASKING"]');
  expect(row?.textContent).toBe('Asking D');
  await pass(3000);
  expect(row?.textContent).toBe('Asking D · 3 s');
});

it('takes the word of the broker on what an offer breaks, and works out only the rest', async () => {
  const said = {
    kind: 'urn:execution-broker:less-than-asked',
    level: 'WARN' as const,
    template: 'Less than was asked: {offered} instead of {asked} ({path})',
    values: { path: 'compute.memory.min', offered: '1 GiB', asked: '2 GiB' }
  };
  const small = offer('a', {
    compute: { kind: 'c', cores: { max: 1 }, memory: { max: 1 } },
    meta: { uuid: 'a', messages: [said] }
  });
  const { props } = setUp({
    answer: answer({ offers: [small] }),
    request: {
      executable: { kind: 'n' },
      compute: { kind: 'c', cores: { min: 2 }, memory: { min: 2 } }
    }
  });
  const { node, find } = await mount(<OffersBody {...props} />);
  const remarks = [...node.querySelectorAll('.jp-ExecutionBroker-remark')];
  expect(remarks.map(({ textContent }) => textContent)).toEqual([
    'Warning: Less than was asked: 1 GiB instead of 2 GiB (compute.memory.min)',
    'Warning: Offers 1 core, you asked for at least 2'
  ]);
  expect(find('Run it all the same: Platform a, 1 core, 1 GiB')).toBeTruthy();
});

it('shows what is beyond the standard as text, and as a link only what is of the web', async () => {
  const strange = {
    ...offer('a'),
    queue: { name: '<b>long</b>', docs: 'https://docs.example/long', run: 'javascript:alert(1)' },
    deep: { a: { b: { c: { d: { e: { f: 1 } } } } } }
  };
  const { props } = setUp({ answer: answer({ offers: [strange] }) });
  const { node } = await mount(<OffersBody {...props} />);
  const lines = [...node.querySelectorAll('details dl > div')];
  expect(lines.map(({ textContent }) => textContent)).toEqual([
    'queue.name<b>long</b>',
    'queue.docshttps://docs.example/long',
    'queue.runjavascript:alert(1)',
    'deep.a.b.c.d.e{"f":1}'
  ]);
  const links = [...node.querySelectorAll('a')];
  expect(links.map(({ href, rel }) => [href, rel])).toEqual([
    ['https://docs.example/long', 'noopener noreferrer']
  ]);
});

it('says that an offer is gone, and shows on the new one what has changed', async () => {
  const wanted = { offer: offer('a', { platform: 'Slurm' }), reason: 'Somebody was faster.' };
  const { props } = setUp({ phase: 'asking', stale: true, wanted });
  const { node, update } = await mount(<OffersBody {...props} />);
  expect(node.querySelector('[role="alert"]')?.textContent).toContain(
    'The offer of Slurm is gone: Somebody was faster. Asking again…'
  );
  const now = offer('b', {
    platform: 'Slurm',
    compute: { kind: 'c', cores: { max: 1 }, memory: { max: 4 } },
    costs: []
  });
  const answered = { ...props.state, phase: 'answered' as const, stale: false };
  const answers = answer({ offers: [now, offer('c')] });
  await update(<OffersBody {...props} state={{ ...answered, answer: answers }} />);
  expect(node.querySelector('.jp-ExecutionBroker-wanted')?.textContent).toBe(
    'Instead of what you wanted:cores: 2 cores is now→ 1 corecost: free is now→ –'
  );
  expect(node.querySelectorAll('.jp-ExecutionBroker-wanted')).toHaveLength(1);
  await update(<OffersBody {...props} state={{ ...answered, answer: answer() }} />);
  expect(node.textContent).toContain('It makes no other now.');
});

it('says that it is not known yet whether an offer was accepted', async () => {
  const trouble = { message: 'Slurm did not answer.', gone: false };
  const { props, on } = setUp({ acceptances: { a: { state: 'unknown', trouble } } });
  const { node, click } = await mount(<OffersBody {...props} />);
  expect(node.textContent).toContain('It is not known yet whether it was accepted');
  await click('Run it: Platform a, 2 cores, 4 GiB');
  expect(on.onAccept).not.toHaveBeenCalled();
});

it('draws of ten thousand offers only those in sight, and tells readers which they are', async () => {
  const offers = Array.from({ length: 10_000 }, (_, i) => offer(`o${i}`));
  const { props } = setUp({ answer: answer({ offers }) });
  const { node } = await mount(
    <div className="jp-SidePanel-content">
      <OffersBody {...props} />
    </div>
  );
  // jsdom lays nothing out, so that nothing is in sight.
  expect(node.querySelectorAll('.jp-ExecutionBroker-card').length).toBeLessThan(50);
  expect(node.textContent).toContain('10000 offers');
});
