import { createContext, type ReactNode, useContext } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { type Translate, workerClustersTranslationRef } from '.';

const Texts = createContext<Translate | undefined>(undefined);

/**
 * Gives the texts of the plugin to what is in it: {@link useTexts} costs each cell of a grid a look at a context, and not a
 * subscription.
 */
export function TextsProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return <Texts.Provider value={t}>{children}</Texts.Provider>;
}

/** Translates the messages of the plugin. */
export function useTexts(): { t: Translate } {
  const t = useContext(Texts);
  if (t) return { t };
  // A component does not move into or out of a provider.
  // eslint-disable-next-line react-hooks/rules-of-hooks
  return useTranslationRef(workerClustersTranslationRef);
}
