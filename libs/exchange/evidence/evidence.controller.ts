import { Controller, Delete, Get, HttpCode, Param, Post, Query, Res, SerializeOptions } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type IdPath, idPath } from '#contracts/common';
import { type EvidenceList, evidenceList, evidencePage, evidenceView } from '#contracts/evidence';
import { type Actor, can, CurrentActor, May } from '#exchange/access';
import { Says, TakesFile } from '#platform/http';
import { EvidenceFiles, type EvidenceRow } from './evidence.service.ts';
import { sendFile } from './send-file.ts';
import { CurrentUpload, type Upload } from './uploads.interceptor.ts';

@Controller('v1/evidence')
export class EvidenceController {
  constructor(private readonly files: EvidenceFiles) {}

  @Get()
  @Says("Lists your company's evidence files, newest first.")
  @May('evidence.read')
  @SerializeOptions({ schema: evidencePage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: evidenceList }) query: EvidenceList) {
    const { items, ...rest } = await this.files.page(actor, query);
    return { items: items.map((row) => viewEvidence(actor, row)), ...rest };
  }

  @Get(':id')
  @Says('Reads about one evidence file: title, kind, dates, hash.')
  @May('evidence.read')
  @SerializeOptions({ schema: evidenceView })
  async one(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    return viewEvidence(actor, await this.files.one(actor, id));
  }

  @Get(':id/content')
  @Says('Downloads the original, byte for byte.')
  @May('evidence.read')
  @ApiOkResponse({ description: 'The original.', content: { 'application/octet-stream': {} } })
  async content(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath, @Res() reply: FastifyReply) {
    void sendFile(reply, await this.files.content(actor, id));
  }

  @Post()
  @Says('Adds a file as a multipart form: fields `title.ja`, `title.en`, `kind`, `issued`, `expires`, and `file`.')
  @May('evidence.edit')
  @TakesFile()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: uploadForm() })
  @SerializeOptions({ schema: evidenceView })
  async add(@CurrentActor() actor: Actor, @CurrentUpload() upload: Upload) {
    return viewEvidence(actor, await this.files.add(actor, upload));
  }

  @Delete(':id')
  @Says('Takes a file out of the draft; a published edition that names it still shows it.')
  @HttpCode(204)
  @May('evidence.edit')
  async remove(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.files.remove(actor, id);
  }
}

function viewEvidence(actor: Actor, row: EvidenceRow) {
  return {
    id: row.id,
    title: row.title,
    kind: row.kind,
    fileName: row.file_name,
    mediaType: row.media_type,
    length: row.length,
    sha256: row.sha256.toString('base64url'),
    pdf: row.pdf,
    scan: row.scan,
    issued: row.issued,
    expires: row.expires,
    uploadedAt: row.uploaded_at.toISOString(),
    published: row.published,
    removedAt: row.removed_at?.toISOString() ?? null,
    can: { remove: row.removed_at === null && can(actor, 'evidence.edit') },
  };
}

/** A form has flat names; OpenAPI is told of them by hand. */
function uploadForm() {
  const text = { type: 'string' as const };
  return {
    type: 'object' as const,
    required: ['kind', 'file'],
    properties: {
      'title.ja': text,
      'title.en': text,
      kind: text,
      issued: { ...text, format: 'date' },
      expires: { ...text, format: 'date' },
      file: { ...text, format: 'binary' },
    },
  };
}
