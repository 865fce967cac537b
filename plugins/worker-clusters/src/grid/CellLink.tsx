import type { ReactNode } from 'react';
import { RouterLink } from '@backstage/frontend-plugin-api';

/** A link in a cell, plain text without an address. The keyboard reaches it by its cell, so Tab does not. */
export function CellLink(props: {
  href: string | undefined;
  /** 0 where Tab leads to it. */
  tabIndex?: 0 | -1;
  className?: string;
  title?: string;
  label?: string;
  /** It leads out of the portal, and opens a tab of its own. */
  external?: boolean;
  children: ReactNode;
}) {
  const { href, tabIndex = -1, className, title, label, external } = props;
  if (!href) {
    return (
      <span className={className} title={title}>
        {props.children}
      </span>
    );
  }
  const common = { href, tabIndex, className, title, 'aria-label': label };
  return external ? (
    <a {...common} target="_blank" rel="noopener noreferrer">
      {props.children}
    </a>
  ) : (
    <RouterLink {...common}>{props.children}</RouterLink>
  );
}
