import type { ReactNode } from 'react';
import { KeyboardMap } from '@/components/site/keyboard-map';
import { PageFrame } from '@/components/site/page-frame';
import { StudioNav } from '@/components/site/studio-nav';
import { Toaster } from '@/components/ui/toaster';

export default function StudioLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageFrame nav={<StudioNav />} foot={<KeyboardMap />}>
        {children}
      </PageFrame>
      <Toaster />
    </>
  );
}
