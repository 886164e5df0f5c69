import type { NextConfig } from 'next';

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
    'prom-client',
    '@tensorflow/tfjs-core',
    '@tensorflow/tfjs-converter',
    '@tensorflow/tfjs-backend-wasm',
  ],
  // Pictures are served by our own routes, which know the owner.
  images: { unoptimized: true },
  typedRoutes: true,
  // `npm run check` does, over more than the app, and a start need not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
