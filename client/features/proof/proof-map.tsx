/** Who may relay as a picture of IPv4: all of it, a /16, a /24, each 16 by 16, the chosen part opened in the next. */
import { useMemo } from 'react';
import { addressMap, type MapPart, type MapPrefix } from '../../../shared/engine/address-map.js';
import { ChoiceField } from '../../components/field.js';
import { MapSquare } from './map-square.js';
import { firstOf, networkName, networkStart } from './map-words.js';
import type { ProofAnswer } from './proof-worker.js';

interface ProofMapProps {
  readonly proof: ProofAnswer;
  /** The address that is looked at: the squares show what lies around it. */
  readonly at: number;
  readonly onLook: (at: number) => void;
}

export function ProofMap({ proof, at, onLook }: ProofMapProps) {
  const { permitted, never } = proof;
  const level = (first: number, prefix: MapPrefix) => addressMap(permitted, never, first, prefix);
  const [first8, first16, first24] = [
    networkStart(at, 8),
    networkStart(at, 16),
    networkStart(at, 24),
  ];
  const all = useMemo(() => addressMap(permitted, never, 0, 0), [permitted, never]);
  const within8 = useMemo(
    () => addressMap(permitted, never, first8, 8),
    [permitted, never, first8],
  );
  const nets = useMemo(
    () => addressMap(permitted, never, first16, 16),
    [permitted, never, first16],
  );
  const hosts = useMemo(
    () => addressMap(permitted, never, first24, 24),
    [permitted, never, first24],
  );
  const may = hosts.reduce((sum, part) => sum + part.permitted, 0);

  const open8 = (first: number) => open16(firstOf(level(first, 8)));
  const open16 = (first: number) => onLook(firstOf(level(first, 16)));
  return (
    <>
      <div className="maps" data-help="map">
        <MapSquare
          className="a"
          label="All of IPv4, each part a /8"
          parts={all}
          prefix={0}
          opened={first8}
          onOpen={open8}
          caption={
            <>
              <b>All of IPv4</b>, each a /8
            </>
          }
        />
        <MapSquare
          key={first16}
          className="b"
          label={`${networkName(first16, 16)}, each part a /24`}
          parts={nets}
          prefix={16}
          opened={first24}
          onOpen={onLook}
          caption={<Within8 parts={within8} shown={first16} onOpen={open16} />}
        />
        <MapSquare
          key={`hosts ${first24}`}
          className="c"
          label={`${networkName(first24, 24)}, each part one address`}
          parts={hosts}
          prefix={24}
          opened={null}
          scale
          caption={
            <>
              <b>{networkName(first24, 24)}</b>, each one address: {may} of 256 may relay
            </>
          }
        />
      </div>
      <ul className="key" aria-label="Key to the map">
        {KEY.map(([look, text]) => (
          <li key={look}>
            <i className={`cell ${look}`} />
            {text}
          </li>
        ))}
      </ul>
    </>
  );
}

const KEY = [
  ['all', 'may relay'],
  ['part', 'in part'],
  ['never', 'never'],
  ['private', 'private'],
  ['public', 'public'],
] as const;

interface Within8Props {
  readonly parts: readonly MapPart[];
  readonly shown: number;
  readonly onOpen: (first: number) => void;
}

/** Between a /8 and its /24s lies the /16; where several of the /8 hold something, it is chosen here. */
function Within8({ parts, shown, onOpen }: Within8Props) {
  const filled = parts.filter(
    ({ permitted, never, first }) => permitted > 0 || never > 0 || first === shown,
  );
  if (filled.length < 2) {
    return (
      <>
        <b>{networkName(shown, 16)}</b>, each a /24
      </>
    );
  }
  return (
    <ChoiceField
      label="Network, each part a /24"
      labelHidden
      value={String(shown)}
      options={filled.map(({ first }) => [String(first), networkName(first, 16)])}
      onChange={(value) => onOpen(Number(value))}
    />
  );
}
