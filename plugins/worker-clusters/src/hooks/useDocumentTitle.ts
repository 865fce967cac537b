import { useEffect } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';

/** Names the page in the tab of the browser, in its history and for screen readers: `payments-dev | Portal`. */
export function useDocumentTitle(title: string) {
  const app = useApi(configApiRef).getOptionalString('app.title');
  useEffect(() => {
    const before = document.title;
    document.title = app ? `${title} | ${app}` : title;
    return () => {
      document.title = before;
    };
  }, [title, app]);
}
