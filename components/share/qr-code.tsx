'use client';

import { Download } from 'lucide-react';
import encodeQR from 'qr';
import * as m from '@/messages/compiled/share';

/** Cells left white around the code; its standard asks for four. */
const QUIET = 4;

/** An address for a camera, black on white in every theme so that any camera reads it, and as a file to print. */
export function QrCode({ address, name }: { address: string; name: string }) {
  const cells = encodeQR(address, 'raw', { ecc: 'medium', border: QUIET });
  const side = cells.length;
  const path = cells.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  const file = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="1024" height="1024" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`;
  return (
    <div className="grid justify-items-center gap-2">
      <svg
        viewBox={`0 0 ${side} ${side}`}
        role="img"
        aria-label={m.qr()}
        shapeRendering="crispEdges"
        className="w-full max-w-44 rounded-print border border-line bg-[#fff]"
      >
        <path d={path} fill="#000" />
      </svg>
      <a
        href={`data:image/svg+xml,${encodeURIComponent(file)}`}
        download={`${name}.svg`}
        className="button button-bare print:hidden"
      >
        <Download size={18} aria-hidden="true" />
        {m.saveQr()}
      </a>
    </div>
  );
}
