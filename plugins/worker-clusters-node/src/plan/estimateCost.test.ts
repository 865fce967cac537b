import { estimateCost } from './estimateCost';

const prices = {
  currency: 'USD',
  cluster: 100,
  nodes: { small: 50.005, medium: 100 },
};
const spec = (size?: string, min?: number, max?: number) =>
  ({ nodes: { size, min, max } } as any);

describe('estimateCost', () => {
  it.each<[string, Parameters<typeof estimateCost>, unknown]>([
    [
      'adds nodes to the cluster',
      [prices, spec('medium', 2, 4)],
      { currency: 'USD', monthly: { min: 300, max: 500 } },
    ],
    [
      'rounds to cents',
      [prices, spec('small', 1, 3)],
      { currency: 'USD', monthly: { min: 150.01, max: 250.02 } },
    ],
    [
      'compares with the cost before',
      [prices, spec('medium', 2, 4), spec('medium', 1, 1)],
      {
        currency: 'USD',
        monthly: { min: 300, max: 500 },
        before: { min: 200, max: 200 },
      },
    ],
    [
      'leaves out a cost before that is not known',
      [prices, spec('medium', 2, 4), spec('huge', 1, 1)],
      { currency: 'USD', monthly: { min: 300, max: 500 } },
    ],
    [
      'costs only the cluster without nodes',
      [prices, spec('medium', 0, 0)],
      { currency: 'USD', monthly: { min: 100, max: 100 } },
    ],
    [
      'adds a NAT gateway for each zone after the first',
      [
        { ...prices, natGateway: 35 },
        { ...spec('medium', 2, 4), network: { nat: 'perZone' } },
      ],
      { currency: 'USD', monthly: { min: 370, max: 570 } },
    ],
    [
      'counts the zones that a claim names',
      [
        { ...prices, natGateway: 35 },
        {
          ...spec('medium', 2, 4),
          network: { nat: 'perZone', zones: ['euw1-az1', 'euw1-az2'] },
        },
      ],
      { currency: 'USD', monthly: { min: 335, max: 535 } },
    ],
    [
      'adds nothing for one NAT gateway',
      [
        { ...prices, natGateway: 35 },
        { ...spec('medium', 2, 4), network: { nat: 'single' } },
      ],
      { currency: 'USD', monthly: { min: 300, max: 500 } },
    ],
    [
      'returns nothing without a price table',
      [undefined, spec('medium', 2, 4)],
      undefined,
    ],
    [
      'returns nothing for an unknown size',
      [prices, spec('huge', 2, 4)],
      undefined,
    ],
    [
      'returns nothing for a name of Object.prototype',
      [prices, spec('constructor', 2, 4)],
      undefined,
    ],
    ['returns nothing without bounds', [prices, spec('medium')], undefined],
    ['returns nothing without nodes', [prices, {} as any], undefined],
  ])('%s', (_, args, expected) => {
    expect(estimateCost(...args)).toEqual(expected);
  });
});
