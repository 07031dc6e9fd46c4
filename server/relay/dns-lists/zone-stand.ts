/**
 * How one zone answers. One that does not is left out for a while, longer each time, so that it costs a
 * wait now and then and never each peer one.
 */
const FIRST_OUT_MS = 60_000;
const LAST_OUT_MS = 30 * 60_000;
/** A single question may fail for reasons of its own. */
const FAULTS_IN_A_ROW = 3;

export interface ZoneFault {
  readonly problem: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export class ZoneStand {
  readonly #now: () => number;
  #faults = 0;
  #outFor = FIRST_OUT_MS;
  #fault: ZoneFault | null = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Why it is not asked now; null when it is. */
  fault(): ZoneFault | null {
    return this.#fault && this.#now() < this.#fault.until ? this.#fault : null;
  }

  answered(): void {
    this.#faults = 0;
    this.#outFor = FIRST_OUT_MS;
    this.#fault = null;
  }

  /** One question could not be answered; true when the zone is left out for it from now on. */
  failed(problem: string): boolean {
    this.#faults += 1;
    return this.#faults >= FAULTS_IN_A_ROW && this.leaveOut(problem);
  }

  /** False where it is left out already: questions that were under way tell nothing new. */
  leaveOut(problem: string): boolean {
    if (this.fault()) return false;
    this.#fault = { problem, until: this.#now() + this.#outFor };
    this.#outFor = Math.min(this.#outFor * 2, LAST_OUT_MS);
    return true;
  }
}
