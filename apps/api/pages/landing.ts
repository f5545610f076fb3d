import { type DemoSignIn } from './demo-sign-ins.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';

/** The front page: what this is, and where to go on. Japanese first, English complete. */
export const landingPage = (people: readonly DemoSignIn[]): string =>
  page(
    'Warifu 割符',
    html`<main>
      <h1>割符 <span lang="en">Warifu</span></h1>
      <section>
        <p>会社のセキュリティ対策を、自社の署名付きで取引先に開示するための取引所です。</p>
        <p>
          開示プロファイルは一つ。版に署名して発行し、取引先ごとに、必要な項目を必要な開示レベルに限って閲覧を許可します。閲覧記録は必ず双方に残り、許可を取り消すと、その時から閲覧できなくなります。受け取った内容が本物かどうかは、この取引所を信用しなくても手元で検証できます。
        </p>
        <ul>
          <li><a href="/reference">API リファレンス</a></li>
          <li><a href="/openapi.json">OpenAPI 3.1 の定義</a></li>
          <li><a href="/trust.json">信頼ファイル(検証に使う鍵の一覧)</a></li>
        </ul>
      </section>
      <section lang="en">
        <p>An exchange on which companies disclose to their partners, under their own signature, how they protect themselves.</p>
        <p>
          A company keeps one disclosure profile, signs and publishes an edition of it, and grants each partner exactly the
          items and levels that partner needs. Every read leaves a record that both sides can see, and a revoked grant shows
          nothing from that moment on. Whether what you received is genuine you can check by yourself, without trusting this
          exchange.
        </p>
        <ul>
          <li><a href="/reference">API reference</a></li>
          <li><a href="/openapi.json">OpenAPI 3.1 description</a></li>
          <li><a href="/trust.json">Trust file (the keys to check with)</a></li>
        </ul>
      </section>
      ${people.length > 0 ? demo(people) : html``}
    </main>`,
  );

const demo = (people: readonly DemoSignIn[]): Html => html`<section>
  <h2>デモ用のサインイン <span lang="en">Demo sign-ins</span></h2>
  <p>架空の会社と人物です。<span lang="en">Companies and people are invented.</span></p>
  <div class="wide"><table>
    <thead>
      <tr>
        <th scope="col">会社 <span lang="en">Company</span></th>
        <th scope="col">氏名 <span lang="en">Name</span></th>
        <th scope="col">役割 <span lang="en">Role</span></th>
        <th scope="col">メール <span lang="en">E-mail</span></th>
        <th scope="col">パスワード <span lang="en">Password</span></th>
      </tr>
    </thead>
    <tbody>
      ${people.map(
        ({ company, person, role, email, password }) => html`<tr>
          <td>${company}</td>
          <td>${person}</td>
          <td>${role}</td>
          <td><code>${email}</code></td>
          <td><code>${password}</code></td>
        </tr>`,
      )}
    </tbody>
  </table></div>
</section>`;
