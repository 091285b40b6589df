import { useEffect, useState } from 'react';

import type { Clock } from './clock';

/** The time, again each second: for the few components that count. */
export function useNow(clock: Clock): number {
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    const onTick = () => {
      setNow(clock.now);
    };
    clock.ticked.connect(onTick);
    return () => {
      clock.ticked.disconnect(onTick);
    };
  }, [clock]);
  return now;
}
