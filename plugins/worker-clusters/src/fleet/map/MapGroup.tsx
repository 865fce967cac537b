import { memo, useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, StateIcon, toneClass } from '../../components/StatusChip';
import { SelectionBox } from '../../grid/SelectionBox';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import { groupTitle } from '../groupTitle';
import type { Grouping } from '../groups';
import { selectedOfAll } from '../selection/rowSelection';
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
    chosen: boolean;
    /** Clusters are being selected: a box then, not a link. */
    selecting: boolean;
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
        data-chosen={props.chosen || undefined}
        role={props.selecting ? 'checkbox' : undefined}
        aria-checked={props.selecting ? props.chosen : undefined}
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
    /** Ids of the clusters that are selected. */
    chosen: ReadonlySet<string>;
    selecting: boolean;
    onToggleGroup(tiles: readonly Tile[]): void;
  }) => {
    const { grouping, groupKey, tiles, entry, link, base } = props;
    const { chosen, selecting, onToggleGroup } = props;
    const { t } = useTranslationRef(workerClustersTranslationRef);
    const format = useFormat();
    const id = useId();
    const title = groupTitle(t, grouping, groupKey);
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
          {selecting && (
            <SelectionBox
              selected={selectedOfAll(
                tiles.map(tile => ({ ...tile.cluster, id: tile.id })),
                chosen,
              )}
              label={t('fleet.select.group', { title })}
              tabIndex={0}
              onToggle={() => onToggleGroup(tiles)}
            />
          )}
          <h2 id={id}>{title}</h2>
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
            const label = state.muted
              ? t('fleet.map.lastKnown', { name, state: words })
              : `${name}: ${words}`;
            const isChosen = chosen.has(tile);
            return (
              <ClusterTile
                key={tile}
                id={tile}
                name={name}
                label={
                  isChosen && !selecting
                    ? t('fleet.map.selected', { label })
                    : label
                }
                kind={kind}
                tone={state.tone}
                shape={state.shape}
                path={path}
                href={path && base + path}
                entry={tile === entry}
                chosen={isChosen}
                selecting={selecting}
              />
            );
          })}
        </ul>
      </section>
    );
  },
);
