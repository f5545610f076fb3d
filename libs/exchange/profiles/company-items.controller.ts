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
import { Says } from '#platform/http';
import { CompanyItems } from './company-items.service.ts';

@Controller('v1/profile/company-items')
export class CompanyItemsController {
  constructor(private readonly items: CompanyItems) {}

  @Get()
  @Says("Lists the items your company has added to the catalogue's.")
  @May('profile.read')
  @SerializeOptions({ schema: companyItemList })
  async list(@CurrentActor() actor: Actor) {
    return { items: (await this.items.list(actor)).map((item) => viewCompanyItem(actor, item)) };
  }

  @Post()
  @Says('Adds an item of your own to the profile; a title in Japanese or English is needed.')
  @May('profile.edit')
  @SerializeOptions({ schema: companyItemView })
  async add(@CurrentActor() actor: Actor, @Body({ schema: newCompanyItem }) body: NewCompanyItem) {
    return viewCompanyItem(actor, await this.items.add(actor, body));
  }

  @Put(':itemId')
  @Says('Replaces the title and question of an item of your own.')
  @May('profile.edit')
  @SerializeOptions({ schema: companyItemView })
  async edit(
    @CurrentActor() actor: Actor,
    @Param({ schema: itemPath }) { itemId }: ItemPath,
    @Body({ schema: newCompanyItem }) body: NewCompanyItem,
  ) {
    return viewCompanyItem(actor, await this.items.edit(actor, itemId, body));
  }

  @Delete(':itemId')
  @Says('Takes an item of your own and its answer out of the draft; published editions keep it.')
  @HttpCode(204)
  @May('profile.edit')
  async remove(@CurrentActor() actor: Actor, @Param({ schema: itemPath }) { itemId }: ItemPath) {
    await this.items.remove(actor, itemId);
  }
}

const viewCompanyItem = (actor: Actor, item: CompanyItem) => ({ ...item, can: { edit: can(actor, 'profile.edit') } });
