/** What defeats internal addresses on this host: the engine's own findings about them, as the dialog stands. */
import { useMemo } from 'react';
import { compile } from '../../../shared/engine/compile.js';
import { findingsOf } from '../../../shared/engine/findings.js';
import { FIRST_RULES, type Restrictions, type Rules } from '../../../shared/rules/schema.js';
import { NoticePager } from '../../components/notice.js';
import { useDraft } from '../../draft/draft.js';

interface InternalWarningsProps {
  readonly rules: Rules;
  readonly restrictions: Restrictions;
}

export function InternalWarnings({ rules, restrictions }: InternalWarningsProps) {
  const document = useDraft().routing.base?.document;
  const { reroute } = rules;
  const { internalAddresses } = restrictions;
  const findings = useMemo(() => {
    if (!document) return [];
    const { host, forwarding } = document;
    // The other lists play no part here, and may be long.
    const alone: Rules = {
      ...FIRST_RULES,
      reroute,
      restrictions: { ...FIRST_RULES.restrictions, internalAddresses },
    };
    const { compiled } = compile(alone, host);
    const all = compiled ? findingsOf(alone, compiled, { forwarding }) : [];
    return all.filter(({ path }) => path?.startsWith('restrictions.internalAddresses'));
  }, [document, reroute, internalAddresses]);
  if (findings.length === 0) return null;
  return (
    <div className="ind notes" style={{ margin: '8px 0 0' }}>
      <NoticePager
        notices={findings.map(({ id, severity, text }) => ({
          key: id,
          kind: severity === 'confirm' ? 'bad' : 'warn',
          text,
        }))}
      />
    </div>
  );
}
