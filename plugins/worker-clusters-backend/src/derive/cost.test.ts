import { deriveCost } from './cost';
import { claim } from './__testUtils__/observation';

const prices = {
  currency: 'USD',
  cluster: 100,
  nodes: { small: 10 },
  natGateway: 5,
  compositions: [{ name: 'gpu', cluster: 300, nodes: { small: 50 } }],
};
const nodes = { size: 'small', min: 1, max: 3 };
const cost = (min: number, max: number) => ({
  currency: 'USD',
  monthly: { min, max },
});

describe('deriveCost', () => {
  it.each([
    ['the default Composition', {}, {}, cost(110, 130)],
    [
      'a NAT gateway in each of two zones',
      { network: { nat: 'perZone', zones: ['a', 'b'] } },
      {},
      cost(115, 135),
    ],
    [
      'a NAT gateway in each zone, of which the claim names none',
      { network: { nat: 'perZone' } },
      {},
      cost(120, 140),
    ],
    [
      'another Composition with prices of its own',
      {},
      { compositionName: 'gpu' },
      cost(350, 450),
    ],
    [
      'another Composition without prices',
      {},
      { compositionName: 'edge' },
      undefined,
    ],
    [
      'a Composition that is not known yet',
      {},
      { compositionName: undefined },
      cost(110, 130),
    ],
    [
      'a size without a price',
      { nodes: { ...nodes, size: 'toString' } },
      {},
      undefined,
    ],
    [
      'a claim that does not say how many nodes there are',
      { nodes: { size: 'small' } },
      {},
      undefined,
    ],
  ])('%s', (_, inClaim, over, expected) => {
    expect(
      deriveCost(
        {
          claim: claim({ nodes, ...(inClaim as object) }),
          compositionName: 'aws',
          defaultComposition: 'aws',
          ...over,
        },
        prices,
      ),
    ).toEqual(expected);
  });

  it('estimates nothing without prices, and nothing without a claim', () => {
    const observation = { defaultComposition: 'aws' };
    expect(
      deriveCost({ ...observation, claim: claim({ nodes }) }, undefined),
    ).toBeUndefined();
    expect(deriveCost(observation, prices)).toBeUndefined();
  });
});
