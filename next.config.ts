import type { NextConfig } from 'next';

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // The address of a share link is its only key: it must not travel to other sites.
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(self), microphone=(), geolocation=(), browsing-topics=()' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // Else `next dev` writes instruction files into the project.
  agentRules: false,
  // Native or with files of their own beside them: loaded from node_modules as they are.
  serverExternalPackages: [
    'pg',
    'pg-boss',
    'sharp',
    'tinypool',
    '@aws-sdk/client-s3',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-converter',
    '@tensorflow/tfjs-backend-wasm',
  ],
  // Pictures are served by our own routes, which know the owner.
  images: { unoptimized: true },
  typedRoutes: true,
  // `npm run check` does, over more than the app, and a start need not wait for it.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers }],
};

export default config;
