import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GrantedEvidencePath, grantedEvidencePath } from '#contracts/evidence';
import { type Actor, CurrentActor, May, tokenOf } from '#exchange/access';
import { sendFile } from '#exchange/evidence';
import { CONFIG, type Config } from '#platform/config';
import { Says } from '#platform/http';
import { type EvidenceAsk, EvidenceReading } from './evidence-reading.ts';

/** Marked `@May`, unlike the view: the guard learns whose turn it is before any of the costly work. */
@Controller('v1/grants/:id/evidence/:evidenceId')
export class EvidenceReadingController {
  constructor(
    private readonly reading: EvidenceReading,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Says(
    "Gives the reader's copy of a file: a PDF stamped for them, other files where the grant lets them be taken away.",
  )
  @May('disclosures.read')
  @ApiOkResponse({ description: 'The copy. `x-rendition-of` names the SHA-256 of the original.', content: anyFile() })
  async copy(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Param({ schema: grantedEvidencePath }) path: GrantedEvidencePath,
    @Res() reply: FastifyReply,
  ) {
    const { renditionOf, ...file } = await this.reading.copy(this.ask(actor, request, path));
    if (renditionOf) void reply.header('x-rendition-of', renditionOf);
    void sendFile(reply, file);
  }

  @Get('original')
  @Says(
    'Gives the original, byte for byte, where the grant includes originals: its hash is the one in the signed disclosure.',
  )
  @May('disclosures.read')
  @ApiOkResponse({ description: 'The original.', content: anyFile() })
  async original(
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Param({ schema: grantedEvidencePath }) path: GrantedEvidencePath,
    @Res() reply: FastifyReply,
  ) {
    void sendFile(reply, await this.reading.original(this.ask(actor, request, path)));
  }

  private ask(actor: Actor, request: FastifyRequest, { id: grantId, evidenceId }: GrantedEvidencePath): EvidenceAsk {
    const token = tokenOf(request, this.config);
    return { token, grantId, evidenceId, requestId: String(request.id), callerId: actor.organizationId };
  }
}

function anyFile() {
  return { 'application/octet-stream': {} };
}
