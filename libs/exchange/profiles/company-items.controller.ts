import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, SerializeOptions } from '@nestjs/common';
import type { CompanyItem } from '#contracts/answer';
import {
  companyItemList,
  companyItemView,
  type ItemPath,
  itemPath,
  type NewCompanyItem,
  newCompanyItem,
} from '#contracts/profile';
import { type Actor, can, CurrentActor, May } from '#exchange/access';
import { CompanyItems } from './company-items.service.ts';

@Controller('v1/profile/company-items')
export class CompanyItemsController {
  constructor(private readonly items: CompanyItems) {}

  /** The items this company has added to the catalogue's. */
  @Get()
  @May('profile.read')
  @SerializeOptions({ schema: companyItemList })
  async list(@CurrentActor() actor: Actor) {
    return { items: (await this.items.list(actor)).map((item) => viewCompanyItem(actor, item)) };
  }

  @Post()
  @May('profile.edit')
  @SerializeOptions({ schema: companyItemView })
  async add(@CurrentActor() actor: Actor, @Body({ schema: newCompanyItem }) body: NewCompanyItem) {
    return viewCompanyItem(actor, await this.items.add(actor, body));
  }

  @Put(':itemId')
  @May('profile.edit')
  @SerializeOptions({ schema: companyItemView })
  async edit(
    @CurrentActor() actor: Actor,
    @Param({ schema: itemPath }) { itemId }: ItemPath,
    @Body({ schema: newCompanyItem }) body: NewCompanyItem,
  ) {
    return viewCompanyItem(actor, await this.items.edit(actor, itemId, body));
  }

  /** Takes the item and its answer out of the draft; published editions keep it. */
  @Delete(':itemId')
  @HttpCode(204)
  @May('profile.edit')
  async remove(@CurrentActor() actor: Actor, @Param({ schema: itemPath }) { itemId }: ItemPath) {
    await this.items.remove(actor, itemId);
  }
}

const viewCompanyItem = (actor: Actor, item: CompanyItem) => ({ ...item, can: { edit: can(actor, 'profile.edit') } });
