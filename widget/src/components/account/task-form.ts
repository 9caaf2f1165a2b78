import type { PropertyValues } from 'lit';
import { TaskController } from '../../controllers/task-controller.js';
import { FormElement } from './form-element.js';

/** A form that asks the server itself, and gives it up when it goes. */
export abstract class TaskForm extends FormElement {
  protected readonly asking = new TaskController(this);

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.task = this.asking.task;
    super.willUpdate(changed);
  }
}
