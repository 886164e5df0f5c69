'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { AvatarView } from '@/lib/views';

/** Shown until the grid has been measured: the first page, as the server sends it. */
const FIRST = 48;
/** Rows kept ready above and below what is in sight. */
const OVERSCAN = 4;

/** `row`: a row and the gap below it; `top`: where the grid begins in the page; in pixels. */
type Measures = { columns: number; row: number; top: number };

/**
 * A grid of pictures, of which only those near the screen are in the page, however many there are. Every tile is 2:3,
 * so that rows have one height and the rest can be padding: the page is as long as if all were there, and CSS alone
 * decides how many columns there are.
 */
export function AvatarWindow({
  label,
  avatars,
  complete,
  children,
}: {
  label: string;
  avatars: readonly AvatarView[];
  /** Whether these are all there are. */
  complete: boolean;
  children: (avatar: AvatarView, index: number) => ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [measures, setMeasures] = useState<Measures | null>(null);
  const { columns, row, top } = measures ?? { columns: 1, row: 1, top: 0 };
  const rows = Math.ceil(avatars.length / columns);
  const virtualizer = useWindowVirtualizer({
    count: rows,
    estimateSize: () => row,
    scrollMargin: top,
    overscan: OVERSCAN,
  });

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => {
      const next = measuresOf(element);
      setMeasures((before) => (before !== null && isSame(before, next) ? before : next));
    };
    measure();
    // The body grows with whatever stands above the grid.
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);

  // It keeps the sizes that it has until it is told that they changed.
  const measured = useRef(row);
  useLayoutEffect(() => {
    if (measured.current === row) return;
    measured.current = row;
    virtualizer.measure();
  }, [virtualizer, row]);

  const inSight = virtualizer.getVirtualItems();
  const from = measures === null ? 0 : (inSight[0]?.index ?? 0);
  const to = Math.min(rows, (inSight.at(-1)?.index ?? -1) + 1);
  const shown = measures === null ? avatars.slice(0, FIRST) : avatars.slice(from * columns, to * columns);
  const padding = measures === null ? {} : { paddingTop: from * row, paddingBottom: Math.max(0, rows - to) * row };

  return (
    <ul
      ref={list}
      aria-label={label}
      className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4 lg:grid-cols-4 xl:grid-cols-5"
      style={padding}
    >
      {shown.map((avatar, index) => (
        <li key={avatar.id} aria-posinset={from * columns + index + 1} aria-setsize={complete ? avatars.length : -1}>
          {children(avatar, from * columns + index)}
        </li>
      ))}
    </ul>
  );
}

function measuresOf(element: HTMLElement): Measures {
  const { gridTemplateColumns, rowGap } = getComputedStyle(element);
  const columns = gridTemplateColumns.split(' ').length;
  const gap = Number.parseFloat(rowGap);
  const width = (element.clientWidth - gap * (columns - 1)) / columns;
  return { columns, row: width * 1.5 + gap, top: element.getBoundingClientRect().top + window.scrollY };
}

function isSame(a: Measures, b: Measures): boolean {
  return a.columns === b.columns && Math.abs(a.row - b.row) < 0.01 && Math.abs(a.top - b.top) < 1;
}
