import { PORT_CONNECTOR } from '../../../model/kinds';
import type { MessageItem } from '../../../model/message';
import { parseInstant } from '../../../model/time';
import type { Happening } from '../platform';
import { say } from '../../problem';

/** A line of the runner's events.jsonl. Unknown events and fields are passed over. */
export interface RunnerEvent {
  event: string;
  time?: string;
  level?: 'INFO' | 'WARN' | 'ERROR';
  code?: string;
  template?: string;
  values?: Record<string, string>;
  message?: string;
  seconds?: number;
  cached?: boolean;
  /** Of an environment: whether nothing else has to be made ready. */
  ready?: boolean;
  /** What runs now, where that is no notebook. */
  started?: string;
  cells?: number;
  cell?: number;
  of?: number;
  index?: number;
  status?: 'started' | 'ok' | 'error';
  /** Of a port: what speaks there, and where it is open on this computer. */
  protocol?: string;
  location?: string;
  memory?: number;
  peak?: number;
  cpu?: number;
  outcome?: 'completed' | 'failed' | 'cancelled';
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** What an event of the runner means for its session. `result` is the notebook's path, where it is one. */
export function happeningsOf(event: RunnerEvent, result: string | undefined): Happening[] {
  const { time } = event;
  const happenings = meaningOf(event, result);
  return time !== undefined && parseInstant(time) !== undefined
    ? happenings.map(happening => ({ time, ...happening }))
    : happenings;
}

function meaningOf(event: RunnerEvent, result: string | undefined): Happening[] {
  const time = event.time === undefined ? {} : { time: event.time };
  switch (event.event) {
    case 'preparing':
      return [{ step: 'prepare' }];
    case 'prepared':
      return [
        {
          ...(event.ready === false ? {} : { step: 'ready' as const }),
          ...(event.cached || event.seconds === undefined ? {} : { built: event.seconds }),
          message: {
            ...(event.cached
              ? say('INFO', 'prepared-cached', 'The environment was ready')
              : say('INFO', 'prepared', 'The environment was built in {seconds} s', {
                  seconds: (event.seconds ?? 0).toFixed(1)
                })),
            ...time
          }
        }
      ];
    case 'available':
      return [
        {
          step: 'ready',
          message: { ...say('INFO', 'jupyter-ready', 'Its Jupyter server is ready'), ...time }
        }
      ];
    case 'ready':
      return [{ step: 'ready' }];
    case 'running':
      return [
        {
          step: 'run',
          ...(result === undefined ? {} : { result }),
          // Nobody counts the cells that somebody runs by hand.
          ...(event.started !== undefined
            ? {}
            : event.cells === undefined
              ? {
                  message: {
                    ...say('INFO', 'kernel-started', 'A kernel was started in it'),
                    ...time
                  }
                }
              : { progress: { cell: 0, cells: event.cells, done: 0 } })
        }
      ];
    case 'cell': {
      const { cell = 0, of = 0, status, index, seconds } = event;
      return [
        {
          progress: {
            ...{ cell, cells: of, done: status === 'ok' ? cell : cell - 1 },
            ...(index === undefined ? {} : { index }),
            ...(seconds === undefined ? {} : { seconds })
          }
        }
      ];
    }
    case 'usage':
      return [
        {
          usage: {
            memory: Math.round(event.memory ?? 0),
            peak: Math.round(event.peak ?? 0),
            cpu: event.cpu ?? 0
          }
        }
      ];
    case 'port': {
      const { protocol, location } = event;
      return protocol === undefined || location === undefined
        ? []
        : [{ connectors: [{ kind: PORT_CONNECTOR, status: 'AVAILABLE', protocol, location }] }];
    }
    case 'message':
      return [{ message: messageOf(event) }];
    case 'finished':
      return finished(event);
    default:
      return [];
  }
}

function finished(event: RunnerEvent): Happening[] {
  const step = ({ completed: 'complete', failed: 'fail', cancelled: 'cancel' } as const)[
    event.outcome ?? 'failed'
  ];
  const values = {
    ...(event.cell === undefined ? {} : { cell: String(event.cell) }),
    ...(event.ename === undefined ? {} : { ename: event.ename, evalue: event.evalue ?? '' }),
    ...(event.traceback === undefined ? {} : { traceback: event.traceback.join('\n') })
  };
  const message = messageOf(event);
  return [
    { step: 'release' },
    {
      step,
      message: {
        ...message,
        level: step === 'fail' ? 'ERROR' : 'INFO',
        values: { ...message.values, ...values }
      }
    }
  ];
}

function messageOf(event: RunnerEvent): MessageItem {
  const { template, values, message = template ?? '' } = event;
  return {
    ...(event.code === undefined ? {} : { kind: `urn:execution-broker:${event.code}` }),
    ...(event.time === undefined ? {} : { time: event.time }),
    level: event.level ?? 'INFO',
    ...(template === undefined ? {} : { template }),
    ...(values ? { values } : {}),
    message
  };
}
