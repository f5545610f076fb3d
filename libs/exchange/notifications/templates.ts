import type { MailKind } from './mail.entity.ts';

/** Which text is sent: mostly one for each kind of mail. */
export type TemplateName = MailKind | 'already-signed-up';

interface Template {
  readonly subject: string;
  readonly text: string;
}

/**
 * Every mail there is, in both languages, as fixed plain text. `{name}` is replaced once by a value; values are never
 * read as a template, and none is a fact of a profile.
 */
export const templates: Record<TemplateName, Record<'ja' | 'en', Template>> = {
  'sign-up': {
    ja: {
      subject: '【割符】登録の続き',
      text: `割符(Warifu)への登録を受け付けました。

次のリンクを開いて登録を続けてください。24時間有効で、一度だけ使えます。

{link}

お心当たりがない場合は、このメールを破棄してください。何も登録されません。
`,
    },
    en: {
      subject: '[Warifu] Finish signing up',
      text: `Somebody asked to sign up to Warifu with this address.

Open this link to go on. It is valid for 24 hours and works once.

{link}

If it was not you, delete this mail. Nothing will be registered.
`,
    },
  },
  'already-signed-up': {
    ja: {
      subject: '【割符】すでに登録されています',
      text: `割符(Warifu)への登録の申し込みがありましたが、このメールアドレスはすでに登録されています。

次のページからサインインしてください。パスワードをお忘れの場合は、同じページから再設定できます。

{home}

お心当たりがない場合は、このメールを破棄してください。
`,
    },
    en: {
      subject: '[Warifu] You already have an account',
      text: `Somebody asked to sign up to Warifu with this address, which has an account already.

Sign in here. If you have forgotten the password, you can reset it on the same page.

{home}

If it was not you, delete this mail.
`,
    },
  },
  'member-invitation': {
    ja: {
      subject: '【割符】{company}からの招待',
      text: `{company}の{inviter}様から、割符(Warifu)の{company}の一員として招待されています。

次のリンクから参加してください。7日間有効で、一度だけ使えます。

{link}

お心当たりがない場合は、このメールを破棄してください。
`,
    },
    en: {
      subject: '[Warifu] Invitation from {company}',
      text: `{inviter} invites you to join {company} on Warifu.

Open this link to accept. It is valid for 7 days and works once.

{link}

If you do not know {company}, delete this mail.
`,
    },
  },
  'partner-invitation': {
    ja: {
      subject: '【割符】取引先{company}からの招待',
      text: `{company}の{inviter}様から、割符(Warifu)で情報セキュリティの取り組みを開示し合う取引先として招待されています。

次のリンクから貴社の登録を始めてください。7日間有効で、一度だけ使えます。

{link}

お心当たりがない場合は、このメールを破棄してください。
`,
    },
    en: {
      subject: '[Warifu] {company} invites your company',
      text: `{inviter} of {company} invites your company to Warifu, where partners show each other how they protect themselves.

Open this link to register your company. It is valid for 7 days and works once.

{link}

If you do not know {company}, delete this mail.
`,
    },
  },
  'password-reset': {
    ja: {
      subject: '【割符】パスワードの再設定',
      text: `パスワードの再設定を受け付けました。

次のリンクから新しいパスワードを設定してください。1時間有効で、一度だけ使えます。設定すると、すべての端末でサインアウトされます。

{link}

お心当たりがない場合は、このメールを破棄してください。パスワードは変わりません。
`,
    },
    en: {
      subject: '[Warifu] Reset your password',
      text: `Somebody asked to reset the password of this account.

Open this link to choose a new one. It is valid for 1 hour and works once. You will be signed out everywhere.

{link}

If it was not you, delete this mail. The password stays as it is.
`,
    },
  },
  'access-request': {
    ja: {
      subject: '【割符】{company}からの開示依頼',
      text: `{company}から開示依頼が届きました。

サインインして内容をご確認ください。貴社が許可するまで、何も開示されません。

{home}
`,
    },
    en: {
      subject: '[Warifu] {company} asks for access',
      text: `{company} has sent you a disclosure request.

Sign in to read and answer it. Nothing is disclosed unless you agree.

{home}
`,
    },
  },
};

/**
 * Fills a template. Each value becomes one line without control characters, of bounded length, that no mail program
 * turns into a link.
 * @throws Error when the template names a value that was not given: a mistake in our code
 */
export function fill(
  template: Template,
  values: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
) {
  const put = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const own = ours[name];
      if (own !== undefined) return own;
      const value = values[name];
      if (value === undefined) throw new Error(`This mail needs a value for ${name}.`);
      return inert(value);
    });
  return { subject: put(template.subject), text: put(template.text) };
}

// Direction marks could turn a name round so that it reads as another; a name that looks like a link would be one.
const inert = (value: string) =>
  [...value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/:\/\/|\bwww\./gi, ' ')].slice(0, 80).join('').trim();
