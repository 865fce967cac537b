import { createContext, useMemo } from 'react';
import {
  SUPPORT_LIFE,
  type SupportLifeTable,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** How long versions are supported, as the backend says. A context: the rows stay the same objects. */
export const SupportLifeContext = createContext<SupportLifeTable>(SUPPORT_LIFE);

/** The table of an answer, the same object as long as it says the same. */
export function useSupportLife(
  given: SupportLifeTable | undefined,
): SupportLifeTable {
  const text = JSON.stringify(given);
  return useMemo(
    () => (text === undefined ? SUPPORT_LIFE : JSON.parse(text)),
    [text],
  );
}
