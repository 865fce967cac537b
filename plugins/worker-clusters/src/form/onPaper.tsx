import { ComponentType } from 'react';
import { BgProvider } from '@backstage/ui';

/**
 * The scaffolder shows forms on paper of its own, of which `@backstage/ui` knows nothing: without this its inputs have the
 * paper's colour and cannot be seen.
 */
export function onPaper<P extends object>(
  Component: ComponentType<P>,
): (props: P) => JSX.Element {
  return function OnPaper(props: P) {
    return (
      <BgProvider bg="neutral-1">
        <Component {...props} />
      </BgProvider>
    );
  };
}
