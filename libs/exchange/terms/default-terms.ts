/** Shipped for grantors who have written no terms of their own. Plain words; not legal advice. */
export const defaultTerms = {
  ja: `開示された内容は、許可された目的のためだけに使います。
許可なく第三者に渡しません。社内でも、目的のために必要な人だけが閲覧します。
複製や印刷物は、目的を終えたとき、または許可が終わったときに速やかに廃棄します。
閲覧した会社・氏名・役職・日時は記録され、開示した会社に示されます。
内容は基準日の時点のものであり、将来を保証するものではありません。`,
  en: `What is disclosed is used only for the purpose it was granted for.
It is not passed to third parties without permission; inside the company only those who need it for the purpose read it.
Copies and printouts are destroyed when the purpose is fulfilled or access ends.
Company, name, title and time of each reading are recorded and shown to the discloser.
Statements hold as of their date and do not guarantee the future.`,
};
