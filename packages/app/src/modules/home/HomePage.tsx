import { ButtonLink, Card, CardBody, Container, Text } from '@backstage/ui';
import { RiAddLine, RiShip2Line } from '@remixicon/react';
import { FleetGlance } from '@worker-clusters/backstage-plugin-worker-clusters';

const STEPS = [
  [
    'Request',
    'Fill one short form. The portal opens a pull request with your claim.',
  ],
  ['Review', 'The platform team reviews and merges it, as any other change.'],
  [
    'Watch',
    'The cluster comes up, gets its own Argo CD, and runs your applications.',
  ],
];

/** The first page: how the fleet is, and the way to a cluster of one's own. */
export function HomePage() {
  return (
    <Container>
      <div
        style={{
          display: 'flex',
          flexDirection: 'column',
          gap: 'var(--bui-space-6)',
          padding: 'var(--bui-space-6) 0',
        }}
      >
        <div>
          <Text as="h2" variant="title-medium" weight="bold">
            Kubernetes clusters by pull request
          </Text>
          <Text as="p" color="secondary">
            Each with an Argo CD of its own, in one place for everybody.
          </Text>
          <div
            style={{
              display: 'flex',
              flexWrap: 'wrap',
              gap: 'var(--bui-space-3)',
              marginTop: 'var(--bui-space-4)',
            }}
          >
            <ButtonLink
              variant="primary"
              href="/create/templates/default/new-cluster"
              iconStart={<RiAddLine />}
            >
              New cluster
            </ButtonLink>
            <ButtonLink
              variant="secondary"
              href="/worker-clusters"
              iconStart={<RiShip2Line />}
            >
              All worker clusters
            </ButtonLink>
          </div>
        </div>
        <FleetGlance />
        <div
          style={{
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
            gap: 'var(--bui-space-3)',
          }}
        >
          {STEPS.map(([title, text], i) => (
            <Card key={title}>
              <CardBody>
                <Text as="h3" weight="bold">
                  {i + 1}. {title}
                </Text>
                <Text as="p">{text}</Text>
              </CardBody>
            </Card>
          ))}
        </div>
      </div>
    </Container>
  );
}
