'use client';

import { useLinkStatus } from 'next/link';
import * as m from '@/messages/compiled/common';

/** Inside a `Link`: a line along the top of the window while the page that it leads to takes longer than a moment. */
export function PageComing() {
  const { pending } = useLinkStatus();
  return pending && <span role="progressbar" aria-label={m.loading()} className="page-coming" />;
}
