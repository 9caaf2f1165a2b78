import { ParleyCrop } from './components/crop/parley-crop.js';
import { ParleyData } from './components/data/parley-data.js';
import { ParleyDeleteAccount } from './components/delete-account/parley-delete-account.js';
import { ParleyDevices } from './components/devices/parley-devices.js';
import { ParleyEmail } from './components/email/parley-email.js';
import { ParleyPassword } from './components/password/parley-password.js';
import { ParleyPicture } from './components/picture/parley-picture.js';
import { ParleyTheme } from './components/theme/parley-theme.js';
import { defineElements } from './define.js';

// The account's screen imports this module when somebody first opens one of its pages.
defineElements({
  'parley-crop': ParleyCrop,
  'parley-picture': ParleyPicture,
  'parley-email': ParleyEmail,
  'parley-password': ParleyPassword,
  'parley-theme': ParleyTheme,
  'parley-devices': ParleyDevices,
  'parley-data': ParleyData,
  'parley-delete-account': ParleyDeleteAccount,
});
