import type { BrokerClient } from '../../client/broker-client';
import type { HistoryClient } from '../../client/history-client';
import type { OfferSetResponse } from '../../model/offer-set';
import type { ExecutionRequest } from '../../model/request';
import type { RunEvidence } from '../../model/run-evidence';
import type { ExecutionSession } from '../../model/session';
import { messageText } from '../../model/template';
import { parseDuration, parseInterval } from '../../model/time';
import type { AskedNeeds } from '../../tokens';

/** Why a run could not begin again where it was. */
export class NotThere extends Error {}

/**
 * Asks the same as for an earlier run, and takes the offer of the same platform.
 *
 * @throws NotThere where that platform makes none, with its reasons
 */
export async function runAgainThere(
  run: RunEvidence,
  { client, history, now }: { client: BrokerClient; history: HistoryClient; now: number },
  words: (platform: string, reasons: string) => string
): Promise<ExecutionSession> {
  const request = asNow(await history.request(run.session), now);
  const first = await client.ask(request, { wait: 0 });
  const uuid = first.meta?.uuid ?? '';
  let set = first;
  if (!answeredBy(first, run.platform)) {
    for await (const next of client.followOfferSet(uuid)) {
      set = next;
      if (answeredBy(next, run.platform)) {
        break;
      }
    }
  }
  const mode = run.mode ?? 'batch';
  const offer = set.offers?.find(
    ({ phase, platform, modes = ['batch'] }) =>
      phase === 'OFFERED' && platform === run.platform && modes.includes(mode)
  );
  if (offer?.meta?.uuid === undefined) {
    await giveBack(client, set);
    const answer = set.answers?.find(({ platform }) => platform === run.platform);
    throw new NotThere(words(run.platform, (answer?.messages ?? []).map(messageText).join(' ')));
  }
  return client.accept(offer.meta.uuid, { mode });
}

/** What was asked for a run beyond what is found in its notebook. */
export function needsOf({ compute, schedule }: ExecutionRequest): AskedNeeds {
  const cores = compute?.cores?.min;
  const memory = compute?.memory?.min;
  const text = schedule?.requested?.duration;
  const duration = text === undefined ? undefined : parseDuration(text);
  return {
    ...(cores === undefined ? {} : { cores }),
    ...(memory === undefined ? {} : { memory }),
    ...(duration === undefined ? {} : { duration: duration / 1000 })
  };
}

/** The same request; a start that has gone by means now. */
function asNow(request: ExecutionRequest, now: number): ExecutionRequest {
  const { start, ...requested } = request.schedule?.requested ?? {};
  const begins = start === undefined ? undefined : parseInterval(start)?.start;
  return begins !== undefined && begins < now
    ? { ...request, schedule: { ...request.schedule, requested } }
    : request;
}

function answeredBy({ answers = [], result }: OfferSetResponse, name: string): boolean {
  const answer = answers.find(({ platform }) => platform === name);
  return answer ? answer.state !== 'ASKING' : result === 'NO' || answers.length > 0;
}

/** Offers that nobody wants hold capacity until they expire. */
async function giveBack(client: BrokerClient, { offers = [] }: OfferSetResponse): Promise<void> {
  await Promise.allSettled(
    offers.flatMap(({ meta, phase }) =>
      phase === 'OFFERED' && meta?.uuid !== undefined ? [client.reject(meta.uuid)] : []
    )
  );
}
