/** A rule in its text form, with networks as the lists show them. */
import { cidrToText } from '../../shared/address/network.js';
import { LinkButton } from './button.js';
import { StrangerText } from './stranger-text.js';

interface RuleTextProps {
  readonly rule: string;
  readonly onPress?: ((rule: string) => void) | undefined;
}

export function RuleText({ rule, onPress }: RuleTextProps) {
  const text = <StrangerText mono text={ruleAsShown(rule)} />;
  if (!onPress) return text;
  return (
    <LinkButton onPress={() => onPress(rule)} title="Show what this rule decided">
      {text}
    </LinkButton>
  );
}

/** `address 10.0.0.0/8` as `address IP=10.0.0.0, MASK=255.0.0.0`. */
export function ruleAsShown(rule: string): string {
  const network = /^(address|never) (\S+)$/.exec(rule);
  return network ? `${network[1]} ${cidrToText(network[2]!)}` : rule;
}
