import { Button } from '../components/button.js';
import { useDraft } from '../draft/draft.js';

/** The host's own interfaces, to choose an internal address from. */
export function OwnAddresses({ onTake }: { readonly onTake: (address: string) => void }) {
  const { routing } = useDraft();
  const interfaces = routing.base?.document.interfaces ?? [];
  return (
    <div>
      <span className="hint">
        An address of this host: who connects to it may relay. IP forwarding must be off on this
        host.
      </span>
      <div className="fix" style={{ display: 'flex', flexWrap: 'wrap', gap: 6, marginTop: 6 }}>
        {interfaces.map(({ name, address }) => (
          <Button
            key={`${name} ${address}`}
            label={`${address} (${name})`}
            onPress={() => onTake(address)}
          />
        ))}
      </div>
    </div>
  );
}
