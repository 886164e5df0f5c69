import type { MetadataRoute } from 'next';
import { SELFIE_TYPES } from '@/lib/limits';

/** What makes it installable. Shared photos come to public/sw.js, which hands them to the form. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/create',
    name: 'Selfsame',
    short_name: 'Selfsame',
    description: 'One selfie in. Avatars that are still you.',
    lang: 'en-GB',
    categories: ['photo', 'entertainment'],
    start_url: '/create',
    scope: '/',
    display: 'standalone',
    background_color: '#f7f4ee',
    theme_color: '#f7f4ee',
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
    shortcuts: [
      { name: 'Create avatars', short_name: 'Create', url: '/create' },
      { name: 'Your avatars', short_name: 'Avatars', url: '/avatars' },
    ],
    share_target: {
      action: '/create/shared',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { files: [{ name: 'photo', accept: [...SELFIE_TYPES] }] },
    },
  };
}
