/** How long a password is: length is what makes it hard to guess. */
import { LEAST_PASSWORD } from '../../shared/api/session.js';

const STEPS = [LEAST_PASSWORD, 14, 18, 24] as const;
const WORDS = ['Too short', 'Enough', 'Good', 'Very good', 'Excellent'] as const;

export function PasswordMeter({ password }: { readonly password: string }) {
  const { length } = Array.from(password);
  const reached = STEPS.filter((step) => length >= step).length;
  const characters = length === 1 ? '1 character' : `${length} characters`;
  return (
    <>
      <span className="meter" aria-hidden="true">
        {STEPS.map((step) => (
          <i key={step} className={length >= step ? 'f' : ''} />
        ))}
      </span>
      <span style={{ display: 'block', marginTop: 4 }}>
        {length > 0 && `${WORDS[reached]}: ${characters}. `}At least {LEAST_PASSWORD}, any
        characters. Length counts most.
      </span>
    </>
  );
}
