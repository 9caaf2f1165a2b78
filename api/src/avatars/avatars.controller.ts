import { Controller, Delete, Ip, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserCaller } from '../common/access/caller.js';
import { CurrentCaller } from '../common/access/current-caller.js';
import { Operation } from '../common/http/operation.decorator.js';
import { FileOfRequest, type IncomingFile } from '../common/multipart/incoming-file.js';
import { Me } from '../users/user.schema.js';
import { AvatarsService } from './avatars.service.js';

@ApiTags('Me')
@Controller('v1/me/avatar')
export class AvatarsController {
  constructor(private readonly avatars: AvatarsService) {}

  @Put()
  @Operation({
    id: 'setAvatar',
    summary: 'Replaces the caller’s picture: PNG, JPEG, WebP, GIF or AVIF, of which the middle square is shown',
    access: 'user',
    file: 'file',
    answers: { 200: Me },
    errors: ['image_too_large', 'invalid_image'],
  })
  replace(
    @CurrentCaller() caller: UserCaller,
    @FileOfRequest() file: IncomingFile,
    @Ip() address: string,
  ): Promise<Me> {
    return this.avatars.replace(caller, file, address);
  }

  @Delete()
  @Operation({ id: 'removeAvatar', summary: 'Takes the caller’s picture away', access: 'user', answers: { 204: null } })
  remove(@CurrentCaller() caller: UserCaller): Promise<void> {
    return this.avatars.remove(caller);
  }
}
