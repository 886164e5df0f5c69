import type { MetadataRoute } from 'next';

/** Shared pages may be visited, else nobody would read that they are not to be listed, and no preview would come. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: ['/api/', '/images/', '/avatars'] } };
}
