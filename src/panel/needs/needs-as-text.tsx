import { useEffect, useState, type ComponentType, type ReactNode } from 'react';

import type { NeedsTextProps } from './text/needs-text-view';

/** The text of the needs; its code comes when it is first wanted. */
export function NeedsAsText(props: NeedsTextProps): ReactNode {
  const [View, setView] = useState<ComponentType<NeedsTextProps>>();
  useEffect(() => {
    let wanted = true;
    void import(/* webpackChunkName: "needs-text" */ './text/needs-text-view').then(
      ({ NeedsTextView }) => {
        if (wanted) {
          setView(() => NeedsTextView);
        }
      }
    );
    return () => {
      wanted = false;
    };
  }, []);
  return View ? <View {...props} /> : null;
}
