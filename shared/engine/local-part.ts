/**
 * Local parts that carry routing of their own. Taking one for a domain of ours, or for an override
 * domain, lends the domain to whoever reads the local part next (percent hack, bang paths, KB Q244346;
 * IMCEA encapsulation, MS99-027 and KB Q264330).
 */

/** True when a local part must not be accepted for our own or an override domain. */
export function carriesRouting(local: string): boolean {
  const bare = local.startsWith('"') ? local.slice(1, -1).replace(/\\(.)/gu, '$1') : local;
  return /[@%!:]/.test(bare) || isEncapsulated(bare);
}

/** `IMCEA<type>-` in any case; IMCEAEX- names a directory object and is met in replies to migrated users. */
function isEncapsulated(local: string): boolean {
  return /^IMCEA/i.test(local) && local.includes('-') && !/^IMCEAEX-/i.test(local);
}
