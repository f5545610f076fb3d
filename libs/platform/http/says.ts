import { ApiOperation } from '@nestjs/swagger';

/**
 * What a route does, in one sentence to its caller: the operation's summary in the API's description.
 * @param summary names whatever must be sent that is not obvious
 */
export const Says = (summary: string) => ApiOperation({ summary });
