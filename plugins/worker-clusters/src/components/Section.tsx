import { ReactNode, useId } from 'react';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';

/** A titled card that is a landmark of its own. */
export function Section({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Card>
        <CardHeader>
          <Text as="h2" variant="title-x-small" weight="bold" id={id}>
            {title}
          </Text>
          {note && (
            <Text as="p" color="secondary">
              {note}
            </Text>
          )}
        </CardHeader>
        <CardBody>{children}</CardBody>
      </Card>
    </section>
  );
}
