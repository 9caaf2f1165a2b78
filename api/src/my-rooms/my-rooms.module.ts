import { Module } from '@nestjs/common';
import { MyRoomsController } from './my-rooms.controller.js';
import { MyRoomsRepository } from './my-rooms.repository.js';
import { MyRoomsService } from './my-rooms.service.js';

@Module({ controllers: [MyRoomsController], providers: [MyRoomsRepository, MyRoomsService] })
export class MyRoomsModule {}
