import { memo, useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, StateIcon, toneClass } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import { groupTitle } from '../groupTitle';
import type { Grouping } from '../groups';
import styles from './map.module.css';
import { countKinds, KIND_LOOKS, type Tile } from './tiles';

/** One cluster: icon and outline say its state, and its name where there is room. All of it primitive: a tile renders when it changes. */
const ClusterTile = memo(
  (props: {
    id: string;
    name: string;
    label: string;
    kind: Tile['kind'];
    tone: Tile['state']['tone'];
    shape: Tile['state']['shape'];
    /** In the app, and in the browser. */
    path: string | undefined;
    href: string | undefined;
    entry: boolean;
  }) => (
    <li>
      <a
        className={`${styles.tile} ${toneClass(props.tone)}`}
        data-kind={props.kind}
        data-tile={props.id}
        data-path={props.path}
        href={props.href}
        aria-label={props.label}
        tabIndex={props.entry ? 0 : -1}
      >
        <StateIcon shape={props.shape} />
        <span className={styles.name}>{props.name}</span>
      </a>
    </li>
  ),
);

/** The tiles of one group under its name and its sums. */
export const MapGroup = memo(
  (props: {
    grouping: Grouping | undefined;
    groupKey: string | undefined;
    tiles: Tile[];
    /** The tile that the tabulator reaches; undefined: it is in another group. */
    entry: string | undefined;
    link: ((ref: ClusterRef) => string) | undefined;
    base: string;
  }) => {
    const { grouping, groupKey, tiles, entry, link, base } = props;
    const { t } = useTranslationRef(workerClustersTranslationRef);
    const format = useFormat();
    const id = useId();
    const sum = (of: (tile: Tile) => number) =>
      tiles.reduce((all, tile) => all + of(tile), 0);
    const outOfSync = sum(
      ({ cluster }) => cluster.applications.bySync.OutOfSync,
    );
    return (
      <section
        className={styles.group}
        aria-labelledby={id}
        // As high as it is going to be, so that nothing jumps when it comes into sight.
        style={{ '--tiles': tiles.length } as React.CSSProperties}
      >
        <div className={styles.head}>
          <h2 id={id}>{groupTitle(t, grouping, groupKey)}</h2>
          <span>{t('fleet.clusters', { count: tiles.length })}</span>
          {countKinds(tiles).map(([kind, count]) => (
            <span key={kind} title={t(`fleet.map.kind.${kind}`)}>
              <Chip
                look={KIND_LOOKS[kind]}
                text={
                  <>
                    {format.number(count)}
                    <span className={styles.hidden}>
                      {' '}
                      {t(`fleet.map.kind.${kind}`)}
                    </span>
                  </>
                }
              />
            </span>
          ))}
          <span>
            {t('fleet.glance.applications', {
              count: sum(({ cluster }) => cluster.applications.total),
            })}
            {outOfSync > 0 &&
              `, ${t('fleet.map.outOfSync', { count: outOfSync })}`}
          </span>
        </div>
        <ul className={styles.tiles}>
          {tiles.map(({ id: tile, cluster, state, kind }) => {
            const { managementCluster, namespace, name } = cluster;
            const path = link?.({ managementCluster, namespace, name });
            const words = [state.label, state.reason]
              .filter(Boolean)
              .join(', ');
            return (
              <ClusterTile
                key={tile}
                id={tile}
                name={name}
                label={
                  state.muted
                    ? t('fleet.map.lastKnown', { name, state: words })
                    : `${name}: ${words}`
                }
                kind={kind}
                tone={state.tone}
                shape={state.shape}
                path={path}
                href={path && base + path}
                entry={tile === entry}
              />
            );
          })}
        </ul>
      </section>
    );
  },
);
