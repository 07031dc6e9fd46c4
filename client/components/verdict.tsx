import type { Verdict as VerdictName } from '../../shared/engine/decision.js';
import { Icon } from './icon.js';

/** Glyph, word, then colour. */
export function Verdict({
  verdict,
  big,
}: {
  readonly verdict: VerdictName;
  readonly big?: boolean;
}) {
  return (
    <span className={`v ${verdict} ${big ? 'big' : ''}`}>
      <Icon name={verdict} />
      {verdict}
    </span>
  );
}
