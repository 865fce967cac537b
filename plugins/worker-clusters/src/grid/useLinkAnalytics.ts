import { useCallback } from 'react';
import { useAnalytics } from '@backstage/frontend-plugin-api';

/** Reports that a link was followed, as links of Backstage do: once for a grid, instead of in each of its cells. */
export function useLinkAnalytics(): (target: Element) => void {
  const analytics = useAnalytics();
  return useCallback(
    target => {
      const link = target.closest('a');
      if (!link) return;
      const text = link.ariaLabel ?? link.textContent ?? '';
      const to = link.getAttribute('href') ?? '';
      analytics.captureEvent('click', text, { attributes: { to } });
    },
    [analytics],
  );
}
