import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Skeleton, ToggleButton } from '@backstage/ui';
import { RiCheckboxMultipleLine } from '@remixicon/react';
import {
  useAppHref,
  useAppNavigate,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import type {
  ConnectionState,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { clusterRouteRef } from '../../routes';
import { workerClustersTranslationRef } from '../../translations';
import { type Grouping, groupClusters } from '../groups';
import { toggleRows } from '../selection/rowSelection';
import { useRowSelection } from '../selection/useRowSelection';
import { ClusterPopover } from './ClusterPopover';
import { MapGroup } from './MapGroup';
import { MapLegend } from './MapLegend';
import styles from './map.module.css';
import { moveFocus } from './moveFocus';
import { countKinds, keepOrder, type Tile } from './tiles';
import { useTiles } from './useTiles';

/** Up to so many clusters a tile has room for a name. */
const NAMED = 120;
/** The pointer has to rest so long on a tile before its details cover others, in milliseconds. */
const REST_MS = 150;
/** So long the pointer may be on its way from a tile to its details, in milliseconds. */
const LEAVE_MS = 250;

const tileOf = (target: EventTarget) =>
  target instanceof Element
    ? target.closest<HTMLAnchorElement>('a[data-tile]')
    : null;

/** The cluster of which details are shown, and its tile. */
interface Shown {
  id: string;
  anchor: HTMLAnchorElement;
}

interface MapProps {
  management: ReadonlyMap<string, ConnectionState>;
  group: Grouping | undefined;
  /** Ids of the clusters that are selected. */
  chosen: ReadonlySet<string>;
  onChoose(ids: ReadonlySet<string>): void;
}

/**
 * One tile per cluster, grouped, the worst first; the arrow keys move between them, Enter opens one and Space selects it. While
 * clusters are being selected, a press selects, too.
 */
export function FleetMap(
  props: MapProps & {
    clusters: readonly WorkerCluster[] | undefined;
    emptyState: ReactNode;
  },
) {
  const { clusters, emptyState, ...map } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!clusters) {
    return (
      <Skeleton
        role="status"
        width="100%"
        height="20rem"
        aria-label={t('fleet.loading')}
      />
    );
  }
  if (clusters.length === 0) return <>{emptyState}</>;
  return <Tiles {...map} clusters={clusters} />;
}

function Tiles(props: MapProps & { clusters: readonly WorkerCluster[] }) {
  const { clusters, management, group, chosen, onChoose } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const link = useRouteRef(clusterRouteRef);
  const base = useAppHref('/').replace(/\/$/, '');
  const navigate = useAppNavigate();
  const map = useRef<HTMLDivElement>(null);
  const keysId = useId();
  const popoverId = useId();
  const [shown, setShown] = useState<Shown>();
  const [active, setActive] = useState<string>();
  /** Whether focus or pointer are in the map. */
  const [read, setRead] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const later = (ms: number, next: Shown | undefined) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(next), ms);
  };
  const now = (next: Shown | undefined) => {
    clearTimeout(timer.current);
    setShown(next);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const tiles = useTiles(clusters, management);
  const order = useRef<Map<string, number>>();
  const groups = useMemo(() => {
    const sorted = keepOrder(tiles, read ? order.current : undefined);
    order.current = new Map(sorted.map(({ id }, index) => [id, index]));
    const byId = new Map(sorted.map(tile => [tile.cluster, tile]));
    return groupClusters(
      sorted.map(tile => tile.cluster),
      group,
    ).map(({ key, clusters: members }) => ({
      key,
      tiles: members.map(cluster => byId.get(cluster)!),
    }));
  }, [tiles, group, read]);
  const rows = useMemo(
    () =>
      groups.flatMap(({ tiles: members }) =>
        members.map(({ id, cluster }) => ({ ...cluster, id })),
      ),
    [groups],
  );
  const [selecting, setSelecting] = useState(chosen.size > 0);
  const { toggleRow, toggleAll } = useRowSelection(rows, chosen, onChoose);
  const latest = useRef({ chosen, onChoose });
  useEffect(() => {
    latest.current = { chosen, onChoose };
  });
  const toggleGroup = useCallback(
    (members: readonly Tile[]) =>
      latest.current.onChoose(
        toggleRows(
          members.map(({ id, cluster }) => ({ ...cluster, id })),
          latest.current.chosen,
        ),
      ),
    [],
  );
  const first = groups[0]?.tiles[0]?.id;
  const entry = tiles.some(tile => tile.id === active) ? active : first;
  const shownTile = shown && tiles.find(tile => tile.id === shown.id);

  const show = (anchor: HTMLAnchorElement | null): Shown | undefined =>
    anchor ? { id: anchor.dataset.tile!, anchor } : undefined;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (shown) now(undefined);
      return;
    }
    const anchor = tileOf(event.target);
    if (!anchor || event.altKey) return;
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      setSelecting(true);
      toggleAll();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === ' ') {
      event.preventDefault();
      setSelecting(true);
      toggleRow(anchor.dataset.tile!, event.shiftKey);
      return;
    }
    if (event.key === 'Enter' && selecting) {
      // Else the press that follows would select.
      event.preventDefault();
      navigate(anchor.dataset.path!);
      return;
    }
    const all = [
      ...map.current!.querySelectorAll<HTMLAnchorElement>('a[data-tile]'),
    ];
    const next = moveFocus(
      event.key,
      all.map(a => a.getBoundingClientRect()),
      all.indexOf(anchor),
    );
    if (next === undefined) return;
    event.preventDefault();
    all[next].focus();
  };
  const onFocus = (event: FocusEvent) => {
    const anchor = tileOf(event.target);
    setRead(true);
    if (!anchor) return;
    setActive(anchor.dataset.tile);
    // A press of the mouse focuses, too; it leads away from here.
    if (anchor.matches(':focus-visible')) now(show(anchor));
  };
  const onBlur = (event: FocusEvent) => {
    if (map.current!.contains(event.relatedTarget)) return;
    setRead(false);
    now(undefined);
  };
  const onClick = (event: MouseEvent) => {
    const anchor = tileOf(event.target);
    if (
      !anchor ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey
    ) {
      return;
    }
    if (selecting) {
      event.preventDefault();
      // With Shift the browser has selected the text up to here: clusters are meant.
      if (event.shiftKey) getSelection()?.removeAllRanges();
      toggleRow(anchor.dataset.tile!, event.shiftKey);
      return;
    }
    if (event.shiftKey) return;
    event.preventDefault();
    const { pointerType } = event.nativeEvent as PointerEvent;
    // A finger does not hover: the first tap shows the details, the next one or their link opens the cluster.
    if (pointerType === 'touch' && shown?.id !== anchor.dataset.tile) {
      now(show(anchor));
    } else {
      navigate(anchor.dataset.path!);
    }
  };

  return (
    <div>
      <div className={styles.above}>
        <MapLegend counts={countKinds(tiles)} />
        <ToggleButton
          size="small"
          iconStart={<RiCheckboxMultipleLine aria-hidden />}
          isSelected={selecting}
          onChange={value => {
            now(undefined);
            setSelecting(value);
          }}
        >
          {t('fleet.map.select')}
        </ToggleButton>
      </div>
      <p id={keysId} className={styles.keys}>
        {t('fleet.map.keys')}
      </p>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the events are those of the links in it */}
      <div
        ref={map}
        role="group"
        aria-label={t('fleet.map.label')}
        aria-describedby={keysId}
        className={styles.map}
        data-named={tiles.length <= NAMED || undefined}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onBlur={onBlur}
        onClick={onClick}
        onPointerOver={event => {
          // The details would cover the tiles that are selected next.
          if (event.pointerType === 'touch' || selecting) return;
          const anchor = tileOf(event.target);
          if (anchor) later(shown ? 0 : REST_MS, show(anchor));
          else if ((event.target as Element).closest('[data-details]')) {
            clearTimeout(timer.current);
          } else later(LEAVE_MS, undefined);
        }}
        onPointerEnter={() => setRead(true)}
        onPointerLeave={() => {
          if (map.current!.contains(document.activeElement)) return;
          setRead(false);
          later(LEAVE_MS, undefined);
        }}
      >
        {groups.map(({ key, tiles: members }) => (
          <MapGroup
            key={key ?? ''}
            grouping={group}
            groupKey={key}
            tiles={members}
            entry={members.some(({ id }) => id === entry) ? entry : undefined}
            link={link}
            base={base}
            chosen={chosen}
            selecting={selecting}
            onToggleGroup={toggleGroup}
          />
        ))}
        {shown && shownTile && (
          <ClusterPopover
            id={popoverId}
            anchor={shown.anchor}
            cluster={shownTile.cluster}
            management={management.get(shownTile.cluster.managementCluster)}
            href={link?.(shownTile.cluster)}
          />
        )}
      </div>
    </div>
  );
}
