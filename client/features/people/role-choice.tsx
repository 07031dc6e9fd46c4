import { useId } from 'react';
import { ROLES, ROLE_WORDS, type Role } from '../../../shared/api/roles.js';
import { Radio } from '../../components/tick.js';

interface RoleChoiceProps {
  readonly role: Role;
  readonly onChange: (role: Role) => void;
}

/** The roles, the highest first as in a list of people, each with what it may. */
export function RoleChoice({ role, onChange }: RoleChoiceProps) {
  const group = useId();
  return (
    <div className="choice" role="radiogroup" aria-label="Role" data-help="roles">
      {ROLES.toReversed().map((each) => (
        <Radio
          key={each}
          label={`&${ROLE_WORDS[each].name}`}
          hint={ROLE_WORDS[each].may}
          group={group}
          checked={role === each}
          onChoose={() => onChange(each)}
        />
      ))}
    </div>
  );
}
