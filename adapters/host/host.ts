/** What does not change while the bot runs: the machine. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Record } from '../../src/jobs/record.ts';

type Host = NonNullable<Record['host']>;
let known: Omit<Host, 'name' | 'governor'> | undefined;

/** The governor alone can be changed at any time, and decides how fast a bench is: it is read anew. */
export function hostFacts(name: string): Host {
  known ??= look();
  const governor = read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor');
  return { name, ...known, ...(governor && { governor }) };
}

function look(): Omit<Host, 'name' | 'governor'> {
  const cpu = cpus()[0]?.model.trim();
  const virtualisation = virtual();
  return {
    os: `${type()} ${release()}`,
    arch: arch(),
    ...(cpu && { cpu }),
    cpus: availableParallelism(),
    memory: totalmem(),
    ...(virtualisation && { virtualisation }),
  };
}

/** The maker of the virtual machine, `container`, or nothing that could be seen. */
function virtual(): string | undefined {
  if (read('/.dockerenv') !== undefined || read('/run/.containerenv') !== undefined) return 'container';
  if (!/^flags\s*:.*\bhypervisor\b/m.test(read('/proc/cpuinfo') ?? '')) return undefined;
  return read('/sys/class/dmi/id/sys_vendor') || 'virtual machine';
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
