/* eslint-disable jsx-a11y/prefer-tag-over-role -- a grid of squares that is not a table */
/**
 * One network as 16 by 16 parts. One stop for Tab; arrows go from part to part, Enter or a press opens
 * one in the next square.
 */
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { MapPart, MapPrefix } from '../../../shared/engine/address-map.js';
import { partLook, partName } from './map-words.js';

interface MapSquareProps {
  readonly label: string;
  readonly parts: readonly MapPart[];
  readonly prefix: MapPrefix;
  /** First address of the part that is opened in the next square; null in the last. */
  readonly opened: number | null;
  readonly onOpen?: (first: number) => void;
  readonly caption: ReactNode;
  readonly className: string;
  /** Beside the rows: the last number of their first address. */
  readonly scale?: boolean;
}

const SIDE = 16;
const SCALE_EVERY = 2;

export function MapSquare(props: MapSquareProps) {
  const { label, parts, prefix, opened, onOpen, caption, className, scale } = props;
  const openedPlace = parts.findIndex(({ first }) => first === opened);
  const [moved, setMoved] = useState<number | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const stop = moved ?? Math.max(openedPlace, 0);

  const go = (place: number) => {
    setMoved(place);
    grid.current?.querySelectorAll<HTMLElement>('[role="gridcell"]')[place]?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const target = targetOf(event.key, stop);
    if (target !== null) go(target);
    else if ((event.key === 'Enter' || event.key === ' ') && onOpen) onOpen(parts[stop]!.first);
    else return;
    event.preventDefault();
  };
  return (
    <figure className={`map ${className}`}>
      <div className="square">
        {scale && (
          <div className="scale" aria-hidden="true">
            {Array.from({ length: SIDE / SCALE_EVERY }, (_, i) => (
              <span key={i}>.{i * SIDE * SCALE_EVERY}</span>
            ))}
          </div>
        )}
        <div
          role="grid"
          aria-label={label}
          className="cells"
          ref={grid}
          tabIndex={-1}
          onKeyDown={press}
        >
          {Array.from({ length: SIDE }, (_, row) => (
            <div role="row" key={row} className="cells-row">
              {parts.slice(row * SIDE, (row + 1) * SIDE).map((part, column) => {
                const place = row * SIDE + column;
                const name = partName(part, prefix);
                return (
                  // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid takes the keys
                  <div
                    key={part.first}
                    role="gridcell"
                    aria-label={name}
                    title={name}
                    aria-selected={onOpen ? place === openedPlace : undefined}
                    tabIndex={place === stop ? 0 : -1}
                    className={`cell ${partLook(part)}`}
                    onClick={() => {
                      setMoved(place);
                      onOpen?.(part.first);
                    }}
                  />
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

function targetOf(key: string, place: number): number | null {
  const column = place % SIDE;
  switch (key) {
    case 'ArrowLeft':
      return column > 0 ? place - 1 : place;
    case 'ArrowRight':
      return column < SIDE - 1 ? place + 1 : place;
    case 'ArrowUp':
      return place >= SIDE ? place - SIDE : place;
    case 'ArrowDown':
      return place < SIDE * (SIDE - 1) ? place + SIDE : place;
    case 'Home':
      return place - column;
    case 'End':
      return place - column + SIDE - 1;
    default:
      return null;
  }
}
