import type { NewGrant } from '#contracts/grant';
import type { CompanyKey } from './companies.ts';

/** A company asked another for access, and was answered; in days from now. */
export interface DemoRequest {
  readonly from: CompanyKey;
  readonly to: CompanyKey;
  readonly items: NewGrant['items'];
  readonly purpose: string;
  readonly reason: string;
  readonly contact: string;
  readonly asked: number;
  readonly due: number;
  readonly declined: { readonly at: number; readonly reason: string };
}

export const requests: readonly DemoRequest[] = [
  {
    from: 'C01',
    to: 'C12',
    items: { 'K5-04': 'evidence' },
    purpose: '図面授受サービスの選定見直し',
    reason:
      '図面をお預けするサービスの見直しにあたり、直近の侵入試験で何がどこまで調べられたかを知りたく、結果の要約をお願いします。',
    contact: '調達本部 取引先リスク管理室 梟木',
    asked: -20,
    due: -6,
    declined: {
      at: -16,
      reason:
        '試験の報告は社外にお出ししていません。代わりに、内容をまとめた要約の提供か、当社の担当が立ち会う閲覧の場をご用意します。',
    },
  },
];
