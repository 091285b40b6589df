import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

import { Action } from './action';
import { trouble } from './trouble';

/**
 * A component whose code is fetched when it is first drawn: until then there is nothing, and once it
 * is there it is drawn at once. Where it does not come, that is said, with a way to try again; React's
 * own lazy() would take the whole panel down, and never try again.
 */
export function later<P extends { trans: TranslationBundle }>(
  load: () => Promise<ComponentType<P>>
): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Later(props: P): ReactNode {
    const [, setThere] = useState(loaded !== undefined);
    const [failed, setFailed] = useState<string>();
    const { trans } = props;
    useEffect(() => {
      let wanted = true;
      if (!loaded && failed === undefined) {
        load().then(
          component => {
            loaded = component;
            if (wanted) {
              setThere(true);
            }
          },
          (error: unknown) => {
            if (wanted) {
              setFailed(trouble(error).message);
            }
          }
        );
      }
      return () => {
        wanted = false;
      };
    }, [failed]);
    const Loaded = loaded;
    if (Loaded) {
      return <Loaded {...props} />;
    }
    return failed === undefined ? null : (
      <p className="jp-ExecutionBroker-hint" role="alert">
        {trans.__('This part could not be loaded: %1', failed)}{' '}
        <Action
          look="link"
          onClick={() => {
            setFailed(undefined);
          }}
        >
          {trans.__('Try again')}
        </Action>
      </p>
    );
  };
}
