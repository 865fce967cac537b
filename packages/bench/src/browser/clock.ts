/** What happens in a page, with its times: milliseconds since the page began. */
export interface PageClock {
  /** Of the last answer whose address contains the text: when it was requested, and when it had arrived. */
  answer(address: string): { requested: number; arrived: number } | undefined;
  /** When the last signal of the fleet arrived. */
  signal?: number;
  /** When the person last did something. */
  input?: number;
  /**
   * Resolves when the condition holds and the frame that shows it was painted, with that time.
   *
   * @param source - of a function without parameters, evaluated after each change of the document
   */
  painted(source: string): Promise<number>;
  /** Counts the rows of tables whose content changes from now on. */
  watchRows(): void;
  changedRows(): number;
  /** Durations of the tasks that were longer than 50 ms, from now on. */
  watchTasks(): void;
  longTasks(): number[];
}

declare global {
  interface Window {
    benchClock: PageClock;
  }
}

/** Runs in the page before its scripts, so it uses nothing from outside of itself. */
export function installClock() {
  performance.setResourceTimingBufferSize(5000);
  const rows = new Set<Element>();
  let watching = false;
  new MutationObserver(mutations => {
    if (!watching) return;
    for (const { target } of mutations) {
      const element = target instanceof Element ? target : target.parentElement;
      const row = element?.closest('[role=row]');
      if (row) rows.add(row);
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  let tasks: number[] = [];
  new PerformanceObserver(list => {
    tasks.push(...list.getEntries().map(entry => entry.duration));
  }).observe({ type: 'longtask' });

  const clock: PageClock = {
    answer(address) {
      const entry = (
        performance.getEntriesByType('resource') as PerformanceResourceTiming[]
      )
        .filter(({ name }) => name.includes(address))
        .pop();
      return (
        entry && { requested: entry.startTime, arrived: entry.responseEnd }
      );
    },
    painted(source) {
      // The source is the bench's own.
      // eslint-disable-next-line no-new-func
      const holds = new Function(`return (${source})()`) as () => boolean;
      return new Promise(resolve => {
        const observer = new MutationObserver(() => check());
        function check() {
          if (!holds()) return;
          observer.disconnect();
          // A task after the next frame: the frame was painted by then.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now());
            port2.postMessage(undefined);
          });
        }
        observer.observe(document, {
          subtree: true,
          childList: true,
          characterData: true,
          attributes: true,
        });
        check();
      });
    },
    watchRows() {
      rows.clear();
      watching = true;
    },
    changedRows() {
      watching = false;
      return rows.size;
    },
    watchTasks() {
      tasks = [];
    },
    longTasks: () => tasks,
  };
  window.benchClock = clock;

  for (const type of ['pointerup', 'keyup', 'input']) {
    document.addEventListener(
      type,
      () => {
        clock.input = performance.now();
      },
      { capture: true },
    );
  }
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(...args: ConstructorParameters<typeof Original>) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (String(data).includes('worker-clusters')) {
          clock.signal = performance.now();
        }
      });
    }
  };
}
