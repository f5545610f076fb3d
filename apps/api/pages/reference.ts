import type { OpenAPIObject } from '@nestjs/swagger';
import { type Html, html } from './html.ts';
import { page } from './page.ts';

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: unknown;
  }[];
  readonly body: unknown;
  readonly responses: readonly { readonly status: string; readonly description: string; readonly content: unknown }[];
}

/** Every operation of the API on one page, from its own description: no script, and nothing from anybody else. */
export function referencePage(document: OpenAPIObject): string {
  const operations = operationsOf(document);
  return page(
    'Warifu API',
    html`<main>
      <h1>API リファレンス <span lang="en">API reference</span></h1>
      <p>
        機械向けの定義は <a href="/openapi.json">/openapi.json</a> にあります。エラーはすべて
        <code>application/problem+json</code> です。サインインのクッキーで変更を送るときは、<code>Origin</code>
        に、この取引所のアドレスを付けてください(ブラウザーは自動で付けます)。API
        キーは <code>Authorization: Bearer wk_…</code> で送ります。項目の保存には、読んだときの <code>ETag</code> を
        <code>If-Match</code> に、初めての保存なら <code>If-None-Match: *</code> を付けます。作成の POST に
        <code>Idempotency-Key</code> を付けると、二度送っても一度だけ行われます。
      </p>
      <p lang="en">
        The same for machines: <a href="/openapi.json">/openapi.json</a>. Every refusal is
        <code>application/problem+json</code>. Send the session cookie, or <code>Authorization: Bearer wk_…</code>.
        A change sent with the cookie needs <code>Origin</code> with the address of this exchange (a browser adds it). Saving an
        item needs <code>If-Match</code> with the <code>ETag</code> you read, or <code>If-None-Match: *</code> the first time. A
        creating POST with an <code>Idempotency-Key</code> is carried out once, however often it is sent.
      </p>
      <p lang="en">${operations.length} operations</p>
      ${operations.map(operationOf)}
    </main>`,
  );
}

function operationsOf(document: OpenAPIObject): Listed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const { summary, description, parameters = [], requestBody, responses } = operation;
      const body = requestBody && 'content' in requestBody ? requestBody.content : undefined;
      const listed = Object.entries(responses).map(([status, one]) => ({
        status,
        description: one && 'description' in one ? one.description : '',
        content: one && 'content' in one ? one.content : undefined,
      }));
      return [
        {
          method: method.toUpperCase(),
          path,
          summary,
          description,
          parameters: parameters as Listed['parameters'],
          body,
          responses: listed,
        },
      ];
    }),
  );
}

const operationOf = (one: Listed): Html => html`<details>
  <summary><code>${one.method}</code> <code>${one.path}</code></summary>
  <div lang="en">
    <p>${one.summary ?? ''}</p>
    <p>${one.description ?? ''}</p>
    ${one.parameters.map(
      (parameter) => html`<p>
        <code>${parameter.name}</code> (${parameter.in}${parameter.required ? ', required' : ''})
        <code>${JSON.stringify(parameter.schema ?? {})}</code>
      </p>`,
    )}
    ${one.body === undefined ? html`` : html`<pre>${JSON.stringify(one.body, null, 2)}</pre>`}
    ${one.responses.map(
      ({ status, description, content }) => html`<p><code>${status}</code> ${description}</p>
        ${content === undefined || JSON.stringify(content).includes('#/components/schemas/Problem') ? html`` : html`<pre>${JSON.stringify(content, null, 2)}</pre>`}`,
    )}
  </div>
</details>`;
