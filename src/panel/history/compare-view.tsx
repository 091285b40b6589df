import type { TranslationBundle } from '@jupyterlab/translation';
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';

import { Action } from '../action';
import { levelName } from '../level';
import { Remark } from '../remark';
import { trouble } from '../trouble';
import {
  changeText,
  comparedCells,
  comparedGroups,
  packageDifferences,
  preciseSeconds,
  type WholeRun
} from './comparison';
import { runName } from './shown-runs';

const NONE = '–';

export interface CompareViewProps {
  uuids: readonly [string, string];
  now: number;
  trans: TranslationBundle;
  load: (uuid: string) => Promise<WholeRun>;
  onBack: () => void;
}

/** Two runs beside each other. */
export function CompareView({ uuids, now, trans, load, onBack }: CompareViewProps): ReactNode {
  const [a, b] = uuids;
  const [pair, setPair] = useState<readonly [WholeRun, WholeRun]>();
  const [failed, setFailed] = useState<string>();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus();
    let wanted = true;
    Promise.all([load(a), load(b)]).then(
      found => {
        if (wanted) {
          setPair(found);
        }
      },
      (error: unknown) => {
        if (wanted) {
          setFailed(trouble(error).message);
        }
      }
    );
    return () => {
      wanted = false;
    };
    // Once for each two: `load` is another function each time that the page is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [a, b]);
  return (
    <section
      className="jp-ExecutionBroker-comparison"
      aria-label={trans.__('Two sessions compared')}
      aria-busy={!pair && failed === undefined}
    >
      <Action look="link" onClick={onBack}>
        {trans.__('Back to all sessions')}
      </Action>
      <h2 ref={head} tabIndex={-1}>
        {trans.__('Two sessions compared')}
      </h2>
      {failed === undefined ? null : (
        <Remark level="error" levelName={levelName('error', trans)}>
          {failed}
        </Remark>
      )}
      {pair ? <Compared pair={pair} now={now} trans={trans} /> : null}
    </section>
  );
}

function Compared({
  pair,
  now,
  trans
}: Pick<CompareViewProps, 'now' | 'trans'> & { pair: readonly [WholeRun, WholeRun] }) {
  const [{ run: first }, { run: second }] = pair;
  return (
    <>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{trans.__('1: %1', runName(first))}</th>
            <th scope="col">{trans.__('2: %1', runName(second))}</th>
            <th scope="col">{trans.__('Change')}</th>
          </tr>
        </thead>
        {comparedGroups(pair, now, trans).map(({ title, lines }) => (
          <tbody key={title}>
            <tr>
              <th scope="rowgroup" colSpan={4} className="jp-ExecutionBroker-comparedGroup">
                {title}
              </th>
            </tr>
            {lines.map(({ what, values, change }) => (
              <tr key={what} data-differs={values[0] !== values[1] || undefined}>
                <th scope="row">{what}</th>
                <td>{values[0]}</td>
                <td>{values[1]}</td>
                <td>{change}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <Packages pair={pair} trans={trans} />
      <Cells pair={pair} trans={trans} />
    </>
  );
}

type PairProps = Pick<CompareViewProps, 'trans'> & { pair: readonly [WholeRun, WholeRun] };

function Packages({ pair, trans }: PairProps) {
  const differences = packageDifferences(pair[0].provenance, pair[1].provenance);
  return (
    <>
      <h3>{trans.__('Environment')}</h3>
      {differences === undefined ? (
        <p>{trans.__('What was installed is not known of both.')}</p>
      ) : differences.length === 0 ? (
        <p>{trans.__('The same packages in the same versions.')}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{trans.__('Package')}</th>
              <th scope="col">1</th>
              <th scope="col">2</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ name, versions: [before, after] }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{before ?? trans.__('not installed')}</td>
                <td>{after ?? trans.__('not installed')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Cells({ pair: [first, second], trans }: PairProps) {
  const cells = comparedCells(first.run, second.run);
  const longest = Math.max(0, ...cells.flatMap(({ seconds }) => seconds.map(value => value ?? 0)));
  return (
    <>
      <h3>{trans.__('By cell')}</h3>
      {first.run.sha256 === second.run.sha256 ? null : (
        <p>
          {trans.__(
            'The notebooks are not the same, so cells with the same number may be different ones.'
          )}
        </p>
      )}
      {cells.length === 0 ? (
        <p>{trans.__('How long each cell took is not known.')}</p>
      ) : (
        <table className="jp-ExecutionBroker-comparedCells">
          <thead>
            <tr>
              <th scope="col">{trans.__('Cell')}</th>
              <th scope="col">1</th>
              <th scope="col">2</th>
              <th scope="col">{trans.__('Change')}</th>
            </tr>
          </thead>
          <tbody>
            {cells.map(({ index, seconds: [before, after] }) => (
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                {[before, after].map((value, i) => (
                  <Fragment key={i}>
                    <td>
                      {value === undefined ? NONE : preciseSeconds(value)}
                      <div
                        aria-hidden="true"
                        className="jp-ExecutionBroker-cellBar"
                        style={{ width: `${longest > 0 ? (100 * (value ?? 0)) / longest : 0}%` }}
                      />
                    </td>
                  </Fragment>
                ))}
                <td>
                  {before === undefined || after === undefined ? '' : changeText(before, after)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
