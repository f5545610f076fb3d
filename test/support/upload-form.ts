export interface UploadWish {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array | string;
  /** Form fields beside the file; undefined leaves one out. */
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** What a browser sends from the upload page; a test names what matters to it. */
export function uploadForm({
  name = '規程.txt',
  mediaType = 'text/plain',
  bytes = '規程',
  fields,
}: Partial<UploadWish>) {
  const form = new FormData();
  const all = { 'title.ja': '情報セキュリティ規程', kind: 'policy', ...fields };
  for (const [field, value] of Object.entries(all)) if (value !== undefined) form.append(field, value);
  form.append('file', new Blob([bytes as string], { type: mediaType }), name);
  return form;
}
