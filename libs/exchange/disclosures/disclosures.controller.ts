import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  SerializeOptions,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BUNDLE_MEDIA_TYPE } from '#proof';
import { type IdPath, idPath } from '#contracts/common';
import {
  type BundleAsk,
  bundleAsk,
  type ChangesAsk,
  changesAsk,
  changesView,
  disclosureView,
} from '#contracts/disclosure';
import { type Actor, CurrentActor, May, MayInStatement, Open, tokenOf } from '#exchange/access';
import { CONFIG, type Config } from '#platform/config';
import { Answers, Says } from '#platform/http';
import { Bundles } from './bundles.ts';
import { Changes } from './changes.ts';
import { Opening, type Reading } from './opening.ts';
import { Previews } from './previews.ts';
import { PublicOpening } from './public-opening.ts';
import { Views } from './views.ts';

@Controller('v1')
export class DisclosuresController {
  constructor(
    private readonly views: Views,
    private readonly opening: Opening,
    private readonly bundles: Bundles,
    private readonly changes: Changes,
    private readonly previews: Previews,
    private readonly publicOpening: PublicOpening,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The hot read: the bytes go out as they were cut. */
  @Get('grants/:id/disclosure')
  @Says(
    'Reads what a grant shows right now, and is recorded as a read; where the grant asks for terms, they must be accepted before the first read.',
  )
  @MayInStatement('disclosures.read')
  @Answers(
    'application/json',
    disclosureView,
    'The granted part of the edition, with what is withheld named as withheld.',
  )
  async view(
    @Req() request: FastifyRequest,
    @Param({ schema: idPath }) { id: grantId }: IdPath,
    @Res() reply: FastifyReply,
  ) {
    const asked = { token: tokenOf(request, this.config), grantId, requestId: String(request.id) };
    void reply.header('content-type', 'application/json; charset=utf-8').send(await this.views.of(asked));
  }

  @Get('grants/:id/changes')
  @Says('Shows what changed since an edition your company has read, its number sent as `since`; recorded as a read.')
  @MayInStatement('disclosures.read')
  @SerializeOptions({ schema: changesView })
  async changed(
    @Req() request: FastifyRequest,
    @Param({ schema: idPath }) { id: grantId }: IdPath,
    @Query({ schema: changesAsk }) { since }: ChangesAsk,
  ) {
    const opened = await this.open(request, grantId, 'disclosure.viewed');
    return { since, edition: opened.number, changes: await this.changes.since(opened, grantId, since) };
  }

  @Post('grants/:id/bundles')
  @Says(
    'Gives the disclosure as a file that can be checked offline, made for you and for the fresh `nonce` you send; recorded as a read.',
  )
  @HttpCode(200)
  @MayInStatement('disclosures.read')
  @Answers(BUNDLE_MEDIA_TYPE, undefined, 'Everything needed to check the disclosure offline.')
  async bundle(
    @Req() request: FastifyRequest,
    @Param({ schema: idPath }) { id: grantId }: IdPath,
    @Body({ schema: bundleAsk }) { nonce }: BundleAsk,
    @Res() reply: FastifyReply,
  ) {
    const opened = await this.open(request, grantId, 'disclosure.bundled');
    const bundle = await this.bundles.of(opened, grantId, nonce);
    void reply
      .header('content-type', BUNDLE_MEDIA_TYPE)
      .header('content-disposition', `attachment; filename="warifu-edition-${opened.number}.bundle.json"`)
      .send(Buffer.from(bundle, 'latin1')); // ASCII; as bytes it gets no charset it does not have
  }

  @Get('grants/:id/preview')
  @Says('Shows the grantor what the grantee would be served, byte for byte; not a read, so nothing is recorded.')
  @May('grants.preview')
  @Answers('application/json', disclosureView)
  async preview(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath, @Res() reply: FastifyReply) {
    void reply.header('content-type', 'application/json; charset=utf-8').send(await this.previews.of(actor, id));
  }

  @Get('public/:id/disclosure')
  @Says('Reads what a company shows the public under this grant.')
  @Open('the company granted this to the public')
  @Answers('application/json', disclosureView)
  async public(@Req() request: FastifyRequest, @Param({ schema: idPath }) { id }: IdPath, @Res() reply: FastifyReply) {
    const body = await this.publicOpening.open(id, { requestId: String(request.id), address: request.ip });
    void reply.header('content-type', 'application/json; charset=utf-8').send(body);
  }

  private open(request: FastifyRequest, grantId: string, reading: Reading) {
    return this.opening.open({ token: tokenOf(request, this.config), grantId, reading, requestId: String(request.id) });
  }
}
