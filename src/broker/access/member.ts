import type { BrokerStatus } from '../../model/broker-entry';
import type { MessageItem } from '../../model/message';
import { formatInstant } from '../../model/time';
import type { WireForm } from '../../model/wire-form';
import type { Answer, Platform } from '../platforms/platform';
import { Problem, say } from '../problem';
import type { Listed } from './broker-list';
import type { AnyEntry } from './entry';
import { Redaction } from './redaction';
import { SignInNeeded, type Access } from './sign-in/access';

/** How a broker was found. */
export interface Found {
  state: BrokerStatus['state'];
  speaks?: WireForm;
  messages?: MessageItem[];
}

/** A platform whose offers are made by a broker on the network. */
export interface BrokerPlatform extends Platform {
  /** Looks whether the broker is there, and lets us in. */
  probe(signal: AbortSignal): Promise<Found>;
}

/** Makes the platform of an entry. `authorize` gives the headers of a request: see Access. */
export type MakePlatform = (
  entry: AnyEntry,
  authorize: (again: boolean) => Promise<Record<string, string>>
) => BrokerPlatform;

export interface MemberTools {
  /** Fetches the code of such platforms: where nobody has brokers on the network, it costs nothing. */
  load: () => Promise<MakePlatform>;
  /** Milliseconds that a broker has to show itself. */
  patience: number;
  /** Aborted when nobody wants to know any more. */
  stop: AbortSignal;
}

/** A broker of the list at work: its entry, the way in, its platform, and how it was found last. */
export class Member {
  private constructor(
    readonly listed: Listed,
    readonly access: Access,
    private readonly _tools: MemberTools
  ) {}

  static async open(listed: Listed, access: Access, tools: MemberTools): Promise<Member> {
    const member = new Member(listed, access, tools);
    if (listed.entry.enabled !== false) {
      const make = await tools.load();
      const platform = make(listed.entry, async again => member._authorize(again));
      member._watch(platform);
      member._platform = platform;
    }
    return member;
  }

  /** Absent where the entry is not enabled. */
  get platform(): BrokerPlatform | undefined {
    return this._platform;
  }

  get name(): string {
    return this.listed.entry.name;
  }

  /** Whether a look may find something new: it was never seen, or not well some time ago. */
  isDue(now: number, pause: number): boolean {
    return (
      this.platform !== undefined &&
      this._found.state !== 'answers' &&
      (this._checked === undefined || now - this._checked >= pause)
    );
  }

  async status(): Promise<BrokerStatus> {
    const { entry, source } = this.listed;
    const { secretFile: _file, only: _only, hideBelow: _hide, ...shown } = entry;
    const trouble: MessageItem[] = [];
    const holder = await this.access.holder().catch((error: unknown) => {
      trouble.push(...messagesOf(error));
      return { signedIn: false };
    });
    const { messages = [], ...found } = this._found;
    const said = [...messages, ...trouble];
    return {
      ...shown,
      source,
      ...found,
      ...holder,
      ...(this._checked === undefined ? {} : { checked: formatInstant(this._checked) }),
      ...(said.length ? { messages: said } : {})
    };
  }

  /** Looks at the broker now; what is found is in its status. Never fails. */
  async look(): Promise<void> {
    this._looking ??= this._look().finally(() => {
      this._looking = undefined;
    });
    return this._looking;
  }

  /** Looks once more where a look is under way: what it goes by has changed. Never fails. */
  async lookAgain(): Promise<void> {
    await this._looking;
    return this.look();
  }

  private _platform: BrokerPlatform | undefined;

  private async _look(): Promise<void> {
    const { patience, stop } = this._tools;
    if (!this.platform || stop.aborted) {
      return;
    }
    const signal = AbortSignal.any([stop, AbortSignal.timeout(patience)]);
    try {
      this._note(await Promise.race([this.platform.probe(signal), aborted(signal)]));
    } catch (error) {
      if (error instanceof SignInNeeded) {
        this._note({ state: 'sign-in', messages: error.messages });
      } else if (!this._tools.stop.aborted) {
        const silence = say('ERROR', 'no-answer', 'Nothing came within {seconds} s', {
          seconds: patience / 1000
        });
        this._note({
          state: 'silent',
          messages: signal.aborted ? [silence] : messagesOf(error)
        });
      }
    }
  }

  /** A question shows how a broker is, too; one that fails does not tell why as well as a look does. */
  private _watch(platform: BrokerPlatform): void {
    const ask = platform.ask.bind(platform);
    platform.ask = async (request, asking): Promise<Answer> => {
      try {
        const answer = this._clean(await ask(request, asking));
        const { speaks } = this._found;
        this._note({ state: 'answers', ...(speaks === undefined ? {} : { speaks }) });
        return answer;
      } catch (error) {
        const given = asking.signal.reason as unknown;
        if (!asking.signal.aborted || (given instanceof Error && given.name === 'TimeoutError')) {
          void this.look();
        }
        throw this._redaction.error(error);
      }
    };
  }

  private _clean(answer: Answer): Answer {
    if ('reasons' in answer) {
      return { reasons: this._redaction.messages(answer.reasons) };
    }
    return 'notes' in answer && answer.notes
      ? { ...answer, notes: this._redaction.messages(answer.notes) }
      : answer;
  }

  private async _authorize(again: boolean): Promise<Record<string, string>> {
    const headers = await this.access.authorize(again);
    this._redaction.note(headers);
    return headers;
  }

  private _note(found: Found): void {
    const { messages } = found;
    this._found = {
      ...found,
      ...(messages ? { messages: this._redaction.messages(messages) } : {})
    };
    this._checked = Date.now();
  }

  private readonly _redaction = new Redaction();
  private _found: Found = { state: 'unknown' };
  private _checked: number | undefined;
  private _looking: Promise<void> | undefined;
}

function messagesOf(error: unknown): MessageItem[] {
  return error instanceof Problem
    ? error.messages
    : [
        say('ERROR', 'no-answer', '{reason}', {
          reason: error instanceof Error ? error.message : String(error)
        })
      ];
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(new Error('given up'));
    signal.addEventListener('abort', fail, { once: true });
    if (signal.aborted) {
      fail();
    }
  });
}
