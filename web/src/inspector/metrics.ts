// Prometheus text, as far as /metrics writes it.

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function parseMetrics(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) continue;
    const match = LINE.exec(line);
    if (match === null) continue;
    const labels: Record<string, string> = {};
    for (const [, key, value] of (match[2] ?? "").matchAll(LABEL)) {
      labels[key!] = value!.replace(/\\(.)/g, (_, c: string) => (c === "n" ? "\n" : c));
    }
    const value = match[3] === "+Inf" ? Infinity : Number(match[3]);
    samples.push({ name: match[1]!, labels, value });
  }
  return samples;
}

export function total(samples: readonly Sample[], name: string): number {
  return samples.reduce((sum, sample) => (sample.name === name ? sum + sample.value : sum), 0);
}

export interface Histogram {
  readonly stage: string;
  readonly count: number;
  readonly mean: number;
  readonly median: number; // of the bucket it lies in, interpolated
  readonly p90: number;
}

export function histograms(samples: readonly Sample[], name: string, label: string): Histogram[] {
  const stages = [
    ...new Set(samples.filter((s) => s.name === `${name}_count`).map((s) => s.labels[label] ?? "")),
  ];
  return stages.map((stage) => {
    const own = samples.filter((s) => (s.labels[label] ?? "") === stage);
    const buckets = own
      .filter((s) => s.name === `${name}_bucket`)
      .map((s) => ({
        le: s.labels["le"] === "+Inf" ? Infinity : Number(s.labels["le"]),
        count: s.value,
      }))
      .sort((a, b) => a.le - b.le);
    const count = total(own, `${name}_count`);
    return {
      stage,
      count,
      mean: count === 0 ? 0 : total(own, `${name}_sum`) / count,
      median: quantile(buckets, 0.5),
      p90: quantile(buckets, 0.9),
    };
  });
}

function quantile(buckets: readonly { le: number; count: number }[], q: number): number {
  const wanted = (buckets.at(-1)?.count ?? 0) * q;
  let below = { le: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= wanted && bucket.count > below.count) {
      if (bucket.le === Infinity) return below.le;
      const share = (wanted - below.count) / (bucket.count - below.count);
      return below.le + share * (bucket.le - below.le);
    }
    below = bucket;
  }
  return 0;
}
