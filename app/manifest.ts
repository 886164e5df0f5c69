import type { MetadataRoute } from 'next';
import { connection } from 'next/server';
import { SELFIE_TYPES } from '@/lib/limits';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/site';
import { localeTag } from '@/messages/locale';

/** What makes it installable. Shared photos come to public/sw.js, which hands them to the form. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  // In the language of whoever asks.
  await connection();
  return {
    id: '/create',
    name: 'Selfsame',
    short_name: 'Selfsame',
    description: m.manifest(),
    lang: localeTag(),
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
      { name: common.createAvatars(), short_name: m.createShort(), url: '/create' },
      { name: common.yourAvatars(), short_name: m.avatarsShort(), url: '/avatars' },
    ],
    share_target: {
      action: '/create/shared',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { files: [{ name: 'photo', accept: [...SELFIE_TYPES] }] },
    },
  };
}
