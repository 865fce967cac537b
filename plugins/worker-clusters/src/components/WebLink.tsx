import type { ReactNode } from 'react';
import { Link } from '@backstage/ui';
import { webLink } from '../format';

/** A link to another site; plain text if the address is not an http(s) URL. */
export function WebLink({
  href,
  children,
}: {
  href: string | undefined;
  children: ReactNode;
}) {
  const link = webLink(href);
  return link ? (
    <Link href={link} target="_blank" rel="noopener noreferrer">
      {children}
    </Link>
  ) : (
    <>{children}</>
  );
}
