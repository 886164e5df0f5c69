import type { ReactNode } from 'react';
import { KeyboardMap } from '@/components/site/keyboard-map';
import { PageFrame } from '@/components/site/page-frame';
import { StudioNav } from '@/components/site/studio-nav';
import { Toaster } from '@/components/ui/toaster';
import { getMemberName } from '@/lib/session';

export default async function StudioLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageFrame nav={<StudioNav member={await getMemberName()} />} foot={<KeyboardMap />}>
        {children}
      </PageFrame>
      <Toaster />
    </>
  );
}
