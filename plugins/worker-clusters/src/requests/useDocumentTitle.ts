import { useEffect } from 'react';

/** Puts a text before the title of the browser's tab as long as the component is there; nothing for no text. */
export function useDocumentTitle(text: string | undefined): void {
  useEffect(() => {
    if (!text) return undefined;
    const before = document.title;
    document.title = before ? `${text} · ${before}` : text;
    return () => {
      document.title = before;
    };
  }, [text]);
}
