import {
  metricsServiceRef,
  type MetricAttributes,
  type MetricOptions,
  type MetricsService,
  type MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';
import { createServiceFactory } from '@backstage/backend-plugin-api';

/** One exported value. */
export interface MetricPoint {
  name: string;
  attributes: MetricAttributes;
  value: number;
}

/** What was registered. */
export interface Instrument {
  name: string;
  type: 'counter' | 'histogram' | 'gauge';
  unit?: string;
}

/** A metrics service that a test reads as an exporter does. Histograms export their count. */
export class MetricsReader {
  readonly #callbacks = new Map<
    string,
    MetricsServiceObservableCallback<any>[]
  >();
  readonly #recorded = new Map<string, MetricPoint>();
  readonly instruments: Instrument[] = [];

  readonly factory = createServiceFactory({
    service: metricsServiceRef,
    deps: {},
    factory: () => this.service,
  });

  async read(name: string): Promise<MetricPoint[]> {
    const points = [...this.#recorded.values()].filter(p => p.name === name);
    for (const callback of this.#callbacks.get(name) ?? []) {
      await callback({
        observe: (value, attributes = {}) =>
          points.push({ name, attributes, value }),
      });
    }
    return points;
  }

  get service(): MetricsService {
    const note = (
      type: Instrument['type'],
      name: string,
      options?: MetricOptions,
    ) => this.instruments.push({ name, type, unit: options?.unit });
    const observable =
      (type: Instrument['type']) => (name: string, options?: MetricOptions) => {
        note(type, name, options);
        const callbacks: MetricsServiceObservableCallback<any>[] = [];
        this.#callbacks.set(name, callbacks);
        return {
          addCallback: (callback: MetricsServiceObservableCallback<any>) => {
            callbacks.push(callback);
          },
          removeCallback: () => {},
        };
      };
    const add = (name: string, attributes: MetricAttributes, by: number) => {
      const key = `${name} ${JSON.stringify(attributes)}`;
      const point = this.#recorded.get(key) ?? { name, attributes, value: 0 };
      point.value += by;
      this.#recorded.set(key, point);
    };
    const counter = (name: string, options?: MetricOptions) => {
      note('counter', name, options);
      return {
        add: (value: number, attributes: MetricAttributes = {}) =>
          add(name, attributes, value),
      };
    };
    const recorder =
      (type: Instrument['type']) => (name: string, options?: MetricOptions) => {
        note(type, name, options);
        return {
          record: (_: number, attributes: MetricAttributes = {}) =>
            add(name, attributes, 1),
        };
      };
    return {
      createCounter: counter,
      createUpDownCounter: counter,
      createHistogram: recorder('histogram'),
      createGauge: recorder('gauge'),
      createObservableCounter: observable('counter'),
      createObservableUpDownCounter: observable('counter'),
      createObservableGauge: observable('gauge'),
    };
  }
}
