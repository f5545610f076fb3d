import { Resolver } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#platform/config';
import { tryAgain } from '#platform/errors';

// What a name server says when there is nothing there: an answer, not a failure.
const nothing = new Set(['ENOTFOUND', 'ENODATA']);

/** TXT records of the domain name system: the only thing this product asks of other people's name servers. */
@Injectable()
export class TxtRecords {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'dnsServers'>) {}

  /**
   * @param name the full name asked for
   * @returns each record as one text; none when there is no such name
   * @throws Refusal `try-again` when no name server answered in time
   */
  async of(name: string): Promise<string[]> {
    const resolver = new Resolver({ timeout: 2000, tries: 2 });
    if (this.config.dnsServers.length > 0) resolver.setServers([...this.config.dnsServers]);
    try {
      const records = await resolver.resolveTxt(name);
      return records.map((chunks) => chunks.join(''));
    } catch (error) {
      if (nothing.has(String((error as { code?: unknown }).code))) return [];
      throw tryAgain(error);
    }
  }
}
