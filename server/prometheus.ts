/** The one door to prom-client: figures for Prometheus, each process with its own. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export { Counter, Gauge, Histogram, Registry };

/** What every process says of itself. `name`: `relay`, `console`. */
export function addProcessFigures(registry: Registry, name: string): void {
  const registers = [registry];
  const memory: Gauge = new Gauge({
    name: `gatepost_${name}_resident_memory_bytes`,
    help: `Memory of the ${name} process.`,
    registers,
    collect: () => void memory.set(process.memoryUsage.rss()),
  });
  let told = 0;
  const cpu: Counter = new Counter({
    name: `gatepost_${name}_cpu_seconds_total`,
    help: `Processor time that the ${name} process has used.`,
    registers,
    collect: () => {
      const { user, system } = process.cpuUsage();
      const used = (user + system) / 1e6;
      cpu.inc(Math.max(0, used - told));
      told = used;
    },
  });
  const started = new Gauge({
    name: `gatepost_${name}_start_time_seconds`,
    help: `When the ${name} process began, in seconds since 1970.`,
    registers,
  });
  started.set(Date.now() / 1000 - process.uptime());
}
