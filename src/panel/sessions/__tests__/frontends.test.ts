import { JUPYTER_CONNECTOR } from '../../../model/kinds';
import type { SessionFrontend } from '../../../model/session-frontend';
import { settled } from '../../__tests__/fake-broker';
import { session } from '../../__tests__/samples';
import { Frontends, type FrontendsBySession } from '../frontends';

const connectors = [{ kind: JUPYTER_CONNECTOR, status: 'AVAILABLE' as const }];
const live = (uuid: string) => session(uuid, { phase: 'AVAILABLE', connectors });

function setUp() {
  const answers: Record<string, SessionFrontend | Error> = {};
  const asked: string[] = [];
  let found: FrontendsBySession = {};
  const frontends = new Frontends(
    {
      frontend: async uuid => {
        asked.push(uuid);
        const { [uuid]: answer = new Error('none') } = answers;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      }
    },
    all => {
      found = all;
    }
  );
  return { answers, asked, frontends, found: () => found };
}

afterEach(() => {
  jest.restoreAllMocks();
});

it('asks once about each session that can be worked in, and about no other', async () => {
  const { answers, asked, frontends, found } = setUp();
  answers['1'] = { frontend: 'lab' };
  answers['2'] = { messages: [{ kind: 'urn:execution-broker:not-direct' }] };
  const sessions = [live('1'), live('2'), session('3'), session('4', { phase: 'COMPLETED' })];
  for (const later of [0, 1, 100_000]) {
    jest.spyOn(Date, 'now').mockReturnValue(later);
    frontends.look(sessions);
    await settled();
  }
  expect(asked).toEqual(['1', '2']);
  expect(found()).toEqual({ 1: answers['1'], 2: answers['2'] });
});

it('asks again, not too soon, where it may be otherwise by then', async () => {
  const { answers, asked, frontends, found } = setUp();
  answers['1'] = new Error('The broker cannot be reached');
  const looked: unknown[] = [];
  for (const later of [0, 1000, 30_000, 90_000]) {
    jest.spyOn(Date, 'now').mockReturnValue(later);
    frontends.look([live('1')]);
    await settled();
    looked.push(found()['1']);
    answers['1'] = { messages: [{ kind: 'urn:execution-broker:no-frontend' }] };
  }
  expect(asked).toHaveLength(3);
  expect(looked[1]).toEqual({
    messages: [{ level: 'ERROR', message: 'The broker cannot be reached' }]
  });
  expect(looked[2]).toEqual(answers['1']);
});
