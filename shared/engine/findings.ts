/** placeholder types; filled below */
export interface Finding {
  /** Stable while the cause is the same; what `confirm` names. */
  readonly id: string;
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'confirm';
  readonly text: string;
  /** Where in the rules, as in `restrictions.addresses.entries.0`. */
  readonly path?: string;
  /** How large it is (addresses, …), in decimal: a confirmation is asked again only when this grows. */
  readonly extent?: string;
}
