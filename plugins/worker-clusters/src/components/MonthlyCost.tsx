import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RequestPreview } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';

/**
 * An estimated cost as every page writes it: `200 to 1,400 USD a month (now 200 to 800 USD)`, from the lowest to the highest
 * number of nodes.
 */
export function MonthlyCost(props: {
  cost: NonNullable<RequestPreview['cost']>;
}) {
  const { currency, monthly, before } = props.cost;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { number } = useFormat();
  const amount = (range: typeof monthly) => {
    const [min, max] = [range.min, range.max].map(n => number(Math.round(n)));
    return min === max
      ? `${min} ${currency}`
      : t('common.cost.range', { min, max, currency });
  };
  return (
    <>
      {before
        ? t('common.cost.change', {
            cost: amount(monthly),
            before: amount(before),
          })
        : t('common.cost.monthly', { cost: amount(monthly) })}
    </>
  );
}
