import { Container, Flex, Text } from '@backstage/ui';
import { COMPONENT_STATES } from '../src/__testUtils__/componentStates';
import { FIXTURE_REQUEST } from '../src/__testUtils__/pageAnswers';
import { FIXTURE_CLUSTER, PAGE_STATES } from '../src/__testUtils__/pageStates';
import { Facts } from '../src/components/Facts';
import { Section } from '../src/components/Section';
import { Surface } from '../src/components/Surface';

const { managementCluster, namespace, name } = FIXTURE_CLUSTER;
const PAGES = [
  ['Fleet', '/worker-clusters/clusters'],
  ['Map', '/worker-clusters/clusters?view=map'],
  [
    'Cluster',
    `/worker-clusters/clusters/${managementCluster}/${namespace}/${name}`,
  ],
  ['Requests', '/worker-clusters/requests'],
  ['One request', `/worker-clusters/requests/${FIXTURE_REQUEST}`],
  ['Applications', '/worker-clusters/applications'],
  ['Isolation', '/worker-clusters/isolation'],
];

/** Links to each page in each state, and every shared component in each of its states. */
export function States() {
  return (
    <Surface>
      <Container>
        <Flex direction="column" gap="4" py="4">
          <Section title="Pages">
            <Facts
              facts={PAGES.map(([title, address]) => [
                title,
                <Flex key={title} gap="3" style={{ flexWrap: 'wrap' }}>
                  {PAGE_STATES.map(state => (
                    // The whole page anew: the state is that of its backend.
                    <a
                      key={state}
                      href={`${address}${
                        address.includes('?') ? '&' : '?'
                      }state=${state}`}
                    >
                      {state}
                    </a>
                  ))}
                </Flex>,
              ])}
            />
          </Section>
          {Object.entries(COMPONENT_STATES).map(([title, all]) => (
            <Section key={title} title={title}>
              <Flex direction="column" gap="3">
                {all.map(([state, element]) => (
                  <div key={state}>
                    <Text as="p" color="secondary">
                      {state}
                    </Text>
                    {element}
                  </div>
                ))}
              </Flex>
            </Section>
          ))}
        </Flex>
      </Container>
    </Surface>
  );
}
