import { LinkButton } from '../../components/button.js';
import { ProblemLine } from '../../components/problem.js';
import { useDraft } from '../../draft/draft.js';
import { issuesAt } from '../../draft/issues.js';

/** Entries of Routing Restrictions that cannot be stored so, said where Apply is pressed. */
export function RestrictionFaults({ onShow }: { readonly onShow: () => void }) {
  const { refused, compilation } = useDraft();
  const own = compilation?.ok === false ? compilation.issues : [];
  const count = issuesAt([...refused, ...own], 'restrictions').length;
  if (count === 0) return null;
  return (
    <ProblemLine>
      {count === 1 ? '1 entry' : `${count.toLocaleString('en')} entries`} to correct in Routing
      Restrictions. <LinkButton onPress={onShow}>Show</LinkButton>
    </ProblemLine>
  );
}
