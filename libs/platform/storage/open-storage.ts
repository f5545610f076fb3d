import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryObjects } from './directory-objects.ts';
import type { S3Credentials, S3Place } from './s3-objects.ts';
import type { StoredObjects } from './stored-objects.ts';

interface StorageConfig {
  /** A directory (path or `file:` URL) or `s3://bucket/prefix?region=…&endpoint=…`. */
  readonly url: string;
  /** Required for `s3://`; read by configuration, never by this folder. */
  readonly credentials?: S3Credentials;
}

/**
 * Opens the store that configuration names and checks that it can be used. Throws an `Error` whose one sentence tells
 * an operator what to change. The S3 client is loaded only when it is used: it is large.
 */
export async function openStorage({ url, credentials }: StorageConfig): Promise<StoredObjects> {
  if (!url.startsWith('s3:')) return openDirectory(url.startsWith('file:') ? fileURLToPath(url) : resolve(url));
  const place = parseS3Url(url);
  if (!credentials) throw new Error('The S3 storage needs an access key id and a secret access key');
  const { S3Objects } = await import('./s3-objects.ts');
  const objects = new S3Objects(place, credentials);
  await objects.prepare().catch((error: unknown) => {
    objects.close();
    throw new Error(`The S3 bucket ${place.bucket} cannot be used: check its name, region, endpoint and key`, {
      cause: error,
    });
  });
  return objects;
}

/** Takes `s3://bucket/prefix?region=…&endpoint=…` apart. An unknown parameter is a typing error and refused. */
export function parseS3Url(text: string): S3Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const prefix = url?.pathname.replace(/^\/+|\/+$/g, '') ?? '';
  if (url?.protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) {
    throw new Error('The S3 storage URL has the form s3://bucket/prefix?region=…&endpoint=…');
  }
  if (url.username || url.password) throw new Error('The S3 storage URL carries no credentials: set them apart');
  if (!/^[\w./-]*$/.test(prefix)) throw new Error('The S3 storage prefix has letters, digits, dot, dash, slash only');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'region' && name !== 'endpoint');
  if (unknown) throw new Error(`The S3 storage URL does not know the parameter ${unknown}`);
  const endpoint = url.searchParams.get('endpoint');
  if (endpoint && !/^https?:\/\//.test(endpoint)) throw new Error('The S3 endpoint is an http or https URL');
  const region = url.searchParams.get('region') ?? 'us-east-1';
  return { bucket: url.hostname, prefix, region, ...(endpoint ? { endpoint } : {}) };
}

async function openDirectory(path: string): Promise<StoredObjects> {
  const objects = new DirectoryObjects(path);
  await objects.prepare().catch((error: unknown) => {
    throw new Error(`The storage directory ${path} cannot be used: it must be a directory we may write`, {
      cause: error,
    });
  });
  return objects;
}
