import { useEffect } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';

/** Names the page in the tab of the browser, in its history and for screen readers: `payments-dev | Portal`; not yet, without a title. */
export function useDocumentTitle(title: string | undefined) {
  const app = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    if (!title) return undefined;
    const before = document.title;
    document.title = app ? `${title} | ${app}` : title;
    return () => {
      document.title = before;
    };
  }, [title, app]);
}
