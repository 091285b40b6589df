import { useEffect, useState } from 'react';

import { readNeeds, type Described, type ReadNeeds, type TextForm } from './needs-text';

/** Milliseconds after the last key: who types is not told of what is only half there. */
const PAUSE = 150;

/** What a text says, read again a moment after each change; `undefined` while that is not known. */
export function useReadNeeds(
  text: string,
  form: TextForm,
  { description, literalType }: Described
): ReadNeeds | undefined {
  const [read, setRead] = useState<{ of: string; needs: ReadNeeds }>();
  const key = `${form} ${text}`;
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      readNeeds(text, form, { description, literalType }).then(
        needs => {
          if (wanted) {
            setRead({ of: key, needs });
          }
        },
        (error: unknown) => {
          const template = error instanceof Error ? error.message : String(error);
          if (wanted) {
            setRead({ of: key, needs: { problems: [{ level: 'error', template }] } });
          }
        }
      );
    }, PAUSE);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key, text, form, description, literalType]);
  return read?.of === key ? read.needs : undefined;
}
