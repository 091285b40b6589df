import type { MessageItem } from '../../../model/message';
import { formatDuration } from '../../../model/time';
import { say } from '../../problem';
import { cleanMessages, mayBeTold, sentenceOf } from './foreign-words';
import type { RemoteSet } from './remote-documents';

const LOOP = 'urn:execution-broker:loop';

export interface SetContext {
  /** The name of the platform, for people. */
  platform: string;
  /** How many offers it came to. */
  offered: number;
  /** Milliseconds that its clock is ahead of ours. */
  ahead: number;
  hideBelow: boolean;
}

/** What there is to say of a broker's answer as a whole: its reasons for a NO first of all. */
export function answerNotes(set: RemoteSet, context: SetContext): MessageItem[] {
  const { platform, offered, ahead, hideBelow } = context;
  const said = (set.answers ? below(set, hideBelow) : set.messages).filter(
    ({ message, kind }) => message && (offered === 0 || kind !== LOOP)
  );
  const own: MessageItem[] = [];
  if (set.result === 'YES' && offered === 0) {
    own.push(
      say('ERROR', 'no-offers', '{platform} says YES, and makes no offer that can be accepted', {
        platform
      })
    );
  } else if (offered === 0 && said.length === 0) {
    own.push(say('ERROR', 'no-reason', '{platform} says NO, and gives no reason', { platform }));
  }
  if (ahead !== 0) {
    own.push(
      say(
        'INFO',
        'clock-differs',
        'The clock of {platform} is {difference} {direction}; times are shown by the clock here',
        {
          platform,
          difference: formatDuration(Math.round(Math.abs(ahead) / 1000) * 1000),
          direction: ahead > 0 ? 'ahead' : 'behind'
        }
      )
    );
  }
  return [...own, ...said];
}

/**
 * What the platforms below one of ours say, each with the names of those who said it. They stand in
 * `values.below`, too, so that a broker further up can take them off again.
 */
function below({ answers = [] }: RemoteSet, hideBelow: boolean): MessageItem[] {
  return answers.flatMap(({ platform, state, messages }) => {
    if (hideBelow && (state === 'SILENT' || state === 'ASKING')) {
      return [say('WARN', 'silent-below', 'Something that it asked gave no answer')];
    }
    const unanswered =
      state === 'ASKING' ? [say('WARN', 'not-answered-yet', 'It has not answered yet')] : [];
    return [...unanswered, ...cleanMessages(messages)]
      .filter(message => mayBeTold(message, hideBelow))
      .map(message => {
        const { below: further, ...values } = message.values ?? {};
        const text = sentenceOf(message);
        const bare = further && text.startsWith(`${further}: `);
        const own = bare ? text.slice(further.length + 2) : text;
        const names = [platform, ...(bare ? [further] : [])].join(': ');
        return hideBelow
          ? { ...message, values, message: own }
          : { ...message, values: { ...values, below: names }, message: `${names}: ${own}` };
      });
  });
}
